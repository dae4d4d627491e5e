// One page, several views of the same things: which is shown, and what it offers to take away.
const views = (() => {
  const links = [...document.querySelectorAll("[data-view-link]")];
  const parts = [...document.querySelectorAll("[data-in]")];
  const offers = new Map();

  let shown = [];

  // `make` returns a Blob, or a promise of one; `file` is the name it is saved under; `lacks` says what is missing
  // for it, if anything.
  function offer(view, label, file, make, lacks = () => "") {
    offers.set(view, [...(offers.get(view) ?? []), { label, file, make, lacks }]);
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

  // A button that can do nothing says so, and why, before it is pressed.
  function refresh() {
    const reasons = shown.map(([made, { lacks }]) => [made, lacks()]);
    for (const [made, reason] of reasons) {
      made.disabled = Boolean(reason);
      made.title = reason;
      if (reason) made.setAttribute("aria-describedby", "downloads-note");
      else made.removeAttribute("aria-describedby");
    }
    byId("downloads-note").textContent = reasons.filter(([, reason]) => reason).map(([made, reason]) => `${made.textContent}: ${reason}`).join(" ");
  }

  function show(state, before) {
    turn(state, before);
    refresh();
  }

  function turn({ view }, before) {
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
    shown = (offers.get(view) ?? []).map((one) => [button(one), one]);
    byId("downloads").replaceChildren(...shown.map(([made]) => made), el("small", { id: "downloads-note" }));
    if (before && before.view !== view) say(`${links.find((link) => link.dataset.viewLink === view).textContent.trim()} shown.`);
  }

  function start() {
    address.onChange(show);
  }

  return { start, offer };
})();
