// The portfolio view: techniques to tick, and what their failing together comes to.
const portfolio = (() => {
  const { READINGS, slugs, modes, short } = question;
  const { shown, MOST_TECHNIQUES } = reliability;
  const MOST_ROWS = 60;
  const FIGURES = {
    probability: ["P of failing", ""], independent: ["if independent", "as if the techniques failed independently, each with its own P"],
    fully_correlated: ["if fully correlated", "as if they failed together whenever they can"], common_cause_share: ["common-cause share", "1 - independent / P"],
    decades: ["decades", "-log10 P"], effective_layers: ["effective layers", "ln P / mean ln P(t); “-” where that is not defined"],
  };
  const MEASURES = ["birnbaum", "raw", "rrw"];
  const boxes = new Map();
  const lines = new Map();
  let every = false;
  let now = null;

  const number = (value) => el("data", { value: value === null ? "" : String(value) }, shown(value));
  const th = (scope, ...content) => el("th", { scope }, ...content);
  const button = (label, act) => {
    const made = el("button", { type: "button", class: "button" }, label);
    made.addEventListener("click", act);
    return made;
  };

  const chip = (kind, slug) => (data.idOf(kind, slug) ? sentences.chip(data.idOf(kind, slug)) : el("span", { class: "chip" }, name(clip(slug))));
  const chips = (kind, found) => (found.length ? [el("span", { class: "chips" }, found.slice(0, 24).map((slug) => chip(kind, slug))), found.length > 24 ? ` and ${found.length - 24} more` : ""] : "none");
  const sides = (content) => READINGS.map((reading) => el("div", {}, el("h3", {}, reading === "certain" ? "Certain" : "Possible", el("small", {}, reading === "certain" ? "open cells count as protected" : "open cells count as exposed")), content(reading)));

  // What may be ticked, and how it is counted.
  const tick = (picked, more = {}) => address.set({ pick: question.pickOf(picked), ...more });
  function box(slug) {
    const input = el("input", { type: "checkbox", value: slug });
    input.addEventListener("change", () => tick(slugs.filter((other) => (other === slug ? input.checked : now.picked.includes(other)))));
    boxes.set(slug, input);
    const gaps = question.unassessed(slug);
    const thing = data.things.get(data.idOf("technique", slug));
    const full = thing?.notation && thing.label !== thing.notation ? el("small", {}, name(clip(thing.label, 60))) : "";
    return el("label", { class: "tick" }, input, el("span", {}, name(short("technique", slug)), " ", full, gaps ? el("span", { class: "gap-mark" }, `${gaps} not assessed`) : ""));
  }

  function setChance(mode, text) {
    const given = new Map(now.given);
    given.set(mode, text.trim());
    address.set({ p: question.chancesOf(given) });
  }
  function chanceField(mode, attributes) {
    const field = el("input", { class: "chance", inputmode: "decimal", autocomplete: "off", size: 6, maxlength: 20, ...attributes });
    field.addEventListener("change", () => setChance(mode, field.value));
    return field;
  }

  function build() {
    byId("presets").append(
      button(`All ${slugs.length}`, () => tick(slugs)), button("None", () => tick([], { need: "" })),
      ...[2, 3].map((size) => question.ranked.find((found) => found.length === size)).filter(Boolean)
        .map((best) => button([`Best ${best.length}: `, best.flatMap((slug, i) => [i ? ", " : "", name(short("technique", slug))])], () => tick(best, { need: "" }))),
    );
    byId("ticks").append(...slugs.slice(0, 400).map(box), slugs.length > 400 ? el("p", { class: "none" }, `${slugs.length - 400} more are not listed.`) : "");
    byId("p-default").replaceWith(chanceField("", { id: "p-default", placeholder: "0.1", "aria-describedby": "portfolio-wrong" }));
    byId("need").addEventListener("change", (event) => address.set({ need: event.target.value === "1" ? "" : event.target.value }));
    startRanked();
    new ResizeObserver(() => requestAnimationFrame(() => now?.found?.figures && byId("cheese").clientWidth && drawCheese())).observe(byId("cheese"));
  }

  // Each row of the ranked portfolios can be taken as the choice.
  function startRanked() {
    for (const head of document.querySelectorAll("#ranked thead tr")) head.append(th("col", "Choose"));
    for (const [i, line] of [...document.querySelectorAll("#ranked tbody tr")].entries()) {
      const names = question.ranked[i].map((slug) => short("technique", slug)).join(", ");
      const href = `#view=portfolio&need=1&pick=${encodeURIComponent(question.pickOf(question.ranked[i]))}`;
      line.append(el("td", {}, el("a", { href }, "Show", el("span", { class: "visually-hidden" }, " ", name(names)))));
    }
  }

  function showChoice() {
    for (const [slug, input] of boxes) input.checked = now.picked.includes(slug);
    byId("ticked").textContent = `${now.picked.length} of ${slugs.length}`;
    const most = Math.min(Math.max(now.techniques.length, 1), 99);
    const counts = [...new Set([...Array.from({ length: most }, (_, i) => String(i + 1)), address.state.options.need ?? "1"])];
    byId("need").replaceChildren(...counts.map((count) => el("option", { value: count }, clip(count, 12))));
    byId("need").value = address.state.options.need ?? "1";
    fill(byId("p-default"), now.given.get("") ?? "");
    byId("portfolio-wrong").replaceChildren(...now.wrong.map((text) => el("p", {}, name(text))), ...(now.strangers.length ? [el("p", {}, "Not among the techniques here: ", name(clip(now.strangers.join(", "), 120)), ".")] : []));
  }

  function fill(field, text) {
    field.value = text;
    field.setAttribute("aria-invalid", String(text !== "" && !question.isChance(text)));
  }

  // The answers.
  function company() {
    const { found } = now;
    if (now.wrong.length) return [el("p", { class: "none" }, "Not computed: see what is wrong under the choice.")];
    if (!found) return [el("p", { class: "none" }, "Tick at least one technique.")];
    if (!found.figures) return beyond();
    const [sure, perhaps] = READINGS.map((reading) => found.figures[reading].probability);
    const who = found.need > 1 ? `Fewer than ${found.need} of ${found.techniques.length} hold` : ["It fails", "Both fail together"][found.techniques.length - 1] ?? `All ${found.techniques.length} fail together`;
    return [
      el("p", { class: "verdict-line" }, `${who} with P `, el("strong", {}, shown(sure)), " for certain, ", el("strong", {}, shown(perhaps)), " possibly."),
      el("table", { class: "plain figures" },
        el("thead", {}, el("tr", {}, el("td", {}), READINGS.map((reading) => th("col", reading)))),
        el("tbody", {}, Object.entries(FIGURES).map(([key, [label, formula]]) => el("tr", {}, th("row", label, formula ? el("small", {}, formula) : ""), READINGS.map((reading) => el("td", { dataset: { figure: key, reading } }, number(found.figures[reading][key]))))))),
      el("p", { class: "by" }, name(model())), ...caveats(),
    ];
  }

  function model() {
    const given = [...now.given].filter(([mode]) => mode).map(([mode, value]) => `${short("failure-mode", mode)} ${value}`);
    const each = `each mode has P ${now.given.get("") ?? "0.1"} (an illustration)`;
    return `Model: ${[
      now.need > 1 ? `${now.need} of ${now.techniques.length} must hold` : "each technique alone suffices", "an occurring mode defeats every technique exposed to it",
      "modes occur independently", given.length ? `P of ${given.join(", ")}; any other: ${each}` : each, "causes that are not listed are left out",
      ...(modes.includes("s-tax") ? [`${short("failure-mode", "s-tax")} reads: not deployed`] : []),
    ].join("; ")}.`;
  }

  function caveats() {
    const replaced = question.terms.combined.filter(([whole, parts]) => now.techniques.includes(whole) && parts.some((part) => now.picked.includes(part)));
    const gaps = now.techniques.filter((slug) => question.unassessed(slug));
    const contested = now.techniques.flatMap((technique) => modes.filter((mode) => data.cellAt(technique, mode)?.conflict).map((mode) => [technique, mode]));
    const note = (...content) => el("p", { class: "bundle-note" }, content);
    return [
      ...replaced.map(([whole]) => note(name(short("technique", whole)), " counts in place of its parts: it is assessed itself.")),
      gaps.length ? note("Cells not assessed: ", gaps.slice(0, 12).flatMap((slug, i) => [i ? ", " : "", name(short("technique", slug)), ` ${question.unassessed(slug)}`]), "; the certain reading alone flatters these.") : "",
      contested.length ? note(`Contested: `, contested.slice(0, 8).flatMap(([t, f], i) => [i ? ", " : "", el("a", { href: `#t=${encodeURIComponent(t)}&f=${encodeURIComponent(f)}` }, name(`${short("technique", t)} × ${short("failure-mode", f)}`))]), contested.length > 8 ? ` and ${contested.length - 8} more cells.` : ".") : "",
    ].filter(Boolean);
  }

  const beyond = () => [
    el("p", { class: "verdict-line" }, `${now.picked.length} techniques are ticked: this page computes for up to ${MOST_TECHNIQUES}.`),
    el("p", {}, "Single points of failure are counted below. For P, decades, layers, importance and cut sets run:"),
    ...["risk", "cut_sets"].map((key) => copied(question.commands(now)[key])),
  ];

  function copied(text) {
    // A line breaks before an option, never inside one.
    const options = text.split(/ (?=--?[a-z])/).flatMap((option, i) => [i ? " " : "", el("span", { class: option.length < 36 ? "word" : null }, option)]);
    const block = el("pre", { tabindex: "0" }, options);
    const copy = button("Copy", async () => {
      getSelection().selectAllChildren(block);
      try {
        await navigator.clipboard.writeText(text);
        say("Copied.");
      } catch {
        say("Selected: copy it with the keyboard.");
      }
    });
    return el("div", { class: "command" }, block, copy);
  }

  function cuts({ sets, count, at_least: seen, complete_to_order: order }) {
    if (!sets.length) return count === 0 ? el("p", { class: "none" }, "None: nothing defeats it.") : el("p", { class: "none" }, `${count ?? `More than ${seen}`} sets, too many to list.`);
    const item = (set) => el("li", { class: "set" }, set.flatMap((mode, i) => [i ? el("span", { class: "plus" }, el("span", { "aria-hidden": "true" }, "+"), el("span", { class: "visually-hidden" }, " and ")) : "", chip("failure-mode", mode)]));
    const whole = order === null ? "all listed" : `those of up to ${wording.plural(order, "mode")} are listed`;
    const more = () => [el("ol", { class: "sets", start: 9 }, sets.slice(8, 200).map(item)), sets.length > 200 ? el("p", { class: "by" }, `${sets.length - 200} more in the CSV.`) : ""];
    return [el("p", { class: "by" }, `${count === null ? `more than ${wording.plural(seen, "set")}` : wording.plural(count, "set")}, ${whole}`), el("ol", { class: "sets" }, sets.slice(0, 8).map(item)), sets.length > 8 ? unfolding("more", `${sets.length - 8} more`, more) : ""];
  }

  function points({ failure_modes: found, assumptions }) {
    const scope = data.model.answers?.scope ?? {};
    return [["Failure modes", "failure-mode", found, scope.failure_modes], ["Assumptions", "assumption", assumptions, scope.assumptions]].map(([title, kind, level, where]) =>
      el("div", { class: "level" }, el("h3", {}, `${title} `, where ? el("small", {}, "in ", name(clip(where, 120))) : ""),
        el("dl", { class: "facts" }, READINGS.map((reading) => el("div", {}, el("dt", {}, reading), el("dd", {}, chips(kind, level[reading])))))));
  }

  function drawCheese() {
    const frame = byId("cheese");
    const width = Math.max(280, Math.min(frame.clientWidth, 960));
    if (frame.dataset.drawn === `${width} ${now.key}`) return;
    frame.dataset.drawn = `${width} ${now.key}`;
    frame.replaceChildren(cheese.picture(...slices(), width), el("div", {}, el("p", {}, name(cheese.reading(...slices()))), el("p", { class: "by" }, now.need > 1
      ? `The picture takes each technique as enough by itself; as ${now.need} must hold, a mode through any ${now.techniques.length - now.need + 1} slices is a single point of failure.`
      : "Solid: certain. Dashed: only if an open cell (dashed rim: unclear, dotted: not assessed) is a hole. A tick stops the arrow. The order of the slices says nothing of their strength."), modes.length > cheese.MOST_LANES ? el("p", { class: "by" }, `Drawn: the ${cheese.MOST_LANES} of ${modes.length} failure modes that pass furthest.`) : ""));
  }

  const slices = () => [
    cheese.lanes(now.techniques, modes, question.verdictOf, question.terms.not_assessed).map((lane) => ({ ...lane, name: short("failure-mode", lane.mode) })),
    now.techniques.map((slug) => short("technique", slug)),
  ];

  function redundancies({ redundant }) {
    const said = (reading) => redundant[reading].map(([slug, others]) => el("li", {}, name(short("technique", slug)), ", covered by ", others.flatMap((other, i) => [i ? ", " : "", name(short("technique", other))])));
    return [el("p", { class: "by" }, "Redundant: leaving that one out changes neither cut sets nor P."), el("div", { class: "sides" }, READINGS.map((reading) => el("div", {}, el("h3", {}, `Redundant, ${reading}`), redundant[reading].length ? el("ul", { class: "relations" }, said(reading)) : el("p", { class: "none" }, "none"))))];
  }

  function added(found) {
    const line = ({ technique, gained }) => el("tr", {}, th("row", el("a", { href: `#view=portfolio&pick=${encodeURIComponent(question.pickOf([...now.picked, technique]))}` }, name(short("technique", technique)), el("span", { class: "visually-hidden" }, ": tick it too")),
      question.unassessed(technique) ? el("span", { class: "gap-mark" }, `${question.unassessed(technique)} not assessed`) : ""), gained.map((value) => el("td", {}, value > 0 ? "+" : "", number(value))));
    const table = (rows, label) => el("table", { class: "plain" }, el("caption", { class: "visually-hidden" }, label), el("thead", {}, el("tr", {}, th("col", "Decades it adds"), READINGS.map((reading) => th("col", el("span", { class: "visually-hidden" }, "decades, "), reading)))), el("tbody", {}, rows.map(line)));
    const none = now.picked.length === slugs.length ? "Every technique is ticked." : `A portfolio of more than ${MOST_TECHNIQUES} is for the command.`;
    byId("adding").replaceChildren(...(found.length ? [table(found.slice(0, 8), "What adds most"), found.length > 8 ? unfolding("more", `${found.length - 8} more`, () => table(found.slice(8, 300), "What adds less")) : ""] : [el("p", { class: "none" }, none)]));
  }

  // A line a mode, kept from one answer to the next so that a field being typed in stays where it is.
  function lineOf(mode) {
    if (!lines.has(mode)) {
      const field = chanceField(mode, { "aria-label": `p of ${short("failure-mode", mode)}`, "aria-describedby": "portfolio-wrong" });
      const cells = MEASURES.flatMap((measure) => READINGS.map((reading) => el("td", { dataset: { measure, reading } })));
      lines.set(mode, { field, cells, row: el("tr", { dataset: { mode } }, th("row", chip("failure-mode", mode)), el("td", {}, field), cells) });
    }
    return lines.get(mode);
  }

  function weights(found) {
    const of = new Map(modes.map((mode, i) => [mode, found?.importance && Object.fromEntries(READINGS.map((reading) => [reading, found.importance[reading][i]]))]));
    const weight = (mode, reading) => Number((of.get(mode)?.[reading].birnbaum ?? 0).toPrecision(9));
    const order = [...modes].sort((a, b) => weight(b, "possible") - weight(a, "possible") || weight(b, "certain") - weight(a, "certain") || (a < b ? -1 : 1));
    const listed = every ? order : order.slice(0, MOST_ROWS);
    for (const mode of listed) {
      const { field, cells } = lineOf(mode);
      fill(field, now.given.get(mode) ?? "");
      field.placeholder = now.given.get("") ?? "0.1";
      for (const cell of cells) cell.replaceChildren(of.get(mode) ? number(of.get(mode)[cell.dataset.reading][cell.dataset.measure]) : "");
    }
    const body = byId("weights");
    if (!body.contains(document.activeElement)) body.replaceChildren(...listed.map((mode) => lineOf(mode).row));
    byId("weights-more").replaceChildren(...(listed.length < order.length ? [button(`Show all ${order.length}`, () => ((every = true), weights(now.found)))] : []));
  }

  function show(state, before) {
    const { pick, need, p } = state.options;
    const key = JSON.stringify([pick, need, p]);
    if (state.view !== "portfolio") return;
    if (!boxes.size) build();
    if (now?.key === key) return;
    const asked = question.asked();
    now = { ...asked, key, found: question.answer(asked) };
    showChoice();
    answers(now);
    if (before) say(now.wrong[0] ?? byId("company").firstElementChild.textContent);
  }

  function answers({ found, key }) {
    byId("company").replaceChildren(...company());
    byId("points").replaceChildren(...(found ? points(found.single_points) : []));
    byId("cuts").replaceChildren(...(found?.figures ? sides((reading) => cuts(found.cut_sets[reading])) : []));
    byId("redundant").replaceChildren(...(found?.figures ? redundancies(found) : []));
    for (const part of document.querySelectorAll("#portfolio [data-needs]")) part.hidden = { answer: !found, figures: !found?.figures, choice: now.wrong.length > 0 || Boolean(found && !found.figures) }[part.dataset.needs];
    if (found?.figures) drawCheese();
    weights(found);
    byId("adding").replaceChildren();
    if (!byId("adding").closest("[hidden]")) question.additions(now, found?.figures, () => now.key !== key, added);
    byId("commands").replaceChildren(...(now.picked.length && !now.wrong.length ? Object.values(question.commands(now)).map(copied) : []));
  }

  // As `commoncause risk --format csv`, with cut sets and single points below.
  function csv({ found }) {
    const sheet = [["reading", "part", "name", "figure", "value"]];
    for (const reading of READINGS) {
      for (const [figure, value] of Object.entries(found.figures?.[reading] ?? {})) sheet.push([reading, "portfolio", "", figure, value]);
      for (const { failure_mode: mode, ...measures } of found.importance?.[reading] ?? []) for (const [measure, value] of Object.entries(measures)) sheet.push([reading, "importance", mode, measure, value]);
      for (const set of found.cut_sets?.[reading].sets ?? []) sheet.push([reading, "cut_sets", set.join("; "), "order", set.length]);
      for (const [level, points] of Object.entries(found.single_points)) for (const point of points[reading]) sheet.push([reading, "single_points", point, level, 1]);
    }
    const plain = (value) => (typeof value === "number" ? (value === Infinity ? "inf" : String(value)) : downloads.field(value ?? ""));
    return sheet.map((line) => `${line.map(plain).join(",")}\r\n`).join("");
  }

  function start() {
    views.offer("portfolio", "Portfolio CSV", "commoncause-portfolio.csv", () => now.found && downloads.text(csv(now), "text/csv"));
    views.offer("portfolio", "Portfolio SVG", "commoncause-portfolio.svg", () => now.found?.figures && svg.file(cheese.picture(...slices(), 900)));
    address.onChange(show);
  }

  return { start, answer: () => question.answer() };
})();
