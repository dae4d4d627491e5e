// Works to take away: for a spreadsheet, and for a reference manager.
const bibliography = (() => {
  // What a kind of work is called in BibTeX, and the field of the place it stands in, which that kind demands.
  const TYPES = new Map(Object.entries({
    JournalArticle: ["article", "journal"], Article: ["article", "journal"], ConferencePaper: ["inproceedings", "booktitle"],
    BookChapter: ["incollection", "booktitle"], Book: ["book", "publisher"], ReportDocument: ["techreport", "institution"],
    WorkingPaper: ["techreport", "institution"],
  }));
  // A brace counts for BibTeX even behind a backslash, so none may stay.
  const TEX = {
    "\\": "\\textbackslash{}", "{": "\\textbraceleft{}", "}": "\\textbraceright{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}",
    $: "\\$", "&": "\\&", "%": "\\%", "#": "\\#", _: "\\_",
  };

  const line = (text) => String(text ?? "").replace(/[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff\s]+/g, " ").trim();
  const tex = (text) => line(text).replace(/[\\{}~^$&%#_]/g, (sign) => TEX[sign]);
  // Numbers and addresses stand as they are, but for what would end the field.
  const bare = (text) => line(text).replace(/[\\{}\s]/g, encodeURIComponent);

  const doiOf = (thing) => (thing.identifiers ?? []).find((name) => /^10\.\d+\//.test(name));
  const arxivOf = (thing) => (thing.identifiers ?? []).find((name) => /^(\d{4}\.\d{4,5}|[a-z-]+(\.[A-Z]{2})?\/\d{7})(v\d+)?$/.test(name));

  // "Mai, F." is a person; a name without a comma is kept as it is written.
  function authors(text) {
    const names = line(text).split(/\s*;\s*/).filter(Boolean);
    return names.map((one) => (/^et al\.?$/i.test(one) ? "others" : one.includes(",") ? tex(one) : `{${tex(one)}}`)).join(" and ");
  }

  function entry({ thing, year }, key) {
    const [type, place] = (thing.venue && TYPES.get(thing.type)) || ["misc", "howpublished"];
    const arxiv = arxivOf(thing);
    const url = safeUrl(thing.url);
    const fields = {
      author: authors(thing.authors), title: tex(thing.title || thing.label), year: year ?? "", date: /^\d{4}-\d\d/.test(thing.date) ? tex(thing.date) : "",
      [place]: place === "howpublished" && arxiv ? "" : tex(thing.venue), volume: tex(thing.volume), number: tex(thing.issue), pages: tex(thing.pages).replace(/[–—]/g, "--"),
      eprint: arxiv ? bare(arxiv) : "", archiveprefix: arxiv ? "arXiv" : "", doi: bare(doiOf(thing)), url: url ? bare(url) : "",
    };
    const lines = Object.entries(fields).filter(([, value]) => value !== "").map(([name, value]) => `  ${name} = {${value}}`);
    return `@${type}{${key},\n${lines.join(",\n")}\n}\n`;
  }

  // Names of entries hold no sign that BibTeX reads as more than a letter, and none stands twice.
  function keys(list) {
    const taken = new Set();
    return list.map(({ thing }) => {
      const plain = String(thing.slug).replace(/[^A-Za-z0-9:._-]+/g, "-").slice(0, 60) || "work";
      let key = plain;
      for (let n = 2; taken.has(key.toLowerCase()); n += 1) key = `${plain}-${n}`;
      taken.add(key.toLowerCase());
      return key;
    });
  }

  function bibtex(list) {
    const names = keys(list);
    return list.map((work, i) => entry(work, names[i])).join("\n");
  }

  const COLUMNS = {
    work: ({ thing }) => thing.slug, label: ({ label }) => label, title: ({ title }) => title, authors: ({ thing }) => thing.authors,
    date: ({ thing }) => thing.date, kind: ({ kind }) => kind, venue: ({ thing }) => thing.venue, doi: ({ thing }) => doiOf(thing), arxiv: ({ thing }) => arxivOf(thing),
    url: ({ thing }) => safeUrl(thing.url), claims_citing: ({ citing }) => citing.length, things: ({ things }) => things.length, cells: ({ cells }) => cells, own_claims: ({ own }) => own,
  };

  function csv(list) {
    const rows = list.map((work) => Object.values(COLUMNS).map((read) => String(read(work) ?? "")));
    return [Object.keys(COLUMNS), ...rows].map((row) => row.map(downloads.field).join(",")).join("\r\n") + "\r\n";
  }

  return { bibtex, csv };
})();
