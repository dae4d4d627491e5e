// The embedded data and the indexes over it. Maps, not objects: an id may be called "__proto__".
const data = (() => {
  const column = (cells) => (Array.isArray(cells) ? cells : cells.at.map((n) => (n < 0 ? undefined : cells["#values"][n])));

  // The inverse of packing.py: records that stand there column by column.
  function unpack(value) {
    if (Array.isArray(value)) return value.map(unpack);
    if (value === null || typeof value !== "object") return value;
    if (typeof value["#rows"] !== "number") return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, unpack(entry)]));
    const columns = Object.entries(value).filter(([key]) => !key.startsWith("#")).map(([key, cells]) => [key, column(cells)]);
    const rows = Array.from({ length: value["#rows"] }, (_, n) => Object.fromEntries(columns.map(([key, cells]) => [key, cells[n]]).filter(([, cell]) => cell !== undefined)));
    return value["#names"] ? Object.fromEntries(rows.map((row, n) => [value["#prefix"] + value["#names"][n], row])) : rows;
  }

  const read = (id) => unpack(JSON.parse(byId(id).textContent));
  const model = read("data-model");
  const words = read("data-words");
  const nodes = read("data-nodes");
  const edges = read("data-edges");
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
  const cellKey = (technique, mode) => JSON.stringify([technique, mode]);
  const cells = new Map(model.cells.map((cell) => [cellKey(cell.technique, cell.failure_mode), cell]));
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
  const cellAt = (technique, mode) => cells.get(cellKey(technique, mode)) ?? null;

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
    model, words, nodes, edges, options, things, inMatrix, claims, cells, edgesByKey, edgeKey,
    outgoing, incoming, idOf, cellAt, cellOfEdge, shortName, nodeLabel: (id) => labels.get(id) ?? "",
  };
})();
