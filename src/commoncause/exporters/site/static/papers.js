// The works as a table that sorts and filters, the years above it, and what stands around the one that is chosen.
const papers = (() => {
  const AT_ONCE = 200;
  const body = byId("papers-rows");
  const field = byId("papers-filter");
  const [years, around] = [byId("papers-years"), byId("papers-around")];
  const collator = new Intl.Collator("en", { numeric: true });
  const KEYS = new Map(Object.entries({
    work: ({ label }) => label, title: ({ title }) => title, year: ({ year }) => year ?? -1, kind: ({ kind }) => kind || "\uffff",
    citing: ({ citing }) => citing.length, on: ({ things }) => things.length, own: ({ own }) => own,
    cited: ({ id }) => works.citing(id).length, cites: ({ id }) => works.cited(id).length,
  }));
  // A library of which nobody has claimed anything has works that cite each other, and no more.
  const FIRST = data.claims.size ? "citing" : "cited";
  let most = AT_ONCE;
  let drawn = "";
  let rows = [];

  const all = () => [...works.all().values()];

  // "-year" is the latest first; what is most often cited comes first where nothing else is asked for.
  function order({ sort = `-${FIRST}` }) {
    const key = sort.replace(/^-/, "");
    return KEYS.has(key) ? { key, down: sort.startsWith("-") } : { key: FIRST, down: true };
  }

  function found({ options }) {
    const { key, down } = order(options);
    const read = KEYS.get(key);
    const sign = down ? -1 : 1;
    const compare = (a, b) => sign * (typeof a[0] === "number" ? a[0] - b[0] : collator.compare(a[0], b[0])) || a[1] - b[1];
    const kept = all().filter(works.matcher(options.q ?? ""));
    return kept.map((work, i) => [read(work), i, work]).sort(compare).map(([, , work]) => work);
  }

  // ---- the table

  const number = (value, ...more) => el("td", { class: "number" }, value ? String(value) : el("span", { class: "nil" }, "0"), more);

  function row(work) {
    const { thing } = work;
    const title = name(clip(work.title || "no title recorded", 260));
    const heading = el("th", { scope: "row" }, el("a", { href: `#node=${encodeURIComponent(work.id)}`, dataset: { work: work.id } }, name(clip(work.label, 80))));
    return el(
      "tr", {}, heading,
      el("td", {}, thing.url ? outLink(thing.url, title) : title, thing.authors ? el("small", { class: "work-by" }, name(byline(thing.authors))) : ""),
      el("td", { class: "number" }, work.year === null ? el("span", { class: "nil" }, "no date") : String(work.year)),
      el("td", {}, work.kind ? name(clip(work.kind, 40)) : el("span", { class: "nil" }, "not said")),
      FIRST === "citing" ? [
        number(work.citing.length),
        number(work.things.length, work.cells ? el("small", {}, ` ${wording.plural(work.cells, "cell")}`) : ""),
        number(work.own),
      ] : ["cited", "cites"].map((key) => number(KEYS.get(key)(work))),
    );
  }

  function byline(text) {
    const names = text.split("; ");
    return clip(names.length > 3 ? `${names.slice(0, 3).join("; ")}; et al.` : text, 120);
  }

  function fill() {
    body.replaceChildren(...rows.slice(0, most).map(row));
    if (!rows.length) body.append(el("tr", {}, el("td", { colspan: "7", class: "none" }, "No work has all these words.")));
    const rest = rows.length - most;
    byId("papers-more").hidden = rest <= 0;
    byId("papers-more").textContent = rest > AT_ONCE ? `Show ${AT_ONCE} more of ${rest.toLocaleString("en")}` : `Show the other ${rest}`;
    byId("papers-count").textContent = rows.length === all().length ? wording.plural(rows.length, "work") : `${rows.length} of ${wording.plural(all().length, "work")}`;
    mark(chosen(address.state));
  }

  function showMore() {
    const before = most;
    most += AT_ONCE;
    fill();
    body.rows[before]?.querySelector("a").focus();
  }

  function headings({ options }) {
    const { key, down } = order(options);
    for (const button of document.querySelectorAll("[data-sort]")) {
      const chosen = button.dataset.sort === key;
      button.closest("th").setAttribute("aria-sort", chosen ? (down ? "descending" : "ascending") : "none");
    }
  }

  // ---- the pictures

  const room = (box) => Math.max(280, box.clientWidth);

  function chosen({ selected, options }) {
    const ids = [selected?.id, selected?.to, selected?.from, data.idOf("source", options.work), options.work];
    return ids.find((id) => works.all().has(id)) ?? null;
  }

  function drawYears(state) {
    if (!works.all().size) return;
    years.replaceChildren(timeline.draw(all(), { shown: new Set(rows.map(({ id }) => id)), chosen: chosen(state) }, room(years)));
  }

  function drawAround(state) {
    const id = chosen(state);
    byId("papers-hint").hidden = id !== null;
    const heading = id === null ? ["Around one work"] : ["Around ", name(data.shortName(id, 80))];
    byId("around-heading").replaceChildren(...heading);
    const alone = id !== null && !neighbourhood.groups(id).length;
    if (id === null || alone) around.replaceChildren(alone ? el("p", { class: "none" }, "Nothing cites it, it cites nothing here, and no claim rests on it.") : "");
    else around.replaceChildren(el("div", { class: "drawing" }, neighbourhood.draw(id, room(around))), el("div", { class: "around-list" }, neighbourhood.list(id)));
  }

  function twin() {
    const found = [...timeline.byYear(all())].sort(([a], [b]) => (b ?? -1) - (a ?? -1));
    const item = ([year, list]) => el("li", {}, el("a", { href: `#view=papers&q=${year ?? "undated"}` }, String(year ?? "no date")), ` ${list.length}`);
    byId("papers-by-year").replaceChildren(...found.map(item));
  }

  // ---- state

  function show(state, before) {
    if (state.view !== "papers") return;
    const { q = "", sort = "" } = state.options;
    const wanted = JSON.stringify([q, sort]);
    if (wanted !== drawn || before?.view !== "papers") {
      rows = found(state);
      most = AT_ONCE;
      if (field.value.trim() !== q) field.value = q;
      byId("papers-clear").hidden = !q;
      headings(state);
      fill();
      if (drawn && wanted !== drawn) say(`${byId("papers-count").textContent} shown.`);
      if (!drawn) twin();
      drawn = wanted;
    }
    mark(chosen(state));
    drawYears(state);
    drawAround(state);
  }

  function mark(id) {
    for (const link of body.querySelectorAll("[data-work]")) {
      const current = link.dataset.work === id;
      link.closest("tr").classList.toggle("current", current);
      if (current) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  function onSort(event) {
    const { sort } = event.currentTarget.dataset;
    const { key, down } = order(address.state.options);
    // Names begin at A, numbers with the largest.
    const first = ["work", "title", "kind"].includes(sort) ? "" : "-";
    address.set({ sort: (key === sort ? (down ? "" : "-") : first) + sort });
  }

  let waiting = 0;
  function onType() {
    clearTimeout(waiting);
    waiting = setTimeout(() => address.set({ q: field.value.trim() }), 200);
  }

  function setFilter(q) {
    clearTimeout(waiting);
    field.value = q;
    address.set({ q });
  }

  // The first Escape is the filter's; what is selected goes with the next.
  function onKey(event) {
    if (event.key !== "Escape" || !field.value) return;
    event.preventDefault();
    event.stopPropagation();
    setFilter("");
  }

  function onYear(event) {
    const { year } = event.target.closest?.("[data-year]")?.dataset ?? {};
    if (year) setFilter(year === address.state.options.q ? "" : year);
  }

  function pictures() {
    const text = (make, type) => () => downloads.text(make(rows), type);
    const drawing = (box) => () => {
      const shown = box.querySelector("svg");
      return shown && svg.file(shown);
    };
    const lacks = () => {
      const id = chosen(address.state);
      if (id === null) return "choose a work first.";
      return neighbourhood.groups(id).length ? "" : "nothing stands around this work.";
    };
    views.offer("papers", "CSV", "commoncause-papers.csv", text(bibliography.csv, "text/csv"));
    views.offer("papers", "BibTeX", "commoncause-papers.bib", text(bibliography.bibtex, "application/x-bibtex"));
    views.offer("papers", "Timeline SVG", "commoncause-timeline.svg", drawing(years));
    views.offer("papers", "Neighbourhood SVG", "commoncause-neighbourhood.svg", drawing(around), lacks);
  }

  function start() {
    for (const button of document.querySelectorAll("[data-sort]")) button.addEventListener("click", onSort);
    field.addEventListener("input", onType);
    field.addEventListener("keydown", onKey);
    byId("papers-clear").addEventListener("click", () => {
      setFilter("");
      field.focus();
    });
    byId("papers-more").addEventListener("click", showMore);
    years.addEventListener("click", onYear);
    for (const box of [years, around]) svg.listen(box);
    let width = 0;
    new ResizeObserver(() => {
      if (address.state.view !== "papers" || years.clientWidth === width) return;
      width = years.clientWidth;
      drawYears(address.state);
      drawAround(address.state);
    }).observe(years);
    pictures();
    address.onChange(show);
  }

  return { start };
})();
