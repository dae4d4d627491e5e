// How a portfolio of up to twelve techniques fails: pure functions, equal to `commoncause risk` and `cut-sets`.
// A problem is { n, need, struck }: struck[mode] is the bit set of the techniques that the mode defeats.
const reliability = (() => {
  const MOST_TECHNIQUES = 12;
  const MOST_SETS = 2000;
  const MOST_STEPS = 20000;

  function bits(set) {
    let number = 0;
    for (let left = set; left; left &= left - 1) number += 1;
    return number;
  }

  // `rows`: for each technique the set of its modes. Where one technique is enough, one that fails whenever
  // another does changes neither cut sets nor P, and is left out.
  function problem(rows, modes, need) {
    const covered = (row, other) => [...other].every((mode) => row.has(mode));
    const kept = rows.filter((row, i) => need > 1 || !rows.some((other, j) => i !== j && covered(row, other) && (j < i || !covered(other, row))));
    const struck = modes.map((mode) => kept.reduce((set, row, i) => set | (row.has(mode) ? 1 << i : 0), 0));
    return { n: kept.length, need, struck };
  }

  // Modes that strike the same techniques are one cause with several names.
  function classesOf(struck) {
    const found = new Map();
    for (const [mode, set] of struck.entries()) if (set) (found.get(set) ?? found.set(set, []).get(set)).push(mode);
    return [...found].map(([set, modes]) => ({ set, modes }));
  }

  // 1 - prod(1 - q), to the last digit where all q are small.
  const anyOf = (chances) => -Math.expm1(chances.reduce((sum, q) => sum + Math.log1p(-q), 0));

  // Carries the chance of each set of failed techniques past one cause. Only sums of what is not negative.
  function pass(table, set, chance) {
    for (let failed = 0; failed < table.length; failed += 1) {
      if ((failed & set) === set) continue;
      table[failed | set] += chance * table[failed];
      table[failed] *= 1 - chance;
    }
  }

  const start = (n) => Float64Array.from({ length: 1 << n }, (_, failed) => Number(failed === 0));
  const defeats = ({ n, need }) => Float64Array.from({ length: 1 << n }, (_, failed) => Number(bits(failed) > n - need));

  function dot(left, right) {
    let sum = 0;
    for (let i = 0; i < left.length; i += 1) sum += left[i] * right[i];
    return sum;
  }

  function probability(given, q) {
    const table = start(given.n);
    for (const { set, modes } of classesOf(given.struck)) pass(table, set, anyOf(modes.map((mode) => q[mode])));
    return Math.min(1, dot(table, defeats(given)));
  }

  // [P(S|e), P(S|not e)] of each mode e: one pass forward, one back.
  function conditionals(given, q) {
    const classes = classesOf(given.struck);
    const table = start(given.n);
    const before = classes.map(({ set, modes }) => {
      const kept = table.slice();
      pass(table, set, anyOf(modes.map((mode) => q[mode])));
      return kept;
    });
    let after = defeats(given);
    const p = Math.min(1, dot(table, after));
    const found = given.struck.map(() => [p, p]);
    for (const [i, { set, modes }] of [...classes.entries()].reverse()) {
      const struck = after.map((_, failed) => after[failed | set]);
      const [hit, missed] = [dot(before[i], struck), dot(before[i], after)];
      for (const mode of modes) {
        const rest = anyOf(modes.filter((other) => other !== mode).map((other) => q[other]));
        found[mode] = [hit, rest * hit + (1 - rest) * missed];
      }
      const chance = anyOf(modes.map((mode) => q[mode]));
      after = after.map((value, failed) => chance * struck[failed] + (1 - chance) * value);
    }
    return { p, found };
  }

  function importance(given, q) {
    const { p, found } = conditionals(given, q);
    const even = conditionals(given, q.map(() => 0.5)).found;
    return found.map((pair, mode) => {
      const [hit, missed] = Math.abs(pair[0] - pair[1]) <= 1e-13 * Math.max(...pair) ? [p, p] : pair;
      const birnbaum = hit - missed;
      const structural = even[mode][0] - even[mode][1];
      if (p === 0) return { birnbaum, criticality: null, diagnostic: null, raw: null, rrw: null, structural };
      return {
        birnbaum, criticality: (q[mode] * birnbaum) / p, diagnostic: Math.min(1, (q[mode] * hit) / p),
        raw: hit / p, rrw: missed > 0 ? p / missed : Infinity, structural,
      };
    });
  }

  // P that at least so many of independent events happen.
  function atLeast(chances, number) {
    const table = [1, ...chances.map(() => 0)];
    for (const q of chances) for (let k = table.length - 1; k >= 0; k -= 1) table[k] = table[k] * (1 - q) + (k ? table[k - 1] * q : 0);
    return table.slice(number).reduce((sum, value) => sum + value, 0);
  }

  const decades = (p) => (p < 1 ? -Math.log10(p) : 0);

  // P beside what it would be if the techniques failed independently, or together.
  function figures(rows, modes, q, need) {
    const chance = new Map(modes.map((mode, i) => [mode, q[i]]));
    const each = rows.map((row) => anyOf([...row].map((mode) => chance.get(mode))));
    const p = probability(problem(rows, modes, need), q);
    const failures = rows.length - need + 1;
    const independent = need === 1 ? each.reduce((product, own) => product * own, 1) : atLeast(each, failures);
    const share = p > 0 ? 1 - independent / p : null;
    const layers = need === 1 && p > 0 && each.every((own) => own > 0 && own < 1);
    return {
      probability: p, independent, fully_correlated: [...each].sort((a, b) => b - a)[failures - 1],
      common_cause_share: share !== null && need === 1 ? Math.max(0, share) : share, decades: decades(p),
      effective_layers: layers ? (Math.log(p) * each.length) / each.reduce((sum, own) => sum + Math.log(own), 0) : null,
    };
  }

  // Every minimal set of classes up to an order, or null past so many steps. For each technique in turn: it is
  // struck, by a class that leaves no other idle, or it holds, as need - 1 may (MMCS of Murakami and Uno, 2014).
  function search(classes, { n, need }, order) {
    const found = [];
    let steps = 0;
    const fits = (chosen, once, held) => chosen.every((one) => bits(one.set & once) + bits(held) >= need);
    function descend(chosen, once, twice, held, open) {
      if ((steps += 1) > MOST_STEPS) return;
      const left = ((1 << n) - 1) & ~(once | twice | held);
      if (!left) return void (fits(chosen, once, held) && found.push(chosen));
      const next = left & -left;
      let rest = open.filter((one) => !(one.set & next));
      if (bits(held) < need - 1) descend(chosen, once, twice, held | next, rest);
      if (chosen.length === order) return;
      for (const one of open.filter(({ set }) => set & next)) {
        const more = twice | (once & one.set);
        const alone = (once | one.set) & ~more;
        if (chosen.some(({ set }) => !(set & alone)) || !(one.set & alone)) continue;
        descend([...chosen, one], alone, more, held, rest);
        rest = [...rest, one];
      }
    }
    descend([], 0, 0, 0, classes);
    return { found, whole: steps <= MOST_STEPS };
  }

  const product = (chosen) => chosen.reduce((number, { modes }) => number * modes.length, 1);
  const compare = (a, b) => a.length - b.length || a.reduce((order, mode, i) => order || mode - b[i], 0);

  function named(chosen) {
    const sets = chosen.reduce((made, { modes }) => made.flatMap((set) => modes.map((mode) => [...set, mode])), [[]]);
    return sets.map((set) => set.sort((a, b) => a - b));
  }

  // As the command's answer: `complete_to_order` is null where every set is listed, `count` where it is unknown.
  function cutSets(given) {
    const classes = classesOf(given.struck);
    let { found, whole } = search(classes, given, Infinity);
    const seen = found.reduce((sum, chosen) => sum + product(chosen), 0);
    let reach = Infinity;
    if (!whole) {
      found = [];
      for (reach = 0; ; reach += 1) {
        const higher = search(classes, given, reach + 1);
        if (!higher.whole) break;
        found = higher.found;
      }
    }
    const sets = [];
    for (let order = 1; order <= Math.min(reach, given.n); order += 1) {
      const these = found.filter((chosen) => chosen.length === order);
      if (sets.length + these.reduce((sum, chosen) => sum + product(chosen), 0) > MOST_SETS) reach = order - 1;
      else sets.push(...these.flatMap(named).sort(compare));
    }
    return { count: whole ? seen : null, at_least: seen, complete_to_order: reach === Infinity ? null : reach, sets };
  }

  // What strikes so many techniques at once that fewer than `need` hold, whatever their number.
  function singlePoints(rows, need) {
    const strikes = new Map();
    for (const row of rows) for (const cause of row) strikes.set(cause, (strikes.get(cause) ?? 0) + 1);
    return [...strikes].filter(([, number]) => number > rows.length - need).map(([cause]) => cause).sort();
  }

  // A combination that is assessed itself takes the place of its parts, that of most parts first.
  function inEffect(picked, combined) {
    let chosen = new Set(picked);
    const wholes = [...combined].sort(([a, one], [b, other]) => other.length - one.length || (a < b ? -1 : 1));
    for (const [whole, parts] of wholes) {
      if (chosen.has(whole) || parts.every((part) => chosen.has(part))) chosen = new Set([...[...chosen].filter((t) => !parts.includes(t)), whole]);
    }
    return [...chosen].sort();
  }

  // Technique -> the others that fail only together with it, so that leaving it out changes nothing.
  function redundant(rows) {
    const covering = rows.map((row, i) => rows.flatMap((other, j) => (i !== j && [...other].every((mode) => row.has(mode)) ? [j] : [])));
    return covering.map((others, i) => [i, others]).filter(([, others]) => others.length);
  }

  // Four significant digits, as the command prints them.
  function shown(value) {
    if (value === null) return "-";
    if (value === Infinity) return "inf";
    if (value === 0) return "0";
    const [digits, exponent] = value.toExponential(3).split("e");
    if (exponent >= -4 && exponent < 4) return String(Number(value.toPrecision(4)));
    return `${Number(digits)}e${exponent[0]}${exponent.slice(1).padStart(2, "0")}`;
  }

  return { MOST_TECHNIQUES, problem, probability, decades, figures, importance, cutSets, singlePoints, inEffect, redundant, shown };
})();
