// The works by year: a dot each while there is room for dots, a bar a year where there is not. Works without a date
// stand apart, and those that the filter leaves out stay as shadows.
const timeline = (() => {
  const PITCH = 9;
  const TALLEST = 240;
  const [SIDE, HEAD, FOOT] = [10, 18, 26];
  const COLOUR = "#CC79A7";
  const SHADOW = 0.22;

  function byYear(list) {
    const found = new Map();
    for (const work of list) (found.get(work.year) ?? found.set(work.year, []).get(work.year)).push(work);
    return found;
  }

  // One column a year, the empty ones too, then a gap and those without a date.
  function columnsOf(all) {
    const dated = [...all.keys()].filter((year) => year !== null);
    const [first, last] = dated.length ? [dated.reduce((a, b) => Math.min(a, b)), dated.reduce((a, b) => Math.max(a, b))] : [0, -1];
    // A wrong date far off must not leave the others without room.
    const years = last - first < 400 ? Array.from({ length: last - first + 1 }, (_, i) => first + i) : dated.sort((a, b) => a - b);
    return all.has(null) ? [...years, undefined, null] : years;
  }

  const words = (year, number) => `${year ?? "without a date"}: ${wording.plural(number, "work")}`;

  function dots(list, x, width, base, { shown, chosen }) {
    const across = Math.max(1, Math.min(list.length, Math.floor(width / PITCH)));
    const left = x + (width - across * PITCH) / 2 + PITCH / 2;
    return list.map((work, i) => svg.make(
      "circle",
      {
        cx: (left + (i % across) * PITCH).toFixed(1), cy: base - PITCH / 2 - Math.floor(i / across) * PITCH, r: 3.6, fill: COLOUR,
        opacity: shown.has(work.id) ? 1 : SHADOW, ...svg.leadsTo({ type: "node", id: work.id }),
        ...(work.id === chosen ? { stroke: "currentColor", "stroke-width": 2.2, class: "chosen" } : {}),
      },
      svg.title(`${work.label}: ${work.title}`),
    ));
  }

  function bar(list, x, width, base, height, { shown }) {
    const part = list.filter((work) => shown.has(work.id)).length / list.length;
    const rect = (share, opacity) => svg.make("rect", { x: (x + width * 0.12).toFixed(1), width: (width * 0.76).toFixed(1), y: (base - height * share).toFixed(1), height: (height * share).toFixed(1), fill: COLOUR, opacity });
    return [rect(1, SHADOW), rect(part, 1)];
  }

  // How wide a year is, whether there is room for dots, and how tall the fullest year then stands.
  function layout(years, room) {
    const columns = columnsOf(years);
    const width = (room - 2 * SIDE) / Math.max(columns.length, 1);
    const most = [...years.values()].reduce((number, list) => Math.max(number, list.length), 1);
    const across = Math.floor(width / PITCH);
    const asDots = across > 0 && Math.ceil(most / across) * PITCH <= TALLEST;
    const heightOf = (number) => (asDots ? Math.ceil(number / across) * PITCH : (TALLEST * 0.6 * number) / most);
    const step = [1, 2, 5, 10, 20, 50, 100].find((span) => span * width >= 34) ?? 500;
    return { columns, width, asDots, heightOf, step, base: Math.max(40, heightOf(most)) + HEAD };
  }

  function text(x, y, anchor, words) {
    return svg.make("text", { x: x.toFixed(1), y: y.toFixed(1), "text-anchor": anchor, "font-size": 11, "pointer-events": "none" }, words);
  }

  function column(list, year, x, plan, state) {
    const { width, asDots, base } = plan;
    const height = plan.heightOf(list.length);
    const ground = { x: x.toFixed(1), y: 0, width: width.toFixed(1), height: base.toFixed(1), fill: "transparent", "data-year": year ?? "undated" };
    return [
      svg.make("rect", ground, svg.title(words(year, list.length))),
      asDots ? dots(list, x, width, base, state) : bar(list, x, width, base, height, state),
      width > 18 ? text(x + width / 2, base - height - 4, "middle", String(list.length)) : "",
    ];
  }

  function label(year, x, { width, step, base, columns }, room) {
    if (year === null) return text(x + width, base + 16, "end", "no date");
    const isFree = columns.at(-1) !== null || room - x > 80;
    return isFree && year % step === 0 ? text(x + width / 2, base + 16, "middle", String(year)) : "";
  }

  // `state` says which are `shown` (their ids) and which one is `chosen`; `room` is the width in pixels.
  function draw(all, state, room) {
    const years = byYear(all);
    const plan = layout(years, room);
    const parts = plan.columns.flatMap((year, i) => {
      const x = SIDE + i * plan.width;
      const list = years.get(year) ?? [];
      return [list.length ? column(list, year, x, plan, state) : "", label(year, x, plan, room)];
    });
    const end = plan.columns.filter((year) => typeof year === "number").length;
    const axis = svg.make("line", { x1: SIDE, x2: (SIDE + end * plan.width).toFixed(1), y1: plan.base, y2: plan.base, stroke: "#8b9099" });
    return svg.picture([Math.round(room), Math.ceil(plan.base + FOOT)], describe(years, all), axis, parts);
  }

  function describe(years, all) {
    const dated = [...years.keys()].filter((year) => year !== null).sort((a, b) => a - b);
    const without = years.get(null)?.length ?? 0;
    const span = dated.length ? `${wording.plural(all.length - without, "work")} by year, ${dated[0]} to ${dated.at(-1)}` : "No dated work";
    return `${span}; ${without} without a date`;
  }

  return { draw, byYear, describe };
})();
