// What stands around one work: what cites it, what it cites, and what it is evidence on; drawn, and as a list.
const neighbourhood = (() => {
  const CAP = 150;
  const NAMED = 12;
  const ROW = 18;
  const DOT = 11;
  const KINDS = { technique: "techniques", "failure-mode": "failure modes", assumption: "assumptions" };
  const COLOURS = { technique: "#0072B2", "failure-mode": "#D55E00", assumption: "#F0E442", source: "#CC79A7" };

  // A group is {title, side, items}; an item leads to a work, or to the line that says what is argued from it.
  function groups(id) {
    const work = works.all().get(id);
    const asWork = (other) => ({ id: other, selected: { type: "node", id: other } });
    const asLine = (thing) => ({ id: thing, selected: { type: "edge", kind: "evidence", from: thing, to: id } });
    const kind = (thing) => KINDS[data.things.get(thing)?.kind] ?? "other things";
    const evidence = [...Object.values(KINDS), "other things"].map((words) => ({
      title: `Evidence on ${words}`, side: "right", items: work.things.filter((thing) => kind(thing) === words).map(asLine),
    }));
    return [
      { title: "Cited by", side: "left", items: works.citing(id).map(asWork) },
      { title: "Cited together with", side: "left", items: works.together(id).map(asWork) },
      { title: "Cites", side: "right", items: works.cited(id).map(asWork) },
      ...evidence,
    ].filter(({ items }) => items.length);
  }

  // ---- as a drawing

  function mark(kind, x, y, size = 4.4) {
    const looks = { fill: COLOURS[kind] ?? "#8b9099", stroke: kind === "assumption" ? "#6f6800" : undefined };
    if (kind === "technique") return svg.make("rect", { x: x - size, y: y - size, width: 2 * size, height: 2 * size, ...looks });
    if (kind === "failure-mode") return svg.make("path", { d: `M${x} ${y - size}l${size * 1.1} ${size * 2}h${-size * 2.2}z`, ...looks });
    if (kind === "assumption") return svg.make("path", { d: `M${x} ${y - size * 1.2}l${size * 1.2} ${size * 1.2}l${-size * 1.2} ${size * 1.2}l${-size * 1.2} ${-size * 1.2}z`, ...looks });
    return svg.make("circle", { cx: x, cy: y, r: size, ...looks });
  }

  function target({ id, selected }, x, y, ...more) {
    return svg.make("g", { ...svg.leadsTo(selected) }, mark(data.things.get(id)?.kind, x, y), more, svg.title(data.shortName(id, 160)));
  }

  const brief = (title) => title.replace("Evidence on", "On").replace(" together", "");
  const across = (plan) => Math.max(4, Math.floor((plan.room - DOT) / DOT));
  const heightOf = ({ items }, plan) => 22 + (items.length <= NAMED ? items.length * ROW : Math.ceil(Math.min(items.length, CAP) / across(plan)) * DOT + 4) + 8;
  const line = (plan, x, y, width = 1) => svg.make("path", { d: `M${plan.x} ${plan.y}C${(plan.x + x) / 2} ${plan.y} ${(plan.x + x) / 2} ${y} ${x} ${y}`, fill: "none", stroke: "#8b9099", "stroke-width": width });

  // Few have their names beside them; of many each is a dot, and one line leads to all of them.
  function block(group, plan, top) {
    const { items, side, title } = group;
    const out = side === "left" ? -1 : 1;
    const x = side === "left" ? plan.left : plan.right;
    const anchor = side === "left" ? "end" : "start";
    const head = svg.make("text", { x: x + out * 10, y: top + 13, "text-anchor": anchor, "font-size": 11, "font-weight": 600 }, svg.fitting(`${brief(title)} ${items.length}`, plan.room, 11));
    if (items.length <= NAMED) return [head, items.map((item, i) => named(item, x, top + 31 + i * ROW, plan, out, anchor))];
    const shown = items.slice(0, CAP);
    const cells = shown.map((item, i) => target(item, x + out * (14 + (i % across(plan)) * DOT), top + 28 + Math.floor(i / across(plan)) * DOT));
    const end = top + heightOf(group, plan) - 10;
    return [line(plan, x, (top + 22 + end) / 2, 3), svg.make("path", { d: `M${x} ${top + 22}V${end}`, stroke: "#8b9099", "stroke-width": 3 }), head, cells];
  }

  function named(item, x, y, plan, out, anchor) {
    const words = svg.make("text", { x: x + out * 10, y: y + 4, "text-anchor": anchor }, svg.fitting(data.shortName(item.id, 160), plan.room - 10));
    return [line(plan, x, y), target(item, x, y, words)];
  }

  function draw(id, room) {
    const found = groups(id);
    const side = Math.min(room * 0.36, 330);
    const plan = { room: side, left: side, right: room - side, x: room / 2 };
    const stacks = ["left", "right"].map((name) => found.filter((group) => group.side === name));
    const heights = stacks.map((stack) => stack.reduce((sum, group) => sum + heightOf(group, plan), 0));
    const height = Math.max(90, ...heights) + 8;
    plan.y = height / 2;
    const parts = stacks.flatMap((stack, i) => {
      let top = (height - heights[i]) / 2;
      return stack.map((group) => {
        const made = block(group, plan, top);
        top += heightOf(group, plan);
        return made;
      });
    });
    const own = room < 480 ? "" : svg.make("text", { x: plan.x, y: plan.y - 14, "text-anchor": "middle", "font-weight": 650, class: "centre" }, svg.fitting(data.shortName(id, 160), room - 2 * side + 20));
    return svg.picture([Math.round(room), Math.ceil(height)], `${data.shortName(id, 120)}: ${summary(found)}`, parts, mark("source", plan.x, plan.y, 7), own);
  }

  const summary = (found) => found.map(({ title, items }) => `${title.toLowerCase()} ${items.length}`).join("; ") || "nothing stands around it";

  // ---- as a list

  function link({ id, selected }) {
    const line = selected.type === "edge" ? `edge=evidence&from=${encodeURIComponent(id)}&to=${encodeURIComponent(selected.to)}` : `node=${encodeURIComponent(id)}`;
    const kind = data.things.get(id)?.kind;
    return el("li", {}, el("a", { href: `#${line}`, class: "end" }, el("span", { class: `shape shape-${kind}`, "aria-hidden": "true" }), name(data.shortName(id, 110))));
  }

  function section({ title, items }) {
    const list = el("ul", { class: "ends-list" }, items.slice(0, CAP).map(link));
    const more = items.length > CAP ? el("button", { type: "button", class: "button" }, `Show ${items.length - CAP} more`) : "";
    if (more) more.addEventListener("click", () => {
      list.append(...items.slice(CAP).map(link));
      list.children[CAP].querySelector("a").focus();
      more.remove();
    });
    return el("div", { class: items.length > NAMED ? "wide" : null }, el("h3", {}, `${title} `, el("span", { class: "count" }, String(items.length))), list, more);
  }

  const list = (id) => groups(id).map(section);

  return { draw, list, groups };
})();
