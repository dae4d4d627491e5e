// One page, several views of the same things: which is shown, and what it offers to take away.
const views = (() => {
  const links = [...document.querySelectorAll("[data-view-link]")];
  const parts = [...document.querySelectorAll("[data-in]")];
  const offers = new Map();

  // `make` returns a Blob, or a promise of one; `file` is the name it is saved under.
  function offer(view, label, file, make) {
    offers.set(view, [...(offers.get(view) ?? []), { label, file, make }]);
  }

  function save(blob, file) {
    const url = URL.createObjectURL(blob);
    const link = el("a", { href: url, download: file });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  }

  function button({ label, file, make }) {
    const made = el("button", { type: "button", class: "button", dataset: { download: file.split(".").pop() } }, label);
    made.addEventListener("click", async () => {
      const blob = await make();
      if (blob) save(blob, file);
    });
    return made;
  }

  function show({ view }, before) {
    if (before && before.view === view && document.documentElement.dataset.view === view) return;
    document.documentElement.dataset.view = view;
    for (const part of parts) part.classList.toggle("elsewhere", !part.dataset.in.split(" ").includes(view));
    for (const link of links) {
      if (link.dataset.viewLink === view) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    const row = links[0].closest("ul");
    const current = links.find((link) => link.dataset.viewLink === view);
    // On a phone not all names fit: the current one is to be among those in sight.
    row.scrollLeft = current.offsetLeft - row.offsetLeft - (row.clientWidth - current.offsetWidth) / 2;
    byId("downloads").replaceChildren(...(offers.get(view) ?? []).map(button));
    if (before && before.view !== view) say(`${links.find((link) => link.dataset.viewLink === view).textContent.trim()} shown.`);
  }

  function start() {
    address.onChange(show);
  }

  return { start, offer };
})();
