// A map of works: discs of communities with their works in them; or one community, its works named.
const mapsDrawing = (() => {
  const DOTS = 2000;
  const TALLEST = 560;
  const FOREMOST = 12;
  const [COLOUR, GREY] = ["#CC79A7", "#8b9099"];

  // Places in pixels: what is to be seen, as large as the room allows and at most so many times its size; `aside` and
  // `above` are left free around it.
  function scaled(discs, room, most, [aside, above]) {
    const reach = (side) => Math.max(...discs.map(side)) || 0;
    const [left, top] = [-reach(({ x, radius = 0 }) => radius - x), -reach(({ y, radius = 0 }) => radius - y)];
    const [width, height] = [reach(({ x, radius = 0 }) => x + radius) - left, reach(({ y, radius = 0 }) => y + radius) - top];
    const scale = Math.min((room - 2 * aside) / width, (TALLEST - 2 * above) / height, most);
    const start = (room - width * scale) / 2;
    return { scale, height: height * scale + 2 * above, x: (x) => start + (x - left) * scale, y: (y) => above + (y - top) * scale };
  }

  const sizeOf = ({ links }, most) => 3 + 4 * Math.sqrt(links / most);
  const mostLinks = (works) => works.reduce((most, { links }) => Math.max(most, links), 1);
  const text = (x, y, words, looks = {}) => svg.make("text", { x: x.toFixed(1), y: y.toFixed(1), "text-anchor": "middle", "font-size": 11, class: "centre", "pointer-events": "none", ...looks }, words);

  function dot(work, plan, most, chosen) {
    const id = work.id;
    return svg.make("circle", {
      cx: plan.x(work.x).toFixed(1), cy: plan.y(work.y).toFixed(1), r: sizeOf(work, most).toFixed(1), fill: COLOUR, ...svg.leadsTo({ type: "node", id }),
      ...(id === chosen ? { stroke: "currentColor", "stroke-width": 2.2, class: "chosen" } : {}),
    }, svg.title(work.name));
  }

  function whole(map, room, chosen) {
    const discs = map.communities.filter(({ radius }) => radius);
    const plan = scaled(discs, room, 1.8, [8, 14]);
    const heaviest = map.ties.reduce((most, [, , number]) => Math.max(most, number), 1);
    const place = (number) => map.communities[number - 1];
    const ties = map.ties.filter(([one, other]) => place(one).radius && place(other).radius).map(([one, other, number]) => svg.make("line", {
      x1: plan.x(place(one).x).toFixed(1), y1: plan.y(place(one).y).toFixed(1), x2: plan.x(place(other).x).toFixed(1), y2: plan.y(place(other).y).toFixed(1),
      stroke: GREY, "stroke-opacity": 0.45, "stroke-width": (0.6 + 6 * (number / heaviest)).toFixed(1),
    }, svg.title(`${number} links between ${one} and ${other}`)));
    const most = mostLinks(map.works);
    const dots = map.works.length <= DOTS ? map.works.filter(({ x }) => x !== undefined).map((work) => dot(work, plan, most, chosen)) : [];
    const numbers = dots.length ? [] : discs.map((community) => text(plan.x(community.x), plan.y(community.y) + 5, wording.plural(community.works, "work")));
    const rings = discs.map((community) => svg.make("circle", {
      cx: plan.x(community.x).toFixed(1), cy: plan.y(community.y).toFixed(1), r: (community.radius * plan.scale).toFixed(1),
      class: "maps-disc", fill: "#f1efeb", stroke: GREY, "data-community": community.number,
    }, svg.title(community.name)));
    const names = discs.map((community) => {
      const width = 2 * community.radius * plan.scale + 14;
      const words = width < 90 ? String(community.number) : svg.fitting(`${community.number}  ${community.label}`, width, 11);
      return text(plan.x(community.x), plan.y(community.y - community.radius) + 4, words, { "font-weight": 650 });
    });
    return svg.picture([Math.round(room), Math.ceil(plan.height)], map.name, ties, rings, dots, numbers, names);
  }

  const pen = document.createElement("canvas").getContext("2d");
  // With the line around the letters that parts them from what they cover.
  function widthOf(words, weight) {
    pen.font = `${weight} 11px ${getComputedStyle(document.body).fontFamily}`;
    return pen.measureText(words).width + 4;
  }

  const meet = ([left, top, right, bottom], [a, b, c, d]) => right >= a && left <= c && bottom >= b && top <= d;

  // Where a name may stand, the best place first: above, below, beside, aslant, further off.
  function places({ x, y, r }, width) {
    const [side, slant] = [r + width / 2 + 1, 0.7 * r + width / 2];
    const near = [[0, -r - 4], [0, r + 12], [side, 4], [-side, 4]];
    const aslant = [[slant, -r - 2], [-slant, -r - 2], [slant, r + 9], [-slant, r + 9]];
    return [...near, ...aslant, [0, -r - 17], [0, r + 25]].map(([dx, dy]) => [x + dx, y + dy]);
  }

  // Names beside their dots, the most linked first, as long as none covers another or a dot. The foremost are named in
  // any case, across smaller dots if need be, and pushed into the picture at its edges.
  function labels(works, plan, most, [room, height]) {
    const dots = works.map((work) => ({ work, x: plan.x(work.x), y: plan.y(work.y), r: sizeOf(work, most) }));
    const boxes = dots.map(({ x, y, r }) => [x - r, y - r, x + r, y + r]);
    const taken = [];
    const least = works[Math.min(FOREMOST, Math.ceil(works.length / 8))]?.links ?? 0;
    const foremost = works.filter(({ links }) => links > least).length;
    return dots.map((one, i) => {
      const words = svg.plain(one.work.label, i < foremost ? 34 : 28);
      const weight = i < foremost ? 600 : 400;
      const half = widthOf(words, weight) / 2;
      const found = places(one, 2 * half).map(([cx, cy]) => {
        const x = i < foremost ? Math.min(Math.max(cx, half), room - half) : cx;
        return { x, y: cy, box: [x - half, cy - 10, x + half, cy + 2] };
      }).filter(({ box }) => box[0] >= 0 && box[2] <= room && box[1] > 0 && box[3] < height && !taken.some((other) => meet(box, other)));
      const covered = ({ box }) => boxes.filter((other, at) => meet(box, other) && (i >= foremost || at < foremost || at === i)).length;
      const best = found.find(({ box }) => !boxes.some((other) => meet(box, other))) ?? (i < foremost ? found.find((place) => !covered(place)) ?? found[0] : undefined);
      if (!best) return "";
      taken.push(best.box);
      return text(best.x, best.y, words, { "font-weight": weight });
    });
  }

  // `works` are those of the community that are shown, the most linked first.
  function one(map, community, works, room, chosen) {
    const placed = works.filter(({ x }) => x !== undefined);
    if (!placed.length) return el("p", { class: "none" }, "Too small to be drawn.");
    const shown = new Map(placed.map((work) => [work.at, work]));
    const plan = scaled(placed, room, 4, [Math.min(90, room / 5), 20]);
    const lines = map.lines.filter((pair) => pair.every((at) => shown.has(at))).map((pair) => {
      const [a, b] = pair.map((at) => shown.get(at));
      return svg.make("line", { x1: plan.x(a.x).toFixed(1), y1: plan.y(a.y).toFixed(1), x2: plan.x(b.x).toFixed(1), y2: plan.y(b.y).toFixed(1), stroke: GREY, "stroke-opacity": 0.6 });
    });
    const most = mostLinks(placed);
    return svg.picture([Math.round(room), Math.ceil(plan.height)], community.name, lines, placed.map((work) => dot(work, plan, most, chosen)), labels(placed, plan, most, [room, plan.height]));
  }

  return { whole, one };
})();
