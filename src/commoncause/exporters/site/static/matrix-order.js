// In which order the matrix stands and how much of it: as the address says, and as far as a page can show it.
const matrixOrder = (() => {
  const { techniques, failure_modes: modes, answers = {} } = data.model;
  // As in table.py: beyond these the table opens with what is exposed most.
  const MOST = { rows: 120, columns: 80 };
  const MOST_CELLS = 40000;
  const isLarge = techniques.length > MOST.rows || modes.length > MOST.columns;
  const usual = isLarge ? "exposed" : "order";
  const SORTS = { order: "as listed", name: "name", exposed: "most exposed", similar: "similarity" };
  const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

  const clustersOf = { assumptions: answers.clusters ?? [], "failure-modes": answers.by_failure_modes?.clusters ?? [] };
  const GROUPS = {
    "": "none",
    ...(techniques.some((thing) => thing.family) && { family: "family" }),
    ...(clustersOf.assumptions.length && { assumptions: "cluster, by assumptions" }),
    ...(clustersOf["failure-modes"].length && { "failure-modes": "cluster, by failure modes" }),
  };

  const sortOf = ({ sort }) => (sort in SORTS ? sort : usual);
  const groupOf = ({ group = "" }) => (group in GROUPS ? group : "");
  const limit = (text, most, all) => Math.min(all, isLarge ? Math.max(most, Number.parseInt(text, 10) || 0) : all);

  function limits({ rows, columns }) {
    const wide = limit(columns, MOST.columns, modes.length);
    const room = isLarge ? Math.max(MOST.rows, Math.floor(MOST_CELLS / wide)) : techniques.length;
    return { rows: Math.min(room, limit(rows, MOST.rows, techniques.length)), columns: wide };
  }

  // Slug -> number of exposed cells, of a technique or of a failure mode.
  function reaches(list, others, axis) {
    const isExposed = Number(data.unlisted === "exposed");
    const found = new Map(list.map(({ slug }) => [slug, others.length * isExposed]));
    for (const cell of data.model.cells) {
      if (found.has(cell[axis])) found.set(cell[axis], found.get(cell[axis]) + Number(cell.verdict === "exposed") - isExposed);
    }
    return found;
  }
  const reach = { technique: reaches(techniques, modes, "technique"), mode: reaches(modes, techniques, "failure_mode") };

  function sorted(list, numbers, sort) {
    if (sort === "name") return [...list].sort((a, b) => collator.compare(data.shortName(a.id), data.shortName(b.id)));
    if (sort === "exposed") return [...list].sort((a, b) => numbers.get(b.slug) - numbers.get(a.slug));
    return [...list];
  }

  // What is selected is always there, however far down it stands.
  function first(list, most, kept) {
    return [...list.slice(0, most), ...list.slice(most).filter(({ id }) => kept.has(id))];
  }

  // Two that are exposed to nothing are alike; else the share of what one of them is exposed to that both are.
  function jaccard(a, b) {
    let [both, either] = [0, 0];
    for (let i = 0; i < a.length; i += 1) {
      both += a[i] & b[i];
      either += a[i] | b[i];
    }
    return either ? both / either : 1;
  }

  // Average linkage; whenever two parts become one, the ends that are most alike come together.
  function leaves(sets) {
    const alike = sets.map((a) => sets.map((b) => jaccard(a, b)));
    const near = alike.map((row) => [...row]);
    const parts = sets.map((_, i) => [i]);
    for (let left = parts.length; left > 1; left -= 1) {
      const [a, b] = closest(parts, near);
      for (let k = 0; k < parts.length; k += 1) {
        if (parts[k]) near[a][k] = near[k][a] = (near[a][k] * parts[a].length + near[b][k] * parts[b].length) / (parts[a].length + parts[b].length);
      }
      parts[a] = joined(parts[a], parts[b], alike);
      parts[b] = null;
    }
    return parts.find(Boolean) ?? [];
  }

  function closest(parts, near) {
    let best = null;
    for (let a = 0; a < parts.length; a += 1) {
      for (let b = a + 1; parts[a] && b < parts.length; b += 1) {
        if (parts[b] && (!best || near[a][b] > near[best[0]][best[1]])) best = [a, b];
      }
    }
    return best;
  }

  function joined(one, two, alike) {
    const ways = [[one, two], [[...one].reverse(), two], [one, [...two].reverse()], [[...one].reverse(), [...two].reverse()]];
    const touch = ([a, b]) => alike[a[a.length - 1]][b[0]];
    return ways.reduce((best, way) => (touch(way) > touch(best) ? way : best)).flat();
  }

  // One after the other, each the most alike to the last: where there are too many for linkage.
  function chain(sets) {
    const left = new Set(sets.keys());
    const found = [];
    for (let at = 0; left.size; at = [...left].reduce((best, i) => (best < 0 || jaccard(sets[i], sets[found.at(-1)]) > jaccard(sets[best], sets[found.at(-1)]) ? i : best), -1)) {
      found.push(at);
      left.delete(at);
    }
    return found;
  }

  function similar(list, others, isExposed) {
    const sets = list.map((one) => Uint8Array.from(others, (other) => isExposed(one.slug, other.slug)));
    return (sets.length > 250 ? chain : leaves)(sets).map((i) => list[i]);
  }
  const isExposed = (technique, mode) => Number(data.cellAt(technique, mode).verdict === "exposed");

  const names = (kind, slugs) => slugs.slice(0, 3).map((slug) => data.shortName(data.idOf(kind, slug) ?? slug, 70)).join("; ") + (slugs.length > 3 ? ` and ${slugs.length - 3} more` : "");

  function groups(rows, group) {
    if (!group) return [{ title: "", rows }];
    const found = group === "family" ? families(rows) : clustered(rows, group);
    return found.filter((one) => one.rows.length);
  }

  function families(rows) {
    const named = [...new Set(techniques.map((thing) => thing.family).filter(Boolean)), ""];
    return named.map((family) => ({ title: family || "No family given", rows: rows.filter((thing) => (thing.family || "") === family) }));
  }

  function clustered(rows, by) {
    const kind = by === "assumptions" ? "assumption" : "failure-mode";
    const placed = new Set(clustersOf[by].flatMap((cluster) => cluster.members));
    return [
      ...clustersOf[by].map(({ members, shared }, i) => ({
        title: `Cluster ${i + 1}`, note: shared.length ? `all ${kind === "assumption" ? "rest on" : "exposed to"} ${names(kind, shared)}` : "", rows: rows.filter(({ slug }) => members.includes(slug)),
      })),
      { title: "In no cluster", rows: rows.filter(({ slug }) => !placed.has(slug)) },
    ];
  }

  let last = { key: "" };

  // Groups of techniques and the failure modes that the table shows, in their order.
  function of({ options, selected }) {
    const [sort, group, most] = [sortOf(options), groupOf(options), limits(options)];
    const kept = isLarge ? keptBy(selected) : new Set();
    const key = JSON.stringify([sort, group, most, [...kept]]);
    if (last.key === key) return last;
    const by = sort === "similar" ? usual : sort;
    let rows = first(sorted(techniques, reach.technique, by), most.rows, kept);
    let columns = first(sorted(modes, reach.mode, by), most.columns, kept);
    if (sort === "similar") {
      [rows, columns] = [similar(rows, columns, isExposed), similar(columns, rows, (mode, technique) => isExposed(technique, mode))];
    }
    last = { key, sort, group, groups: groups(rows, group), rows: rows.length, columns };
    return last;
  }

  function keptBy(selected) {
    if (selected?.type === "cell") return new Set([data.idOf("technique", selected.technique), data.idOf("failure-mode", selected.mode)]);
    return new Set(selected?.members ?? (selected?.id ? [selected.id] : []));
  }

  return { SORTS, GROUPS, MOST, usual, isLarge, reach, limits, sortOf, groupOf, of };
})();
