// The literature as a map: all communities, one of them, and from there what stands around a work.
const maps = (() => {
  const CAP = 150;
  const NAMES = { evidence: "Evidence on the same subjects", citation: "Citation", "co-citation": "Co-citation", coupling: "Bibliographic coupling" };
  const box = byId("maps-drawing");
  let known = null;

  // Numbers become works once, when the view is first seen.
  function read() {
    const sources = data.model.sources;
    return data.model.maps.kinds.map((map) => {
      const works = map.works.map((work) => {
        const { id, title } = sources[work.at];
        const label = data.shortName(id, 80);
        return { ...work, id, label, title, name: `${label}: ${title}` };
      });
      const communities = map.communities.map((community, i) => ({ ...community, number: i + 1, name: `${i + 1} ${community.label || "no word of its own"}: ${wording.plural(community.works, "work")}` }));
      const linked = new Set(map.works.map(({ at }) => at));
      return { ...map, works, communities, apart: sources.filter((_, at) => !linked.has(at)), name: `${NAMES[map.kind]}: ${wording.plural(communities.length, "community", "communities")} of ${wording.plural(works.length, "work")}` };
    });
  }

  const mapOf = ({ kind }) => known.find((map) => map.kind === kind) ?? known[0];
  const communityOf = (map, options) => map.communities[Number(options.in ?? 0) - 1] ?? null;
  const most = ({ most: asked }) => Math.max(CAP, Number(asked) || CAP);
  const yearOf = (work) => works.all().get(work.id)?.year ?? null;
  const membersOf = (map, { number }) => map.works.filter(({ community }) => community === number).sort((a, b) => b.links - a.links || a.at - b.at);

  function chosen({ selected }) {
    return [selected?.id, selected?.to, selected?.from].find((id) => works.all().has(id)) ?? null;
  }

  // ---- the same as text

  function span(list) {
    const years = list.map(yearOf).filter((year) => year !== null);
    if (!years.length) return "no date";
    const [first, last] = [Math.min(...years), Math.max(...years)];
    return first === last ? String(first) : `${first} to ${last}`;
  }

  // Where one goes, the name of the part of the map that is then shown takes the focus.
  function go(options) {
    address.set({ most: "", ...options });
    byId("maps-way").querySelector("[tabindex]").focus();
  }

  function button(words, options) {
    const made = el("button", { type: "button", class: "button" }, words);
    made.addEventListener("click", () => go(options));
    return made;
  }

  function table(caption, heads, rows) {
    const numeric = (i) => (i > 1 ? "number" : null);
    return el("table", { class: "plain maps-rows" }, el("caption", { class: "visually-hidden" }, caption), el("thead", {}, el("tr", {}, heads.map((head, i) => el("th", { scope: "col", class: numeric(i) }, head)))), el("tbody", {}, rows.map((row) => el("tr", {}, row.map((cell, i) => el(i ? "td" : "th", { scope: i ? null : "row", class: numeric(i) }, cell))))));
  }

  function tableOfAll(map) {
    const rows = map.communities.slice(0, CAP).map((community) => {
      const list = membersOf(map, community);
      const cited = data.model.sources[community.cited]?.id;
      return [[`${community.number} `, el("a", { href: `#view=maps&in=${community.number}`, dataset: { community: community.number } }, name(clip(community.label || "no word of its own", 120)))], cited ? sentences.link(cited) : "", String(community.works), span(list)];
    });
    return table("Communities", ["Community, and what sets it apart", "Most cited work", "Works", "Years"], rows);
  }

  function tableOfOne(community, list) {
    const rows = list.map((work) => [sentences.link(work.id), name(clip(work.title || "no title recorded", 200)), String(yearOf(work) ?? "no date"), String(work.links)]);
    return table(community.name, ["Work", "Title", "Year", "Links"], rows);
  }

  function apart({ apart: list }) {
    if (!list.length) return [el("p", { class: "none" }, "Every work has a link on this map.")];
    const items = (some) => some.map(({ id }) => el("li", {}, sentences.link(id)));
    const ul = el("ul", { class: "about-columns" }, items(list.slice(0, CAP)));
    const rest = list.length > CAP ? el("p", {}, `and ${list.length - CAP} more; the Papers view has all.`) : "";
    return [el("details", { class: "more" }, el("summary", {}, `${wording.plural(list.length, "work")} without links on this map`), ul, rest)].filter(Boolean);
  }

  // What is chosen, where on the map it is, and the way to what stands around it.
  function place(map, community, id) {
    if (id === null) return [];
    const found = map.works.find((work) => work.id === id);
    const elsewhere = found && found.community !== community?.number;
    const there = elsewhere ? el("a", { href: `#view=maps&in=${found.community}`, dataset: { community: found.community } }, name(clip(map.communities[found.community - 1].name, 80))) : found ? "here" : "without a link on this map";
    return [sentences.link(id), elsewhere ? " is in " : found ? " is " : " stands ", there, "; ", el("a", { href: "#view=papers" }, "what cites it, what it cites, what it is evidence on"), "."];
  }

  // ---- state

  function draw(state) {
    const map = mapOf(state.options);
    const community = communityOf(map, state.options);
    const room = Math.max(280, box.clientWidth);
    const shown = community ? membersOf(map, community).slice(0, most(state.options)) : [];
    box.replaceChildren(community ? mapsDrawing.one(map, community, shown, room, chosen(state)) : mapsDrawing.whole(map, room, chosen(state)));
    return { map, community, shown };
  }

  function note(map, community, shown) {
    const left = community ? community.works - shown.length : map.communities.filter(({ radius }) => !radius).length;
    const more = left <= 0 ? "" : community ? ` The ${shown.length} most linked of ${community.works} are shown.` : ` ${left} smaller communities are not drawn.`;
    const lines = community ? " Lines: of each work the three strongest; a dot is as large as the work has links." : " A line is as wide as two communities have links.";
    return `${wording.plural(map.links, "link")}: ${map.says}${map.strength ? ` (strength = ${map.strength})` : ""}. Communities by ${map.engine}${map.engine.startsWith("Louvain") ? ", as any machine has it; the command takes Leiden where that is installed, which may draw other borders" : ""}.${lines}${more}`;
  }

  function show(state, before) {
    const { map, community, shown } = draw(state);
    for (const one of document.querySelectorAll("[data-map]")) one.setAttribute("aria-pressed", String(one.dataset.map === map.kind));
    const here = el("strong", { tabindex: "-1" }, name(community ? community.name : map.name));
    byId("maps-way").replaceChildren(...(community ? [button("All communities", { in: "" }), " "] : []), here);
    byId("maps-place").replaceChildren(...place(map, community, chosen(state)));
    byId("maps-note").textContent = note(map, community, shown);
    byId("maps-table").replaceChildren(community ? tableOfOne(community, shown) : tableOfAll(map));
    const left = community ? community.works - shown.length : 0;
    byId("maps-more").hidden = left <= 0;
    byId("maps-more").textContent = `Show ${Math.min(left, CAP)} more of ${left}`;
    byId("maps-apart").replaceChildren(...apart(map));
    if (before?.view === "maps" && before.options.kind !== state.options.kind) say(`${map.name}.`);
  }

  function onClick(event) {
    const { community } = event.target.closest?.("[data-community]")?.dataset ?? {};
    if (!community || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    go({ in: community });
  }

  function switcher() {
    byId("maps-switch").append(...known.map((map) => {
      const made = el("button", { type: "button", class: "button", title: map.says, dataset: { map: map.kind } }, NAMES[map.kind]);
      made.addEventListener("click", () => address.set({ kind: map === known[0] ? "" : map.kind, in: "", most: "" }));
      return made;
    }));
  }

  function csv() {
    const map = mapOf(address.state.options);
    const rows = map.works.map((work) => [work.id, work.label, work.title, yearOf(work) ?? "", work.community, map.communities[work.community - 1].label, work.links]);
    return listing.csv([["work", "label", "title", "year", "community", "about", "links"], ...rows]);
  }

  // The works of the community that is open, else of the whole map.
  function bibtex() {
    const map = mapOf(address.state.options);
    const community = communityOf(map, address.state.options);
    const shown = community ? membersOf(map, community) : map.works;
    return downloads.text(bibliography.bibtex(shown.map(({ id }) => works.all().get(id))), "application/x-bibtex");
  }

  function start() {
    if (!data.model.maps?.kinds?.length) return;
    listing.startWhenSeen("maps", () => {
      known = read();
      switcher();
      for (const part of [box, byId("maps-table"), byId("maps-place")]) part.addEventListener("click", onClick);
      svg.listen(box);
      byId("maps-more").addEventListener("click", () => address.set({ most: String(most(address.state.options) + CAP) }));
      let width = box.clientWidth;
      new ResizeObserver(() => {
        if (address.state.view !== "maps" || box.clientWidth === width) return;
        width = box.clientWidth;
        draw(address.state);
      }).observe(box);
      return show;
    });
    views.offer("maps", "CSV", "commoncause-map.csv", csv);
    views.offer("maps", "BibTeX", "commoncause-map.bib", bibtex);
    views.offer("maps", "Map SVG", "commoncause-map.svg", () => box.querySelector("svg") && svg.file(box.querySelector("svg")));
  }

  return { start };
})();
