// Pictures of shapes and words: the same drawing for the page and for a file of its own.
const svg = (() => {
  const SPACE = "http://www.w3.org/2000/svg";

  // XML has no place for most control characters, and a label none for marks that turn its direction.
  const plain = (text, length = 40) => clip(text, length).replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g, " ");

  function make(tag, attributes = {}, ...children) {
    const node = document.createElementNS(SPACE, tag);
    for (const [key, value] of Object.entries(attributes)) if (value !== undefined) node.setAttribute(key, String(value));
    node.append(...children.flat(Infinity).filter((child) => child !== "" && child !== undefined));
    return node;
  }

  // A word is as wide as its letters: about so many fit into so many pixels.
  const fitting = (text, width, size = 12) => plain(text, Math.max(2, Math.floor(width / (size * 0.54))));
  const title = (text) => make("title", {}, plain(text, 160));

  // `size` is [width, height]; on the page the style sheet has the last word on the ink.
  function picture([width, height], name, ...children) {
    const looks = { xmlns: SPACE, width, height, viewBox: `0 0 ${width} ${height}`, "font-family": "system-ui, sans-serif", "font-size": 12, fill: "#1c2126" };
    return make("svg", { ...looks, role: "img", "aria-label": plain(name, 200) }, children);
  }

  // A file has no page behind it, so it brings its ground along.
  function file(drawing) {
    const copy = drawing.cloneNode(true);
    const ground = make("rect", { width: "100%", height: "100%", fill: "#FFFFFF" });
    copy.prepend(title(copy.getAttribute("aria-label")), ground);
    for (const key of ["data-go", "data-year", "data-community"]) for (const node of copy.querySelectorAll(`[${key}]`)) node.removeAttribute(key);
    return downloads.text(new XMLSerializer().serializeToString(copy), "image/svg+xml");
  }

  // What is drawn can be pointed at; those who do not point have the same as text beside it.
  const leadsTo = (selected) => ({ "data-go": JSON.stringify(selected) });

  function listen(box) {
    box.addEventListener("click", (event) => {
      const target = event.target.closest?.("[data-go]");
      if (target) address.select(JSON.parse(target.dataset.go));
    });
  }

  return { make, plain, title, fitting, picture, file, leadsTo, listen };
})();
