// What claims of some kinds say beside their records, and the claims they come from. The lists of the model stand
// in the order of the claims, and name claims by their place in it.
const grounds = (() => {
  const order = [...data.claims.keys()];
  const { conclusions = {}, defects, measurements, derived = [], contradictions = {} } = data.model;
  const of = new Map(derived.map((row) => [order[row.claim], row.grounds.map((n) => order[n])]));
  const following = new Map();
  for (const [iri, from] of of) for (const ground of from) following.set(ground, [...(following.get(ground) ?? []), iri]);

  function ofKind(kind, rows) {
    const iris = order.filter((iri) => data.claims.get(iri).kind === kind);
    return new Map(iris.slice(0, rows?.length ?? 0).map((iri, n) => [iri, rows[n]]));
  }

  const named = (n) => conclusions.names[n];
  const concluded = ofKind("conclusion", (conclusions.rows ?? []).map((row) => ({
    ...row, about: row.about.map(named), cells: row.cells.map((pair) => pair.map(named)),
  })));

  const about = new Map();
  const add = (id, iri) => (about.get(id) ?? about.set(id, new Set()).get(id)).add(iri);
  const measured = ofKind("measurement", measurements);
  for (const [iri, claim] of data.claims) {
    if (claim.kind === "defect") continue;
    for (const id of [claim.subject, claim.object, ...(concluded.get(iri)?.about ?? []), ...(measured.get(iri)?.also ?? [])]) if (data.things.has(id)) add(id, iri);
  }

  return {
    concluded, measured,
    defects: ofKind("defect", defects),
    of: (iri) => of.get(iri) ?? [],
    following: (iri) => following.get(iri) ?? [],
    // Every claim that speaks of a thing, in the order of the knowledge base; errors speak of claims.
    about: (id) => [...(about.get(id) ?? [])],
    contested: (contradictions.cells ?? []).map(([technique, mode, iris]) => ({ technique, mode, claims: iris.map((n) => order[n]) })),
    statements: (contradictions.statements ?? []).map((row) => ({ kind: row.kind, claims: row.claims.map((n) => order[n]) })),
  };
})();
