// The panel: what is selected, in words, with every claim behind it.
const details = (() => {
  const body = byId("details-body");
  const title = byId("details-heading");
  const reading = [...body.childNodes];

  function cellView({ technique, mode }) {
    const cell = data.cellAt(technique, mode);
    const ids = [data.idOf("technique", technique), data.idOf("failure-mode", mode)];
    const all = [...(cell.claims ?? []), ...(cell.others ?? [])];
    const parts = (data.model.bundles?.[mode] ?? []).map((slug) => data.idOf("failure-mode", slug));
    const ofParts = claims.about((claim) => claim.kind === "assessment" && claim.subject === ids[0] && parts.includes(claim.object)).filter((iri) => !all.includes(iri));
    return [
      el("p", { class: "verdict" }, claims.mark(cell.verdict), el("span", {}, wording.cellSentence(cell))),
      cell.conflict ? el("p", { class: "conflict-note" }, sign(), "Contested: claims about this cell disagree.") : "",
      cell.bundle ? el("p", { class: "bundle-note" }, bundleNote(mode)) : "",
      claims.group("In this view", cell.claims, "verdict", ids[1]),
      claims.group("Elsewhere in the knowledge base", cell.others, "verdict", ids[1]),
      ofParts.length || all.some((iri) => parts.includes(data.claims.get(iri)?.object)) ? el("p", { class: "parts-rule" }, PARTS_RULE) : "",
      claims.list("About its parts, without weight here", ofParts, ids[0]),
      claims.defects(cell.defects),
      all.length ? "" : el("p", { class: "none" }, cell.verdict === "not-assessed" ? "No claim about this cell: a gap, not a clean bill." : `Nothing is listed here, which reads ${wording.verdictName(cell.verdict)}.`),
      el("dl", { class: "ends" }, ids.map((id) => data.things.get(id)).map((thing) => [
        el("dt", {}, claims.link(thing.id, thing.label)),
        el("dd", {}, name(clip(thing.definition, 600))),
      ])),
      queries.block("cell", { technique: ids[0], failure_mode: ids[1] }, all.length + ofParts.length),
    ];
  }

  // The rule of the matrix itself, in the words a reader needs beside it.
  const PARTS_RULE = "A part that is exposed or unclear counts for the bundle; one that is protected does not, nor does what the same section says of the bundle already; a bundle without a claim of its own is exposed if any part is, and protected only if all are.";

  function bundleNote(mode) {
    const short = name(data.shortName(data.idOf("failure-mode", mode)));
    const parts = (data.model.bundles?.[mode] ?? []).map((slug) => data.idOf("failure-mode", slug)).filter(Boolean);
    if (!parts.length) return [short, " is part of a bundle; what is said of the bundle is read as open here."];
    return [short, ` bundles ${parts.length} narrower conditions: `, parts.map((id, i) => [i ? "; " : "", claims.link(id)]), ". The verdict may hold for one of them only."];
  }

  const sign = () => el("span", { class: "contested", "aria-hidden": "true" }, "≠");

  const identity = (thing) => [
    el(
      "p", { class: "kind" },
      el("span", { class: `shape shape-${thing.kind}`, "aria-hidden": "true" }),
      el("span", {}, wording.kindName(thing.kind), thing.family ? [", ", name(thing.family)] : ""),
    ),
    thing.title ? el("p", { class: "work-title" }, name(thing.title)) : "",
    thing.authors || thing.date ? el("p", { class: "work-authors" }, name([thing.authors, thing.date].filter(Boolean).join(", "))) : "",
    thing.url ? el("p", {}, outLink(thing.url, name(thing.url))) : "",
    thing.definition ? el("p", { class: "definition" }, name(thing.definition)) : "",
    thing.alt?.length ? el("p", { class: "also" }, el("span", { class: "by" }, "also called "), thing.alt.map((alt, i) => [i ? "; " : "", name(alt)])) : "",
  ];

  // Relations grouped by how they read from here: "is exposed to …", "can defeat …".
  function relationsOf(id) {
    const groups = new Map();
    const add = (edge, backwards) => {
      const words = wording.relation(edge.kind, backwards);
      (groups.get(words) ?? groups.set(words, []).get(words)).push([edge, backwards ? edge.from : edge.to]);
    };
    for (const edge of data.outgoing.get(id) ?? []) add(edge, false);
    for (const edge of data.incoming.get(id) ?? []) add(edge, true);
    return [...groups].map(([words, ends]) => [
      el("dt", {}, words),
      el("dd", {}, el("ul", { class: "ends-list" }, ends.map(([edge, end]) => el("li", {}, edgeLink(edge, end))))),
    ]);
  }

  function edgeLink(edge, end) {
    const hash = `#edge=${edge.kind}&from=${encodeURIComponent(edge.from)}&to=${encodeURIComponent(edge.to)}`;
    const cell = data.cellOfEdge(edge);
    const why = cell || edge.kind !== "broader" && edge.kind !== "cites" ? hash : `#node=${encodeURIComponent(end)}`;
    return el("a", { href: why, class: "end" }, name(data.shortName(end, 110)), cell?.conflict ? [sign(), el("span", { class: "visually-hidden" }, ", contested")] : "");
  }

  // Claims that are lines of the graph are told by the relations; here stands what else is said.
  const BESIDE = [
    ["Measured", (claim) => claim.kind === "measurement"],
    ["Classified as", (claim) => claim.kind === "classification"],
    ["Beside other entries", (claim) => claim.kind === "mapping"],
    ["Inferred by rule", (claim) => claim.mode === "inferred"],
    ["Concluded about it", (claim) => claim.kind === "conclusion"],
    ["Remedies with a grade", (claim) => claim.kind === "mitigation" && claim.verdict],
  ];

  function nodeView(id) {
    const thing = data.things.get(id);
    const isSource = thing.kind === "source";
    const relations = relationsOf(id);
    const about = grounds.about(id);
    const own = isSource ? claims.about((claim) => claim.source === thing.slug) : [];
    const citing = claims.about((claim) => claim.cites?.includes(id));
    const ofKind = (test) => about.filter((iri) => test(data.claims.get(iri)));
    const rows = isSource ? new Set([...own, ...citing]).size : about.length;
    return [
      identity(thing),
      isPoint(thing) ? el("p", {}, el("a", { href: `#set=${encodeURIComponent(thing.kind === "assumption" ? id : thing.slug)}` }, "What it defeats, and why")) : "",
      relations.length ? el("dl", { class: "relations-of" }, relations) : el("p", { class: "none" }, "No relation recorded."),
      ...BESIDE.map(([title, test]) => claims.list(title, ofKind(test), id)),
      claims.list("Cited as evidence by", citing),
      claims.list("Claims of this source", own),
      queries.block(isSource ? "source" : "node", { node: id }, rows),
      thing.iri ? el("code", { class: "iri" }, name(thing.iri)) : "",
    ];
  }

  const isPoint = (thing) => (thing.kind === "failure-mode" && data.inMatrix.has(thing.id)) || (thing.kind === "assumption" && (data.model.reliances ?? []).some((row) => row.assumption === thing.slug));

  function edgeView({ kind, from, to }) {
    const cites = (claim) => claim.cites?.includes(to) && (claim.subject === from || claim.object === from);
    const said = (claim) => claim.subject === from && claim.object === to && claim.kind === queries.classOf(kind);
    const between = claims.about(kind === "evidence" ? cites : said);
    return [
      el("p", { class: "verdict" }, el("span", {}, claims.link(from), ` ${wording.relation(kind, false)} `, claims.link(to), ".")),
      el("p", { class: "backwards" }, name(`Seen from the other end: ${data.shortName(to)} ${wording.relation(kind, true)} ${data.shortName(from)}.`)),
      claims.group("Who says so", between, kind === "evidence" ? "sentence" : "verdict"),
      between.length ? "" : el("p", { class: "none" }, "No claim of its own: this relation comes with the entries themselves."),
      queries.ofEdge({ kind, from, to }, between.length),
    ];
  }

  function heading(selected) {
    if (!selected) return "Details";
    if (selected.type === "node") return clip(data.things.get(selected.id).label || data.shortName(selected.id), 140);
    if (selected.type === "set") return clip(selected.members.map((id) => data.shortName(id)).join(" + "), 140);
    const [from, to] = selected.type === "edge" ? [selected.from, selected.to] : [data.idOf("technique", selected.technique), data.idOf("failure-mode", selected.mode)];
    return `${data.shortName(from)} ${selected.type === "edge" ? "→" : "×"} ${data.shortName(to)}`;
  }

  function content(selected) {
    if (!selected) return reading;
    if (selected.type === "cell") return cellView(selected);
    if (selected.type === "set") return why.view(selected);
    return selected.type === "edge" ? edgeView(selected) : nodeView(selected.id);
  }

  function show({ selected }, before) {
    if (before && selected === before.selected && body.dataset.shown) return;
    body.dataset.shown = "yes";
    const held = body.contains(document.activeElement);
    title.replaceChildren(...heading(selected).split(/(?<= [×→]) /).flatMap((part, i) => [i ? " " : "", term(part)]));
    body.replaceChildren(...content(selected).flat(Infinity).filter(Boolean));
    byId("details").scrollTop = 0;
    // What had the focus is gone; a reader at the keyboard goes on from the heading.
    if (held) title.focus();
    say(selected ? `${heading(selected)}. ${summary(selected)}` : "Nothing selected.");
  }

  function summary(selected) {
    if (selected.type !== "cell") return "Details are in the panel.";
    const cell = data.cellAt(selected.technique, selected.mode);
    const number = (cell.claims?.length ?? 0) + (cell.others?.length ?? 0);
    return `${wording.verdictName(cell.verdict)}${cell.conflict ? ", contested" : ""}, ${wording.plural(number, "claim")}.`;
  }

  // Where the panel's heading is out of sight, a line at the foot of the window says what was chosen; a panel that
  // was scrolled inside itself is being read.
  function startPeek() {
    const peek = byId("peek");
    let visible = true;
    const refresh = () => {
      const { selected } = address.state;
      peek.hidden = visible || !selected;
      if (selected) byId("peek-text").replaceChildren(name(heading(selected)), selected.type === "cell" ? `: ${summary(selected)}` : "");
    };
    new IntersectionObserver(([entry]) => {
      const { top, bottom } = entry.boundingClientRect;
      visible = entry.isIntersecting || bottom <= byId("details").getBoundingClientRect().top;
      byId("peek-way").textContent = top < 0 ? "↑" : "↓";
      refresh();
    }, { rootMargin: "0px 0px -120px 0px" }).observe(title);
    address.onChange(refresh);
  }

  // The panel stands above the list of sets and grows: it is shown, lest the list jump away under the reader.
  function onWhy(event) {
    if (event.defaultPrevented && event.target.closest?.(".why-link")) address.goTo(title);
  }

  // A key leads to the panel, and back to where one came from.
  let from = null;
  function onKey(event) {
    if (!isSingleKey(event, "d")) return;
    event.preventDefault();
    if (!byId("details").contains(document.activeElement)) address.goTo(title);
    else if (from?.isConnected) address.goTo(from);
  }

  function onEnter({ relatedTarget }) {
    if (relatedTarget && !byId("details").contains(relatedTarget)) from = relatedTarget;
  }

  function start() {
    address.onChange(show);
    startPeek();
    document.addEventListener("click", onWhy);
    document.addEventListener("keydown", onKey);
    byId("details").addEventListener("focusin", onEnter);
  }

  return { start };
})();
