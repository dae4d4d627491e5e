// The graph as text: the twin of the canvas for those who do not see it, line by line what is drawn.
const relations = (() => {
  const twin = byId("relations");
  const body = byId("relations-body");
  const ORDER = ["failure-mode", "attack", "technique", "combination", "framework", "assumption", "source"];
  const MOST = 400;
  // A line is made once: who stands on it stays there when others come or go.
  const rows = new Map();
  let view = null;
  let most = MOST;

  const rank = (id) => ORDER.indexOf(data.things.get(id)?.kind);
  const end = (id) => el("a", { href: `#node=${encodeURIComponent(id)}` }, name(data.shortName(id, 110)));
  const hashOf = (edge) => `#edge=${edge.kind}&from=${encodeURIComponent(edge.from)}&to=${encodeURIComponent(edge.to)}`;

  function row(edge) {
    if (!rows.has(edge)) rows.set(edge, line(edge));
    return rows.get(edge);
  }

  function line(edge) {
    return el("tr", {}, el("td", {}, end(edge.from)), el("td", {}, el("a", { href: hashOf(edge) }, wording.relation(edge.kind, false))), el("td", {}, end(edge.to)));
  }

  function table(edges) {
    const heads = ["From", "Relation", "To"].map((text) => el("th", { scope: "col" }, text));
    return el("table", { class: "plain relations" }, el("thead", {}, el("tr", {}, heads)), el("tbody", {}, edges.slice(0, most).map(row)));
  }

  function clusters() {
    const heads = ["Cluster", "Nodes", "Kinds"].map((text) => el("th", { scope: "col" }, text));
    const line = ({ size, kinds, busiest }, i) => el("tr", {},
      el("td", {}, el("a", { href: `#view=graph&in=${i}` }, name(busiest.map((id) => data.shortName(id, 50)).join("; ")))),
      el("td", {}, size.toLocaleString("en")),
      el("td", {}, Object.entries(kinds).map(([kind, number]) => wording.plural(number, wording.kindName(kind))).join(", ")));
    return el("table", { class: "plain relations" }, el("thead", {}, el("tr", {}, heads)), el("tbody", {}, graphMap.groups.map(line)));
  }

  function fill() {
    const held = body.contains(document.activeElement) ? document.activeElement : null;
    write();
    if (held?.isConnected) held.focus({ preventScroll: true });
  }

  function write() {
    if (view.part === "map") return body.replaceChildren(clusters());
    const edges = [...view.edges].sort((a, b) => rank(a.from) - rank(b.from));
    const more = el("button", { type: "button", class: "button" }, `${edges.length - most} more`);
    more.addEventListener("click", () => {
      most += MOST;
      fill();
    });
    body.replaceChildren(edges.length ? table(edges) : el("p", { class: "none" }, "No relation is shown."), ...(edges.length > most ? [more] : []));
  }

  function show(state) {
    view = graphView.of(state);
    most = MOST;
    byId("relations-count").textContent = String(view.part === "map" ? graphMap.groups.length : view.edges.length);
    if (twin.open) fill();
    else body.replaceChildren();
  }

  function start() {
    twin.addEventListener("toggle", () => view && fill());
    address.onChange(show);
  }

  return { start };
})();
