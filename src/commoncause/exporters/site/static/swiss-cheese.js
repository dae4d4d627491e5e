// The Swiss-cheese picture: techniques as slices, failure modes as arrows through their holes. Painted from the
// right, each slice over the arrow that leaves it. As `drawing/swiss_cheese.py` has it, but of any width.
const cheese = (() => {
  const MOST_LANES = 30;
  const [ROW, RADIUS, RIM, SLANT, CIRCLE] = [32, 9.5, 26, 0.42, 0.5523];
  const DASH = { unclear: "3 2", "not-assessed": "0.5 2.5" };
  // What a saved picture looks like; on the page the style sheet has the last word.
  const LOOKS = {
    ink: { fill: "#1c2126" }, alarm: { fill: "#9c4400", "font-weight": 700 }, slice: { fill: "#d9e9f4", stroke: "#0072b2" }, side: { fill: "#9cc4e0", stroke: "#0072b2" },
    maybe: { fill: "#fff", stroke: "#545c66" }, pierce: { stroke: "#d55e00" }, stopped: { stroke: "#767c86" }, head: { fill: "#d55e00", stroke: "#d55e00" },
    hollow: { fill: "#fff", stroke: "#d55e00" }, shield: { fill: "#00694d", stroke: "#fff" }, tick: { fill: "none", stroke: "#fff" },
  };

  const shape = (tag, look, attributes, ...children) => svg.make(tag, { class: `cc-${look}`, ...LOOKS[look], ...attributes }, ...children);

  const opens = (verdict, reading, notAssessed) => verdict === "exposed" || (reading === "possible" && (verdict === "unclear" || (verdict === "not-assessed" && notAssessed === "exposed")));

  // A lane for each mode: its verdicts, and how many slices let it through under each reading.
  function lanes(techniques, modes, verdictOf, notAssessed) {
    return modes.map((mode) => {
      const verdicts = techniques.map((technique) => verdictOf(technique, mode));
      const passed = (reading) => (verdicts.findIndex((verdict) => !opens(verdict, reading, notAssessed)) + verdicts.length + 1) % (verdicts.length + 1);
      return { mode, verdicts, certain: passed("certain"), possible: passed("possible") };
    });
  }

  const listed = (names) => (names.length > 9 ? [...names.slice(0, 8), `${names.length - 8} more`] : names).join(", ").replace(/, ([^,]*)$/, " and $1");
  const passes = (names) => `${listed(names)} ${names.length === 1 ? "passes" : "pass"}`;

  // What the picture shows, whatever the order of its slices.
  function reading(found, slices) {
    const n = slices.length;
    const nameAll = (wanted) => found.filter(wanted).map((lane) => lane.name);
    const through = nameAll((lane) => lane.certain === n);
    const perhaps = nameAll((lane) => lane.certain < n && lane.possible === n);
    const held = found.filter((lane) => lane.verdicts.filter((verdict) => verdict === "protected").length === 1);
    const said = [through.length ? `${passes(through)} every slice.` : "No failure mode certainly passes every slice."];
    if (perhaps.length) said.push(`${passes(perhaps)} if what is not known turns out exposed.`);
    if (held.length && !through.length) said.push(`Held by one slice alone: ${listed(held.map((lane) => `${lane.name} (${slices[lane.verdicts.indexOf("protected")]})`))}.`);
    return said.join(" ");
  }

  function furthest(found, n) {
    const rank = (lane) => [lane.certain < n, lane.possible < n, -lane.certain, -lane.possible];
    const order = (a, b) => rank(a).reduce((sum, value, i) => sum || value - rank(b)[i], 0);
    const kept = new Set([...found].sort(order).slice(0, MOST_LANES));
    return found.filter((lane) => kept.has(lane));
  }

  // `found` lanes with a `name` each, `slices` the names of techniques; `width` in pixels.
  function picture(found, slices, width) {
    const [n, drawn] = [slices.length, furthest(found, slices.length)];
    const small = width < 560;
    const longest = small ? 11 : 22;
    const left = 7.2 * Math.min(longest, Math.max(...drawn.map((lane) => [...lane.name].length))) + 14;
    const passing = drawn.some((lane) => lane.possible === n);
    const pitch = Math.min((width - left - 24 - (passing ? (small ? 22 : 96) : 6)) / n, 110);
    const [face, thick] = [Math.min(pitch * 0.5, 40), Math.min(pitch * 0.12, 8)];
    const top = 10 + (face * SLANT) / 2;
    const x = (i) => (i < 0 ? left : left + 16 + (i + 0.5) * pitch - (i === n ? 0.5 * pitch - 16 : 0));
    const y = (row) => top + RIM + row * ROW;
    const at = (i, row, along, down) => [x(i) + along, y(row) + down + along * SLANT];
    const path = (points) => `M${points.map((point) => point.map((value) => value.toFixed(2)).join(" ")).join("L")}Z`;
    const nodes = [];
    const put = (...made) => nodes.push(shape(...made));

    function hole(i, row) {
      const wide = Math.min(RADIUS * 0.8, face * 0.36);
      const half = [[1, CIRCLE], [CIRCLE, 1], [0, 1], [-CIRCLE, 1], [-1, CIRCLE], [-1, 0]];
      const around = [[1, 0], ...half, ...half.map(([along, down]) => [-along, -down])];
      const [first, ...rest] = around.map(([along, down]) => at(i, row, along * wide, down * RADIUS).map((value) => value.toFixed(2)).join(" "));
      return `M${first}C${rest.join(" ")}Z`;
    }

    function slice(i) {
      const last = drawn.length - 1;
      const [far, near, low, bottom] = [at(i, 0, -face / 2, -RIM), at(i, 0, face / 2, -RIM), at(i, last, face / 2, RIM), at(i, last, -face / 2, RIM)];
      const behind = [far, near, low].map(([right, height]) => [right + thick, height]);
      for (const side of [[far, behind[0], behind[1], near], [near, behind[1], behind[2], low]]) put("path", "side", { d: path(side), "stroke-width": 0.75, "stroke-linejoin": "round" });
      const holes = drawn.map((lane, row) => (lane.verdicts[i] === "protected" ? "" : hole(i, row)));
      put("path", "slice", { d: path([far, near, low, bottom]) + holes.join(""), "fill-rule": "evenodd", "stroke-linejoin": "round" });
      for (const [row, lane] of drawn.entries()) {
        const dash = DASH[lane.verdicts[i]];
        if (dash) put("path", "maybe", { d: holes[row], "fill-opacity": 0.6, "stroke-width": 1.2, "stroke-linecap": "round", "stroke-dasharray": dash });
      }
    }

    function arrows(i) {
      for (const [row, lane] of drawn.entries()) {
        if (lane.possible <= i) continue;
        const through = lane.possible === n;
        const line = { x1: x(i), y1: y(row), x2: x(i + 1), y2: y(row), "stroke-width": through && lane.certain === n ? 2.5 : 1.6 };
        put("line", through ? "pierce" : "stopped", lane.certain > i ? line : { ...line, "stroke-dasharray": "4 3" });
        if (lane.possible !== i + 1 || i + 1 >= n) continue;
        const [right, height] = [x(i + 1), y(row)];
        put("circle", "shield", { cx: right, cy: height, r: 6.5 });
        put("path", "tick", { d: `M${right - 3} ${height}l2.2 2.4l4 -5`, "stroke-width": 1.8, "stroke-linecap": "round", "stroke-linejoin": "round" });
      }
    }

    for (const [row, lane] of drawn.entries()) {
      const [through, certain, right] = [lane.possible === n, lane.certain === n, x(n)];
      put("text", through ? "alarm" : "ink", { x: left - 8, y: y(row) + 4, "text-anchor": "end" }, svg.plain(lane.name, longest));
      if (!through) continue;
      put("path", certain ? "head" : "hollow", { d: path([[right, y(row) - 5], [right + 10, y(row)], [right, y(row) + 5]]), "stroke-width": 1.2 });
      if (!small) put("text", "alarm", { x: right + 14, y: y(row) + 4 }, certain ? "passes all" : "may pass all");
    }
    for (let i = n - 1; i >= 0; i -= 1) arrows(i), slice(i);
    arrows(-1);
    const foot = y(drawn.length - 1) + RIM + (face * SLANT) / 2;
    const flat = slices.every((name) => [...name].length * 6.4 < pitch - 6);
    slices.forEach((name, i) => put("text", "ink", flat ? { x: x(i), y: foot + 17, "text-anchor": "middle" } : { x: x(i) + 6, y: foot + 14, "text-anchor": "end", transform: `rotate(-40 ${x(i) + 6} ${foot + 14})` }, svg.plain(name, 18)));
    const height = foot + (flat ? 26 : 24 + 4.2 * Math.min(18, Math.max(...slices.map((name) => [...name].length))));
    const said = `Swiss cheese: ${wording.plural(n, "technique")}, ${wording.plural(found.length, "failure mode")}`;
    const used = Math.min(width, x(n) + (passing ? (small ? 14 : 92) : 8));
    const drawing = svg.picture([Math.round(used), Math.round(height)], said, svg.make("desc", {}, svg.plain(reading(found, slices), 900)), nodes);
    drawing.setAttribute("font-size", "11");
    return drawing;
  }

  return { MOST_LANES, opens, lanes, picture, reading };
})();
