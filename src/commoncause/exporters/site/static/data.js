// The embedded data and the indexes over it. Maps, not objects: an id may be called "__proto__".
const data = (() => {
  function column(cells) {
    if (Array.isArray(cells)) return cells;
    if (cells.front) return fullNames(cells.front);
    return (cells.at ?? expanded(cells.runs)).map((n) => (n < 0 ? undefined : cells["#values"][n]));
  }

  function expanded(runs) {
    const at = [];
    for (let i = 0; i < runs.length; i += 2) for (let n = runs[i + 1]; n > 0; n -= 1) at.push(runs[i]);
    return at;
  }

  // Each name says how much of the one before it begins with.
  function fullNames(coded) {
    let last = "";
    return coded.map((text) => {
      const gap = text.indexOf(" ");
      last = last.slice(0, Number(text.slice(0, gap))) + text.slice(gap + 1);
      return last;
    });
  }

  // Records come in their thousands, so this is written for speed. No key is "__proto__": they are our own names.
  function row(columns, n) {
    const made = {};
    for (const [key, cells] of columns) if (cells[n] !== undefined) made[key] = cells[n];
    return made;
  }

  // The inverse of packing.py: records that stand there column by column.
  function unpack(value) {
    if (Array.isArray(value)) return value.map(unpack);
    if (value === null || typeof value !== "object") return value;
    if (typeof value["#rows"] !== "number") return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, unpack(entry)]));
    const columns = Object.entries(value).filter(([key]) => !key.startsWith("#")).map(([key, cells]) => [key, column(cells)]);
    const rows = Array.from({ length: value["#rows"] }, (_, n) => row(columns, n));
    return value["#names"] ? Object.fromEntries(fullNames(value["#names"]).map((name, n) => [name, rows[n]])) : rows;
  }

  const read = (id) => unpack(JSON.parse(byId(id).textContent));
  const model = read("data-model");
  const words = read("data-words");
  const { nodes: NODES, edges: EDGES } = words.looks;
  const nodes = read("data-nodes").map((node) => ({ ...NODES[node.kind], ...node }));
  const edges = read("data-edges").map((edge) => ({ id: `${edge.kind}|${edge.from}|${edge.to}`, arrows: "to", ...EDGES[edge.kind], ...edge }));
  const overview = byId("data-overview") ? read("data-overview") : null;
  const options = JSON.parse(read("data-options"));

  const things = new Map();
  const slugs = new Map();
  const add = (kind, list, other = false) => {
    for (const thing of list ?? []) {
      if (things.has(thing.id)) continue;
      things.set(thing.id, { ...thing, kind: thing.kind ?? kind, other });
      const key = `${thing.kind ?? kind} ${thing.slug}`;
      if (!slugs.has(key)) slugs.set(key, thing.id);
    }
  };
  add("technique", model.techniques);
  add("failure-mode", model.failure_modes);
  add("assumption", model.assumptions);
  add("source", model.sources);
  add("technique", model.others, true);
  for (const node of nodes) {
    if (!things.has(node.id)) things.set(node.id, { id: node.id, kind: node.kind, label: node.label, slug: node.id, other: true });
  }

  const inMatrix = new Set([...model.techniques, ...model.failure_modes].map((thing) => thing.id));
  const SMALL = 2500;
  const unlisted = model.unlisted ?? "not-assessed";
  const modes = new Set(model.failure_modes.map((mode) => mode.slug));
  const cells = new Map(model.techniques.map((technique) => [technique.slug, new Map()]));
  for (const cell of model.cells) cells.get(cell.technique)?.set(cell.failure_mode, cell);
  const product = cells.size * modes.size;

  // Cells of which nothing is told do not come with the page; of a small matrix they are made at once.
  const blank = (technique, mode) => ({ technique, failure_mode: mode, verdict: unlisted, claims: [], conflict: false, bundle: Boolean(model.bundles?.[mode]), others: [], defects: [] });
  if (product <= SMALL) {
    model.cells = [...cells].flatMap(([technique, row]) => [...modes].map((mode) => row.get(mode) ?? blank(technique, mode)));
    for (const cell of model.cells) cells.get(cell.technique).set(cell.failure_mode, cell);
  }
  const claims = new Map(Object.entries(model.claims ?? {}));
  const edgeKey = (kind, from, to) => JSON.stringify([kind, from, to]);
  const edgesByKey = new Map(edges.map((edge) => [edgeKey(edge.kind, edge.from, edge.to), edge]));

  const outgoing = new Map();
  const incoming = new Map();
  const push = (map, key, value) => (map.get(key) ?? map.set(key, []).get(key)).push(value);
  for (const edge of edges) {
    push(outgoing, edge.from, edge);
    push(incoming, edge.to, edge);
  }

  const idOf = (kind, slug) => slugs.get(`${kind} ${slug}`) ?? null;
  const cellAt = (technique, mode) => {
    const row = cells.get(technique);
    return row && modes.has(mode) ? row.get(mode) ?? blank(technique, mode) : null;
  };

  // The cell an edge stands for, where it is one of the matrix.
  function cellOfEdge(edge) {
    if (!["exposed-to", "protected-from", "unclear-whether"].includes(edge.kind)) return null;
    if (!inMatrix.has(edge.from) || !inMatrix.has(edge.to)) return null;
    return cellAt(things.get(edge.from).slug, things.get(edge.to).slug);
  }

  const labels = new Map(nodes.map((node) => [node.id, node.label]));

  function shortName(id, length = 60) {
    const thing = things.get(id);
    return clip(thing ? thing.notation || thing.label || thing.slug : id, length);
  }

  return {
    model, words, nodes, edges, options, overview, things, inMatrix, claims, edgesByKey, edgeKey, SMALL, product, unlisted,
    outgoing, incoming, idOf, cellAt, cellOfEdge, shortName, nodeLabel: (id) => labels.get(id) ?? "",
  };
})();
