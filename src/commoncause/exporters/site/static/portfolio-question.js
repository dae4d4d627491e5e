// What is asked of a portfolio, as the address has it, and the answers to it, as the command gives them.
const question = (() => {
  const { model } = data;
  const terms = { not_assessed: "exposed", combined: [], open_reliances: [], options: { cells: [], assumptions: [] }, ...model.portfolio };
  const READINGS = ["certain", "possible"];
  const slugs = model.techniques.map((technique) => technique.slug);
  const modes = model.failure_modes.map((mode) => mode.slug).sort();
  const ranked = (model.answers?.portfolios ?? []).map((found) => found.techniques);
  const initial = slugs.length <= reliability.MOST_TECHNIQUES ? slugs : ranked[0] ?? [];
  const verdictOf = (technique, mode) => data.cellAt(technique, mode)?.verdict ?? "not-assessed";
  const short = (kind, slug) => (data.idOf(kind, slug) ? data.shortName(data.idOf(kind, slug)) : clip(slug));
  const unassessed = (technique) => modes.filter((mode) => verdictOf(technique, mode) === "not-assessed").length;

  const rows = new Map();
  function row(technique, reading) {
    const key = `${reading} ${technique}`;
    if (!rows.has(key)) rows.set(key, new Set(modes.filter((mode) => cheese.opens(verdictOf(technique, mode), reading, terms.not_assessed))));
    return rows.get(key);
  }

  const open = new Set(terms.open_reliances.map((pair) => JSON.stringify(pair)));
  const reliances = new Map(slugs.map((slug) => [slug, []]));
  for (const said of model.reliances ?? []) reliances.get(said.technique)?.push(said.assumption);
  const restsOn = (technique, reading) => new Set((reliances.get(technique) ?? []).filter((assumption) => reading === "possible" || !open.has(JSON.stringify([technique, assumption]))));

  function decoded(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  }

  const isChance = (text) => /^(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(text) && Number(text) <= 1;

  // `pick` is a list, "*" for all or "-" for none; `p` the default, then mode:value. What is wrong is said, not guessed.
  function asked({ pick, need = "1", p } = address.state.options) {
    const named = pick === "-" ? [] : pick === "*" ? slugs : pick ? pick.split(",").map(decoded) : initial;
    const picked = slugs.filter((slug) => named.includes(slug));
    const given = new Map((p ? p.split(",") : []).map((part) => part.split(":").map(decoded)).map(([mode, value]) => (value === undefined ? ["", mode] : [mode, value])));
    const wrong = [];
    for (const [mode, value] of given) {
      if (mode && !modes.includes(mode)) wrong.push(`There is no failure mode “${clip(mode, 40)}” here.`);
      else if (!isChance(value)) wrong.push(`${mode ? `p of ${short("failure-mode", mode)}` : "The p of each failure mode"} is “${clip(value, 20)}”: give a number from 0 to 1, such as 0.1.`);
    }
    const techniques = reliability.inEffect(picked, terms.combined);
    const least = /^\d+$/.test(need) ? Number(need) : 0;
    if (picked.length && (least < 1 || least > techniques.length)) wrong.push(`At least “${clip(need, 12)}” cannot hold of ${wording.plural(techniques.length, "technique")}: choose from 1 to ${techniques.length}.`);
    return { picked, techniques, strangers: named.filter((slug) => !slugs.includes(slug)), need: least, given, wrong };
  }

  // The inverse of `asked`.
  const pickOf = (picked) => (picked.length === slugs.length ? "*" : picked.map(encodeURIComponent).join(",") || "-");
  const chancesOf = (given) => [...given].filter(([mode, value]) => mode ? value : value && value !== "0.1").sort().map((pair) => pair.filter(Boolean).map(encodeURIComponent).join(":")).join(",");

  // Null where nothing is computed; beyond twelve techniques what can be counted alone.
  function answer({ picked, techniques, given, need, wrong } = asked()) {
    if (wrong.length || !picked.length) return null;
    const q = modes.map((mode) => Number(given.get(mode) ?? given.get("") ?? 0.1));
    const both = (compute) => Object.fromEntries(READINGS.map((reading) => [reading, compute(techniques.map((technique) => row(technique, reading)), reading)]));
    const found = {
      techniques, need, p: Object.fromEntries(modes.map((mode, i) => [mode, q[i]])),
      single_points: {
        failure_modes: both((exposed) => reliability.singlePoints(exposed, need)),
        assumptions: both((_, reading) => reliability.singlePoints(techniques.map((technique) => restsOn(technique, reading)), need)),
      },
    };
    if (techniques.length > reliability.MOST_TECHNIQUES) return found;
    const problems = both((exposed) => reliability.problem(exposed, modes, need));
    const sets = ({ sets: found, ...more }) => ({ ...more, sets: found.map((set) => set.map((mode) => modes[mode])) });
    return {
      ...found,
      figures: both((exposed) => reliability.figures(exposed, modes, q, need)),
      cut_sets: both((_, reading) => sets(reliability.cutSets(problems[reading]))),
      importance: both((_, reading) => reliability.importance(problems[reading], q).map((measures, i) => ({ failure_mode: modes[i], ...measures }))),
      redundant: both((exposed) => (need > 1 ? [] : reliability.redundant(exposed)).map(([i, others]) => [techniques[i], others.map((j) => techniques[j])])),
    };
  }

  // What each other technique would add, a few at a time so that the page stays awake; `isStale` ends it.
  function additions({ picked, given, need }, figures, isStale, done) {
    const q = modes.map((mode) => Number(given.get(mode) ?? given.get("") ?? 0.1));
    const left = slugs.filter((slug) => !picked.includes(slug));
    const found = [];
    function add(technique) {
      const together = reliability.inEffect([...picked, technique], terms.combined);
      if (together.length > reliability.MOST_TECHNIQUES) return;
      const gained = READINGS.map((reading) => {
        const before = figures?.[reading].probability ?? 1;
        const after = reliability.probability(reliability.problem(together.map((one) => row(one, reading)), modes, need), q);
        return before === after ? 0 : reliability.decades(after) - reliability.decades(before);
      });
      found.push({ technique, gained });
    }
    // Never by the certain reading alone: it flatters what nobody assessed.
    const more = (a, b, i) => (Math.abs(a.gained[i] - b.gained[i]) < 1e-9 ? 0 : b.gained[i] > a.gained[i] ? 1 : -1);
    function work() {
      if (isStale()) return;
      const until = performance.now() + 12;
      while (left.length && performance.now() < until) add(left.shift());
      if (left.length) setTimeout(work);
      else done(found.sort((a, b) => more(a, b, 1) || more(a, b, 0) || (a.technique < b.technique ? -1 : 1)));
    }
    setTimeout(work);
  }

  // A word for a shell; what could hide or reorder the others does not get through.
  function quoted(word) {
    const seen = word.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g, "?");
    return /^[\w@%+=:,./-]+$/.test(seen) ? seen : `'${seen.replaceAll("'", "'\\''")}'`;
  }

  // The command lines that answer the same.
  function commands({ picked, need, given }) {
    const members = picked.flatMap((slug) => ["-t", slug]);
    const least = need > 1 ? ["--need", String(need)] : [];
    const chances = [...given].flatMap(([mode, value]) => (mode ? ["--p", `${mode}=${value}`] : ["--p-default", value]));
    const line = (name, ...words) => ["commoncause", name, ...members, ...least, ...words.flat()].map(quoted).join(" ");
    return {
      risk: line("risk", chances, terms.options.cells),
      cut_sets: line("cut-sets", terms.options.cells),
      single_points: line("single-points", terms.options.assumptions),
    };
  }

  return { terms, READINGS, slugs, modes, ranked, verdictOf, short, unassessed, isChance, asked, pickOf, chancesOf, answer, additions, commands };
})();
