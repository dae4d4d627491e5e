// What the graph shows of the network for one state of the page: which nodes and lines, and which stand out.
const graphView = (() => {
  const VERDICT_OF = { "exposed-to": "exposed", "protected-from": "protected", "unclear-whether": "unclear" };
  const LAYER_OF = { assumption: "assumptions", source: "sources" };
  const rivals = new Map();
  for (const edge of data.edges) {
    if (!(edge.kind in VERDICT_OF)) continue;
    const pair = JSON.stringify([edge.from, edge.to]);
    rivals.set(pair, [...(rivals.get(pair) ?? []), edge.kind]);
  }

  const COLUMNS = { "failure-mode": 0, attack: 0, technique: 1, combination: 1, framework: 1, assumption: 2 };
  const columnOf = (node) => COLUMNS[node.kind] ?? null;
  const kindOf = new Map(data.nodes.map((node) => [node.id, node]));
  const nodeOf = (id) => kindOf.get(id) ?? graphMap.node(id);
  // A line between two nodes of one column would run through all the others between them.
  const isSideways = (edge) => columnOf(nodeOf(edge.from)) !== null && columnOf(nodeOf(edge.from)) === columnOf(nodeOf(edge.to));

  const layerOf = ({ id, kind }) => LAYER_OF[kind] ?? (data.inMatrix.has(id) ? "" : "others");

  // Of a large matrix of one's own only a part is in the network.
  const chosenNodes = (selected) => endsOf(selected).filter(nodeOf);

  function endsOf(selected) {
    if (!selected) return [];
    if (selected.type === "node") return [selected.id];
    if (selected.type === "edge") return [selected.from, selected.to];
    if (selected.type === "set") return selected.members;
    return [data.idOf("technique", selected.technique), data.idOf("failure-mode", selected.mode)];
  }

  // Of a contested cell the view's own reading is drawn; the rivals join it when the reader asks about them.
  function speaks(edge, cell, state) {
    const pair = JSON.stringify([edge.from, edge.to]);
    const { selected } = state;
    const chosen = selected?.type === "cell" && selected.technique === cell.technique && selected.mode === cell.failure_mode;
    const asked = state.contested || chosen;
    const own = Object.keys(VERDICT_OF).find((kind) => VERDICT_OF[kind] === cell.verdict);
    return asked || !rivals.get(pair).includes(own) || edge.kind === own;
  }

  const touches = (edge, chosen) => chosen.includes(edge.from) || chosen.includes(edge.to);

  // The lines from the selection to the works that are cited about it: for a cell, those of its own claims.
  function isEvidence(edge, { selected }, chosen) {
    if (selected?.type === "edge") return isSelf(edge, selected) || (touches(edge, chosen) && citedBy(selected).has(edge.to));
    if (selected?.type !== "cell") return touches(edge, chosen);
    const cell = data.cellAt(selected.technique, selected.mode);
    const cited = new Set([...cell.claims, ...(cell.others ?? [])].flatMap((iri) => data.claims.get(iri)?.cites ?? []));
    return touches(edge, chosen) && cited.has(edge.to);
  }

  function citedBy({ from, to }) {
    const between = [...data.claims.values()].filter((claim) => claim.subject === from && claim.object === to);
    return new Set(between.flatMap((claim) => claim.cites ?? []));
  }

  const isSelf = (edge, selected) => selected?.type === "edge" && edge.kind === selected.kind && edge.from === selected.from && edge.to === selected.to;

  function edgePasses(edge, state, chosen) {
    const verdict = VERDICT_OF[edge.kind];
    if (edge.kind === "evidence") return isEvidence(edge, state, chosen);
    // Lines inside a column are a layer of their own; a narrower thing alone keeps the line to what it is a kind of.
    if (isSideways(edge)) return state.layers.has("inside") || isSelf(edge, state.selected) || (edge.kind === "broader" && edge.from === chosen[0] && chosen.length === 1);
    if (!verdict) return true;
    const cell = data.cellOfEdge(edge);
    if (state.hidden.has(verdict)) return false;
    if (!cell) return !state.contested;
    return (!state.contested || cell.conflict) && speaks(edge, cell, state);
  }

  // That something is protected ties nothing together, so focus does not step along such a line.
  function within(start, depth, nodes, shown) {
    const edges = shown.filter((edge) => edge.kind !== "protected-from");
    const reached = new Set(start);
    for (let step = 0; step < depth; step += 1) {
      const rim = new Set();
      for (const edge of edges) {
        if (reached.has(edge.from)) rim.add(edge.to);
        if (reached.has(edge.to)) rim.add(edge.from);
      }
      rim.forEach((id) => reached.add(id));
    }
    return new Set([...nodes].filter((id) => reached.has(id)));
  }

  function standingOut(selected, edges) {
    const chosen = new Set(chosenNodes(selected));
    const alone = selected?.type === "node";
    const ofKind = (edge) => (selected.type === "cell" ? edge.kind in VERDICT_OF : edge.kind === selected.kind);
    const joins = (edge) => edge.kind === "evidence" || (chosen.has(edge.from) && chosen.has(edge.to) && ofKind(edge));
    const strikes = (edge) => ["exposed-to", "unclear-whether", "rests-on"].includes(edge.kind) && touches(edge, [...chosen]);
    const lit = edges.filter(selected.type === "set" ? strikes : alone ? (edge) => touches(edge, [...chosen]) : joins);
    return { chosen, edges: new Set(lit.map((edge) => edge.id)), nodes: new Set([...chosen, ...lit.flatMap((edge) => [edge.from, edge.to])]) };
  }

  // All of a large network where nothing else is asked for; else the matrix and the layers that are switched on.
  function wanted(state) {
    const all = graphMap.isLarge && state.view === "graph" && !state.layers.size;
    return new Set(data.nodes.filter((node) => all || !layerOf(node) || state.layers.has(layerOf(node))).map((node) => node.id));
  }

  const between = (nodes, edges) => edges.filter((edge) => nodes.has(edge.from) && nodes.has(edge.to));

  function mapOf(total) {
    const nodes = new Set(graphMap.nodes.keys());
    return { nodes, edges: graphMap.shownTies(nodes), lit: null, part: "map", total };
  }

  // Several parts of the page ask about the same state.
  let last = {};
  function of(state) {
    if (last.state !== state) last = { state, view: made(state) };
    return last.view;
  }

  function made(state) {
    const chosen = chosenNodes(state.selected);
    let nodes = wanted(state);
    const part = graphMap.part(nodes.size, state, chosen);
    if (part === "map") return mapOf(nodes.size);
    if (part !== null && part !== "around") nodes = graphMap.members(part, nodes);
    chosen.forEach((id) => nodes.add(id));
    let edges = between(nodes, data.edges).filter((edge) => edgePasses(edge, state, chosen));
    const depth = state.depth || (part === "around" ? 1 : 0);
    if (depth && chosen.length) nodes = within(chosen, depth, nodes, edges);
    const total = nodes.size;
    if (part !== null || total > graphMap.AT_ONCE) nodes = graphMap.foremost(nodes, chosen, graphMap.most(state));
    edges = between(nodes, edges);
    const lit = state.selected ? standingOut(state.selected, edges) : null;
    return { nodes, edges, lit, part, total };
  }

  const layerSizes = new Map(["assumptions", "others", "sources"].map((layer) => [layer, data.nodes.filter((node) => layerOf(node) === layer).length]));

  function layerSize(layer, shown) {
    if (layer === "inside") return data.edges.filter((edge) => isSideways(edge) && shown.has(edge.from) && shown.has(edge.to)).length;
    return layerSizes.get(layer);
  }

  return { of, layerSize, columnOf, isSideways, nodeOf };
})();
