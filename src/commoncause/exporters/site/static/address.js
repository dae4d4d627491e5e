// The state of the page is its address: view, selection, filters, layers, focus and the options of each view
// live in location.hash, every change is an entry in the history, and everything that shows the state listens
// here. An option is a word of the view that owns it, which answers for what it means.
const address = (() => {
  const LAYERS = ["assumptions", "others", "sources", "inside"];
  const VIEWS = [...document.querySelectorAll("[data-view-link]")].map((link) => link.dataset.viewLink);
  // What may be asked of each view; the graph stands beside the matrix too.
  const OPTIONS = {
    matrix: ["columns", "group", "in", "most", "overlay", "rows", "sort"],
    graph: ["in", "most"],
    portfolio: ["need", "p", "pick"],
    clusters: ["by"],
    evidence: ["order"],
    papers: ["q", "sort", "work"],
    maps: ["in", "kind", "most"],
    conclusions: ["order", "outcome", "source"],
    defects: ["order", "severity", "source"],
  };
  const LONGEST = 4000;
  const listeners = [];
  // What was asked of the views left behind, for the way back to them.
  const left = new Map();
  let state = parse(location.hash);

  function queryOf(hash) {
    const query = new Map();
    for (const part of hash.replace(/^#/, "").split("&")) {
      const at = part.indexOf("=");
      if (at > 0) query.set(part.slice(0, at), decode(part.slice(at + 1)));
    }
    return query;
  }

  // Of the answers of `ask` those that the view has a use for.
  function optionsOf(view, ask) {
    return Object.fromEntries((OPTIONS[view] ?? []).filter(ask).map((key) => [key, ask(key).slice(0, LONGEST)]));
  }

  function parse(hash) {
    const query = queryOf(hash);
    const view = VIEWS.includes(query.get("view")) ? query.get("view") : VIEWS[0];
    const depth = Number(query.get("depth") ?? 0);
    return {
      view,
      options: optionsOf(view, (key) => query.get(key)),
      selected: selection(query),
      hidden: list(query.get("hide"), Object.keys(data.words.verdicts)),
      contested: query.get("only") === "contested",
      layers: list(query.get("show"), LAYERS),
      depth: [1, 2, 3].includes(depth) ? depth : 0,
    };
  }

  function list(text, allowed) {
    return new Set((text ?? "").split(",").filter((item) => allowed.includes(item)));
  }

  function decode(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return "";
    }
  }

  function selection(query) {
    if (query.has("t") && data.cellAt(query.get("t"), query.get("f"))) {
      return { type: "cell", technique: query.get("t"), mode: query.get("f") };
    }
    if (data.things.has(query.get("node"))) return { type: "node", id: query.get("node") };
    const members = membersOf(query.get("set") ?? "");
    if (members.length) return { type: "set", members };
    const edge = data.edgesByKey.get(data.edgeKey(query.get("edge"), query.get("from"), query.get("to")));
    return edge ? ofEdge(edge) : null;
  }

  // Failure modes of the matrix by slug, assumptions by id; anything else is not part of a set.
  function membersOf(text) {
    const ids = text.split(",").filter(Boolean).map(decode).map((item) => (data.things.get(item)?.kind === "assumption" ? item : data.idOf("failure-mode", item)));
    return [...new Set(ids)].filter((id) => data.inMatrix.has(id) || data.things.get(id)?.kind === "assumption");
  }

  const memberName = (id) => encodeURIComponent(data.things.get(id).kind === "assumption" ? id : data.things.get(id).slug).replace(/%3A/g, ":");

  // A verdict's line and its cell are one thing, so they share one selection.
  function ofEdge(edge) {
    const cell = data.cellOfEdge(edge);
    if (cell) return { type: "cell", technique: cell.technique, mode: cell.failure_mode };
    return { type: "edge", kind: edge.kind, from: edge.from, to: edge.to };
  }

  function format(next) {
    const parts = [];
    const put = (key, value) => parts.push(`${key}=${encodeURIComponent(value).replace(/%3A/g, ":").replace(/%2C/g, ",")}`);
    const { selected } = next;
    if (next.view !== VIEWS[0]) put("view", next.view);
    if (selected?.type === "cell") put("t", selected.technique), put("f", selected.mode);
    if (selected?.type === "node") put("node", selected.id);
    if (selected?.type === "edge") put("edge", selected.kind), put("from", selected.from), put("to", selected.to);
    if (selected?.type === "set") put("set", selected.members.map(memberName).join(","));
    if (next.hidden.size) put("hide", [...next.hidden].sort().join(","));
    if (next.contested) put("only", "contested");
    if (next.layers.size) put("show", [...next.layers].sort().join(","));
    if (next.depth) put("depth", String(next.depth));
    for (const [key, value] of Object.entries(next.options)) put(key, value);
    return parts.join("&");
  }

  function change(part) {
    const view = part.view ?? state.view;
    const asked = { ...(view === state.view ? state.options : left.get(view)), ...part.options };
    const next = { ...state, ...part, options: optionsOf(view, (key) => asked[key]) };
    const hash = format(next);
    if (hash === format(state)) return false;
    history.pushState(null, "", hash ? `#${hash}` : location.href.split("#")[0]);
    show(next);
    return true;
  }

  // Chosen once more, a thing leads to its details.
  function choose(part) {
    if (!change(part) && part.selected) goTo(byId("details-heading"));
  }

  function show(next) {
    const before = state;
    left.set(before.view, before.options);
    state = next;
    for (const listener of listeners) listener(state, before);
  }

  const toggled = (set, item) => {
    const next = new Set(set);
    if (!next.delete(item)) next.add(item);
    return next;
  };

  // Back, forward, or a hand-edited address.
  const follow = () => {
    if (/^#(details-heading|matrix-heading|view-heading)$/.test(location.hash)) return;
    const next = parse(location.hash);
    if (format(next) !== format(state)) show(next);
  };
  addEventListener("popstate", follow);
  addEventListener("hashchange", follow);

  // Going to a place of the page leaves the address, and so the selection, alone.
  function goTo(target) {
    if (target.tagName === "DETAILS") target.open = true;
    target.scrollIntoView({ behavior: calm() ? "auto" : "smooth", block: "start" });
    target.focus({ preventScroll: true });
  }

  // A link says only what it changes: view, selection, options. All else stays, what is filtered too.
  function onLink(event) {
    const link = event.target.closest?.("a[href^='#']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const hash = link.getAttribute("href");
    const { selected, view, options } = parse(hash);
    const isView = queryOf(hash).has("view");
    const target = selected || isView ? null : byId(hash.slice(1));
    if (!selected && !isView && !target) return;
    event.preventDefault();
    if (target) return goTo(target);
    choose({ ...(selected && { selected }), ...(isView && { view }), options });
  }
  document.addEventListener("click", onLink);

  return {
    get state() {
      return state;
    },
    select: (selected) => change({ selected }),
    choose: (selected) => choose({ selected }),
    selectEdge: (edge) => change({ selected: ofEdge(edge) }),
    toggleVerdict: (verdict) => change({ hidden: toggled(state.hidden, verdict) }),
    toggleContested: () => change({ contested: !state.contested }),
    toggleLayer: (layer) => change({ layers: toggled(state.layers, layer) }),
    focus: (depth) => change({ depth }),
    go: (view) => change({ view }),
    change,
    goTo,
    // Sets options of a view; an empty one is forgotten.
    set: (options) => change({ options }),
    onChange: (listener) => listeners.push(listener),
    start: () => show(state),
  };
})();
