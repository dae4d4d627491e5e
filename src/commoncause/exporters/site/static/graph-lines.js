// The lines between the nodes: how each looks, where it runs, and which lies under the pointer. vis-network does not
// get them: what it keeps of each line costs more than all the rest of a picture.
const graphLines = (() => {
  const MANY = 90;
  // Heads of so many lines cost more than all else, and say nothing.
  const CROWD = 1500;
  const BEND = 0.65;
  const REACH = 8;
  // A stroke of thousands of lines at once takes longer than the same in portions.
  const PORTION = 200;

  function looksOf(edge, view) {
    const lit = Boolean(view.lit?.edges.has(edge.id));
    const thin = view.edges.length > MANY;
    const width = edge.width * (lit ? 1.25 : thin ? 0.65 : 1);
    const headed = edge.arrows === "to" && (lit || view.edges.length < CROWD);
    return { color: edge.color, width, dashes: edge.dashes || [], opacity: view.lit && !lit ? 0.12 : 1, head: headed ? (thin ? 4.5 : 6.75) + 3 * width : 0 };
  }

  // ---- where it runs

  // A line inside one column bends around the nodes between its ends.
  function bend(from, to) {
    const [dx, dy] = [to.x - from.x, from.y - to.y];
    const angle = Math.atan2(dy, dx) + BEND * Math.PI;
    const far = BEND * Math.hypot(dx, dy);
    return { x: from.x + far * Math.sin(angle), y: from.y + far * Math.cos(angle) };
  }

  // How far the border of a node is from its middle, nearly: a triangle counts as a disc.
  function toBorder({ size, shape }, angle) {
    const [across, down] = [Math.abs(Math.cos(angle)), Math.abs(Math.sin(angle))];
    const far = { square: 1 / Math.max(across, down), diamond: 1 / (across + down), triangle: 0.75, triangleDown: 0.75 }[shape] ?? 1;
    return 1.2 + far * size;
  }

  // From the middle of a node to the border of the other, where the head begins: {from, to, via, tip, angle}.
  function courseOf(edge, places, head) {
    const [from, end] = [places.get(edge.from), places.get(edge.to)];
    const via = graphView.isSideways(edge) ? bend(from, end) : null;
    if (!head) return { from, to: end, via };
    const before = via ?? from;
    const angle = Math.atan2(end.y - before.y, end.x - before.x);
    const border = toBorder({ size: end.size, shape: graphView.nodeOf(edge.to).shape }, angle);
    const back = (far) => ({ x: end.x - far * Math.cos(angle), y: end.y - far * Math.sin(angle) });
    return { from, to: back(border + 0.9 * head), via, tip: back(border), angle };
  }

  // The corners of a head that points at `tip`.
  function headOf({ tip, angle }, length) {
    const corner = (along, aside) => ({
      x: tip.x - length * (along * Math.cos(angle) + aside * Math.sin(angle)),
      y: tip.y - length * (along * Math.sin(angle) - aside * Math.cos(angle)),
    });
    return [tip, corner(1, 0.3), corner(0.9, 0), corner(1, -0.3)];
  }

  // ---- drawn

  function draw(context, { view, places, scale }) {
    context.save();
    for (const alike of portions(view)) {
      const { looks } = alike[0];
      context.strokeStyle = looks.color;
      context.fillStyle = looks.color;
      context.globalAlpha = looks.opacity;
      context.lineWidth = Math.max(looks.width, 0.3 / scale);
      context.setLineDash(looks.dashes);
      strike(context, alike.map(({ edge }) => courseOf(edge, places, looks.head)), looks.head);
    }
    context.restore();
  }

  // Lines of one look, side by side in the order they come.
  function portions(view) {
    const found = [];
    let last = "";
    for (const edge of view.edges) {
      const looks = looksOf(edge, view);
      const key = `${edge.kind} ${looks.width} ${looks.opacity} ${looks.head}`;
      if (key !== last || found.at(-1).length >= PORTION) found.push([]);
      found.at(-1).push({ edge, looks });
      last = key;
    }
    return found;
  }

  function strike(context, courses, head) {
    context.beginPath();
    for (const { from, to, via } of courses) {
      context.moveTo(from.x, from.y);
      if (via) context.quadraticCurveTo(via.x, via.y, to.x, to.y);
      else context.lineTo(to.x, to.y);
    }
    context.stroke();
    if (!head) return;
    context.beginPath();
    for (const course of courses) {
      headOf(course, head).forEach(({ x, y }, i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
      context.closePath();
    }
    context.fill();
  }

  // ---- under the pointer

  function along({ from, to, via }, t) {
    if (!via) return { x: from.x + t * (to.x - from.x), y: from.y + t * (to.y - from.y) };
    const part = (key) => (1 - t) ** 2 * from[key] + 2 * t * (1 - t) * via[key] + t * t * to[key];
    return { x: part("x"), y: part("y") };
  }

  function distance({ x, y }, a, b) {
    const [dx, dy] = [b.x - a.x, b.y - a.y];
    const t = Math.min(1, Math.max(0, ((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy || 1)));
    return Math.hypot(x - a.x - t * dx, y - a.y - t * dy);
  }

  function far(point, course) {
    const steps = course.via ? 12 : 1;
    const spots = Array.from({ length: steps + 1 }, (_, i) => along(course, i / steps));
    return Math.min(...spots.slice(1).map((spot, i) => distance(point, spots[i], spot)));
  }

  // The line nearest to a point of the drawing's plane, if any is near.
  function at(point, { view, places, scale }) {
    let [best, least] = [null, REACH / scale];
    for (const edge of view.edges) {
      const off = far(point, courseOf(edge, places, 0));
      if (off < least) [best, least] = [edge, off];
    }
    return best;
  }

  return { draw, at, looksOf, courseOf, headOf };
})();
