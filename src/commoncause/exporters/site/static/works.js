// The works of the knowledge base and what hangs on each, counted when first asked for.
const works = (() => {
  let made = null;

  // "JournalArticle" is a journal article; a work of which nothing more is known has no kind.
  const kindOf = (thing) => (thing.type ?? "").replace(/Document$/, "").replace(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();

  function entry(thing) {
    const written = [thing.label, thing.title, thing.authors, thing.venue, ...(thing.identifiers ?? [])].join(" ");
    const found = /^\d{4}/.exec(thing.date ?? "");
    return {
      id: thing.id, thing, label: thing.label || thing.slug, title: thing.title || "", kind: kindOf(thing),
      year: found ? Number(found[0]) : null, text: `${fold(written)} ${kindOf(thing)}`, citing: [], own: 0, things: [], cells: 0,
    };
  }

  function count() {
    const found = new Map();
    for (const thing of data.things.values()) if (thing.kind === "source") found.set(thing.id, entry(thing));
    const bySlug = new Map([...found.values()].map((work) => [work.thing.slug, work]));
    for (const [iri, claim] of data.claims) {
      const source = bySlug.get(claim.source);
      if (source) source.own += 1;
      for (const id of new Set(claim.cites ?? [])) found.get(id)?.citing.push(iri);
    }
    for (const work of found.values()) {
      work.things = ends(work.id, "evidence");
      work.cells = new Set(work.citing.map(cellOf).filter(Boolean)).size;
    }
    return found;
  }

  function cellOf(iri) {
    const claim = data.claims.get(iri);
    return claim.kind === "assessment" ? JSON.stringify([claim.subject, claim.object]) : "";
  }

  const ends = (id, kind) => [...new Set((data.incoming.get(id) ?? []).filter((edge) => edge.kind === kind).map((edge) => edge.from))];
  const cited = (id) => (data.outgoing.get(id) ?? []).filter((edge) => edge.kind === "cites").map((edge) => edge.to);
  const all = () => (made ??= count());

  // Works that the same claims cite, those that share most claims first.
  function together(id) {
    const shared = new Map();
    for (const iri of all().get(id)?.citing ?? []) {
      for (const other of new Set(data.claims.get(iri).cites)) if (other !== id) shared.set(other, (shared.get(other) ?? 0) + 1);
    }
    return [...shared].sort((a, b) => b[1] - a[1]).map(([other]) => other);
  }

  // ---- the filter: words that must all be there, and years said as people say them

  const YEARS = [
    [/^(?:since|from)$/, (year, said) => year >= said],
    [/^after$/, (year, said) => year > said],
    [/^before$/, (year, said) => year < said],
    [/^(?:until|till|to)$/, (year, said) => year <= said],
  ];

  function range(word) {
    const [, from, to] = /^(\d{4})?[-–](\d{4})?$/.exec(word) ?? [];
    if (!from && !to) return null;
    return ({ year }) => year !== null && year >= Number(from ?? 0) && year <= Number(to ?? 9999);
  }

  function test(word, said) {
    const [, compare] = YEARS.find(([words]) => words.test(word)) ?? [];
    if (compare && said) return ({ year }) => year !== null && compare(year, Number(said));
    if (/^\d{4}$/.test(word)) return ({ year }) => year === Number(word);
    if (word === "undated") return ({ year }) => year === null;
    return range(word) ?? (({ text }) => text.includes(word));
  }

  function matcher(filter) {
    const words = fold(filter).split(/\s+/).filter(Boolean);
    const tests = [];
    for (let i = 0; i < words.length; i += 1) {
      const said = /^\d{4}$/.test(words[i + 1] ?? "") && YEARS.some(([known]) => known.test(words[i])) ? words[i + 1] : "";
      tests.push(test(words[i], said));
      if (said) i += 1;
    }
    return (work) => tests.every((passes) => passes(work));
  }

  const isLeftOut = (id, filter = "") => all().has(id) && !matcher(filter)(all().get(id));

  return { all, isLeftOut, cited, citing: (id) => ends(id, "cites"), together, matcher };
})();
