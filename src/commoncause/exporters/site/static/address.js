// The state of the page is its address: selection, filters, layers and focus live in location.hash, every
// change is an entry in the history, and everything that shows the state listens here.
const address = (() => {
  const LAYERS = ["assumptions", "others", "sources", "inside"];
  const listeners = [];
  let state = parse(location.hash);

  function parse(hash) {
    const query = new Map();
    for (const part of hash.replace(/^#/, "").split("&")) {
      const at = part.indexOf("=");
      if (at > 0) query.set(part.slice(0, at), decode(part.slice(at + 1)));
    }
    const depth = Number(query.get("depth") ?? 0);
    return {
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
    const edge = data.edgesByKey.get(data.edgeKey(query.get("edge"), query.get("from"), query.get("to")));
    return edge ? ofEdge(edge) : null;
  }

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
    if (selected?.type === "cell") put("t", selected.technique), put("f", selected.mode);
    if (selected?.type === "node") put("node", selected.id);
    if (selected?.type === "edge") put("edge", selected.kind), put("from", selected.from), put("to", selected.to);
    if (next.hidden.size) put("hide", [...next.hidden].sort().join(","));
    if (next.contested) put("only", "contested");
    if (next.layers.size) put("show", [...next.layers].sort().join(","));
    if (next.depth) put("depth", String(next.depth));
    return parts.join("&");
  }

  function change(part) {
    const next = { ...state, ...part };
    const hash = format(next);
    if (hash === format(state)) return;
    history.pushState(null, "", hash ? `#${hash}` : location.href.split("#")[0]);
    show(next);
  }

  function show(next) {
    const before = state;
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
    if (/^#(details|relations|matrix-heading)$/.test(location.hash)) return;
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

  // Links written by the template say only what to select; what is filtered stays.
  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href^='#']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const { selected } = parse(link.getAttribute("href"));
    const target = selected ? null : byId(link.getAttribute("href").slice(1));
    if (!selected && !target) return;
    event.preventDefault();
    if (selected) change({ selected });
    else goTo(target);
  });

  return {
    get state() {
      return state;
    },
    select: (selected) => change({ selected }),
    selectEdge: (edge) => change({ selected: ofEdge(edge) }),
    toggleVerdict: (verdict) => change({ hidden: toggled(state.hidden, verdict) }),
    toggleContested: () => change({ contested: !state.contested }),
    toggleLayer: (layer) => change({ layers: toggled(state.layers, layer) }),
    focus: (depth) => change({ depth }),
    onChange: (listener) => listeners.push(listener),
    start: () => show(state),
  };
})();
