// Past so many nodes a picture of all of them says nothing: then the clusters come first, then one cluster, then
// what is around one node, and of these as many as one can look at, the most connected first.
const graphMap = (() => {
  const AT_ONCE = 2000;
  const CAP = 150;
  const { groups = [], of = [], ties = [] } = data.overview ?? {};
  const biggest = Math.max(1, ...groups.map((group) => group.size));
  const idOf = (index) => `cluster ${index}`;
  const labelOf = (group) => (group.busiest.length ? `${data.nodeLabel(group.busiest[0])} +${group.size - 1}` : "");
  const nodes = new Map(groups.map((group, i) => [idOf(i), {
    id: idOf(i), index: i, kind: "cluster", label: labelOf(group), x: group.x, y: group.y, shape: "dot",
    size: 6 + 26 * Math.sqrt(group.size / biggest), color: { background: "#9fb4c4", border: "#44545f" },
  }]));
  const heaviest = Math.max(1, ...ties.map(([, , number]) => number));
  const edges = ties.map(([from, to, number]) => ({
    id: `tie ${from} ${to}`, kind: "tie", from: idOf(from), to: idOf(to), number, arrows: "", color: "#767C86", width: 0.6 + 5 * Math.sqrt(number / heaviest),
  }));
  const place = new Map(of.length ? data.nodes.map((node, i) => [node.id, of[i]]) : []);
  const degree = (id) => (data.outgoing.get(id)?.length ?? 0) + (data.incoming.get(id)?.length ?? 0);

  // The most connected of them, and those that must not go.
  function foremost(ids, kept, most) {
    if (ids.size <= most) return ids;
    const ranked = [...ids].map((id) => [kept.includes(id) ? Infinity : degree(id), id]).sort((a, b) => b[0] - a[0]);
    return new Set(ranked.slice(0, most).map(([, id]) => id));
  }

  // Which part is to be drawn instead of all: "map", a cluster's number, or "around" what is selected.
  function part(number, state, chosen) {
    if (number <= AT_ONCE || !groups.length) return null;
    if (chosen.length) return "around";
    const index = Number(state.options.in ?? NaN);
    return groups[index] ? index : "map";
  }

  const most = (state) => Math.min(AT_ONCE, Math.max(CAP, Number(state.options.most) || CAP));
  const members = (index, ids) => new Set([...ids].filter((id) => place.get(id) === index));
  const shownTies = (ids) => edges.filter((edge) => ids.has(edge.from) && ids.has(edge.to));

  return { AT_ONCE, CAP, groups, nodes, isLarge: data.nodes.length > AT_ONCE && groups.length > 0, foremost, part, most, members, shownTies, node: (id) => nodes.get(id) };
})();
