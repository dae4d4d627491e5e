// Where the evidence is thin or contested, cell by cell, and which cell matters most.
const evidence = (() => {
  const total = data.model.techniques.length;
  const now = data.model.turning?.now?.[0] ?? null;
  const size = ([order]) => order || Infinity;

  function rowOf(cell, n) {
    const iris = [...(cell.claims ?? []), ...(cell.others ?? [])].filter((iri) => data.claims.get(iri)?.mode !== "inferred");
    const found = iris.map((iri) => data.claims.get(iri)).filter(Boolean);
    const works = new Set(found.flatMap((claim) => claim.cites ?? []));
    const years = [...works].map((id) => Number.parseInt(data.things.get(id)?.date, 10)).filter(Number.isFinite);
    return {
      cell,
      claims: iris.length,
      sources: new Set(found.map((claim) => claim.source)).size,
      works: works.size,
      newest: years.length ? Math.max(...years) : null,
      turned: data.model.turning?.cells?.[n] ?? null,
    };
  }

  // How much changes if the cell is read the other way: first what makes all fall sooner, then what keeps them up
  // longer, then the number of the smallest sets.
  function weight({ turned }) {
    if (!now || !turned) return 0;
    const [before, after] = [size(now), size(turned)];
    if (before !== after) return (after < before ? 2000 : 1000) + (Number.isFinite(before - after) ? Math.abs(before - after) : 100);
    return Math.abs(turned[1] - now[1]);
  }

  function consequence({ turned, cell }) {
    if (!now || !turned || (turned[0] === now[0] && turned[1] === now[1])) return "nothing changes";
    if (!turned[0]) return "nothing would defeat all for certain";
    if (turned[0] !== now[0]) return turned[0] === 1 ? `${data.shortName(data.idOf("failure-mode", cell.failure_mode))} alone would defeat all ${total}` : `it would take ${turned[0]} together${now[0] ? `, not ${now[0]}` : ""}`;
    const sets = (number) => wording.plural(number, "smallest set");
    return `${sets(turned[1])} instead of ${now[1]}`;
  }

  const link = ({ cell }) => sentences.cell(data.idOf("technique", cell.technique), data.idOf("failure-mode", cell.failure_mode));
  const COLUMNS = [
    { key: "cell", name: "Cell", first: "up", of: (row) => `${row.cell.technique} ${row.cell.failure_mode}`, show: link },
    { key: "verdict", name: "Verdict", first: "up", of: (row) => row.cell.verdict, show: (row) => el("span", { class: "reading-of" }, claims.mark(row.cell.verdict), wording.verdictName(row.cell.verdict)) },
    { key: "contested", name: "Contested", of: (row) => Number(row.cell.conflict), show: (row) => (row.cell.conflict ? [el("span", { class: "contested", "aria-hidden": "true" }, "≠"), el("span", { class: "visually-hidden" }, "contested")] : "no") },
    { key: "claims", name: "Claims", first: "up", of: (row) => row.claims, show: (row) => row.claims },
    { key: "sources", name: "Sources", first: "up", of: (row) => row.sources, show: (row) => row.sources },
    { key: "works", name: "Works cited", first: "up", of: (row) => row.works, show: (row) => row.works },
    { key: "newest", name: "Newest cited", of: (row) => row.newest ?? 0, show: (row) => row.newest ?? "none" },
    { key: "matters", name: "Read the other way", of: weight, show: (row) => (weight(row) >= 1000 ? el("strong", {}, consequence(row)) : consequence(row)) },
  ];

  const basis = (row) => `${wording.plural(row.claims, "claim")} of ${wording.plural(row.sources, "source")}, citing ${row.works ? wording.plural(row.works, "work") : "no work"}`;
  const ifTurned = (row) => [link(row), ": were it not ", wording.verdictName(row.cell.verdict), `, ${consequence(row)}. It rests on ${basis(row)}.`];

  function headline(rows) {
    const sorted = [...rows].sort((a, b) => weight(b) - weight(a) || a.works - b.works || a.claims - b.claims);
    if (!sorted.length || !weight(sorted[0])) return ["No single cell, read the other way, changes what defeats all techniques for certain."];
    const other = weight(sorted[0]) >= 2000 ? sorted.find((row) => weight(row) < 2000 && weight(row) >= 1000) : null;
    return ["Most hangs on ", ...ifTurned(sorted[0]), ...(other ? [" In the other direction, ", ...ifTurned(other)] : [])];
  }

  function table(host) {
    const rows = data.model.cells.slice(0, data.SMALL).map(rowOf);
    const rest = data.model.cells.length - rows.length;
    const made = listing.table("Evidence by cell", COLUMNS, rows);
    byId("evidence-most").append(...headline(rows).flat());
    host.append(el("p", { class: "lead" }, "“Read the other way” says what would change in the smallest sets that defeat all techniques for certain, were the cell’s verdict the opposite (an open cell: exposed).", rest ? ` The table has the first ${rows.length} cells of which anything is told; the CSV has the other ${rest} too.` : ""), el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Table of the evidence by cell" }, made.whole));
    return (state) => made.show({ options: { order: state.options.order || "matters-down" } });
  }

  function csv() {
    const head = ["technique", "failure_mode", "verdict", "contested", "claims", "sources", "works_cited", "newest_cited", "smallest_sets_if_turned", "their_number"];
    const lines = data.model.cells.map(rowOf).map((row) => [row.cell.technique, row.cell.failure_mode, row.cell.verdict, Boolean(row.cell.conflict), row.claims, row.sources, row.works, row.newest, row.turned?.[0], row.turned?.[1]]);
    return listing.csv([head, ...lines]);
  }

  const readings = (iris, mode = null) => el("ul", { class: "readings-of" }, iris.map((iri) => el("li", {}, claims.folded(iri, null, mode))));

  function contested({ technique, mode, claims: iris }) {
    const column = data.idOf("failure-mode", mode);
    return el("li", {}, el("p", {}, sentences.cell(data.idOf("technique", technique) ?? technique, column ?? mode)), readings(iris, column));
  }

  const KINDS = { classification: "One thing in two classes", compatibility: "One pair, two verdicts", defect: "Claims that an error on record sets against each other" };

  function statements(kind) {
    const rows = grounds.statements.filter((row) => row.kind === kind);
    if (!rows.length) return "";
    return unfolding("gap", [el("span", { class: "gap-count" }, String(rows.length)), el("span", {}, KINDS[kind])], () => el("ul", { class: "conflict-list" }, rows.map((row) => el("li", {}, readings(row.claims)))));
  }

  function elsewhere(host) {
    const outside = grounds.contested.filter((row) => !data.cellAt(row.technique, row.mode));
    const parts = [
      el("p", { class: "lead" }, `In all, ${wording.plural(grounds.contested.length, "cell")} of the knowledge base ${grounds.contested.length === 1 ? "is" : "are"} contested, ${outside.length ? outside.length : "none"} of them outside the table of this page.`),
      outside.length ? unfolding("gap", [el("span", { class: "gap-count" }, String(outside.length)), el("span", {}, "contested cells outside the table")], () => el("ul", { class: "conflict-list" }, outside.map(contested))) : "",
      ...Object.keys(KINDS).map(statements),
    ];
    host.append(...parts.filter(Boolean));
  }

  function start() {
    listing.startWhenSeen("evidence", () => {
      elsewhere(byId("conflicts-elsewhere"));
      return table(byId("evidence-cells"));
    });
    views.offer("evidence", "Evidence by cell CSV", "commoncause-evidence-by-cell.csv", csv);
  }

  return { start };
})();
