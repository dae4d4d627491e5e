// The matrix as a grid: one tab stop, arrow keys inside, Enter selects, and the selection shows as a cross.
const matrix = (() => {
  const table = byId("matrix");
  const corner = table.tHead.rows[0].cells[0];
  const heads = new Map([...table.tHead.rows[0].cells].slice(1).map((head) => [head.dataset.node, head]));
  const rows = new Map();
  const places = new WeakMap();
  let lines = [];
  let drawn = { key: "", overlay: "" };
  let at = null;

  const thing = (id) => data.things.get(id);

  // ---- what it is made of: rows and cells that came with the page, and those made when they are asked for

  function adopt() {
    const columns = [...heads.keys()];
    for (const line of table.tBodies[0].rows) {
      const [head, ...cells] = line.cells;
      const id = head.dataset.node;
      rows.set(id, { line, head, cells: new Map(cells.map((cell, i) => [columns[i], asCell(cell, id, columns[i])])) });
    }
    for (const head of [...heads.values(), ...[...rows.values()].map((row) => row.head)]) asHead(head);
  }

  function asCell(cell, row, column) {
    cell.dataset.technique = thing(row).slug;
    cell.dataset.failureMode = thing(column).slug;
    return asPart(cell, "gridcell");
  }

  const asHead = (head) => asPart(head, head.scope === "col" ? "columnheader" : "rowheader");

  function asPart(element, role) {
    element.setAttribute("role", role);
    element.tabIndex = -1;
    return element;
  }

  function newHead(id, scope) {
    const full = thing(id).notation && fold(thing(id).notation) !== fold(thing(id).label) ? el("bdi", { class: "full" }, clip(thing(id).label, 80)) : "";
    const words = el("span", { class: "head" }, el("bdi", { class: "notation" }, data.shortName(id)), full);
    return asHead(el("th", { scope, dataset: { node: id }, title: clip(thing(id).label, 200) }, words));
  }

  function newCell(row, column) {
    const { verdict, conflict } = data.cellAt(thing(row).slug, thing(column).slug);
    const said = [verdict === "not-assessed" && !conflict ? "" : claims.mark(verdict), el("span", { class: "visually-hidden" }, wording.verdictName(verdict))];
    const mark = conflict ? [el("span", { class: "contested", "aria-hidden": "true" }, "≠"), el("span", { class: "visually-hidden" }, ", contested")] : "";
    const cell = asCell(el("td", { dataset: { verdict } }, said, mark), row, column);
    if (conflict) cell.dataset.contested = "";
    if (drawn.overlay) matrixOverlay.dress(cell, cellOf(cell), drawn.overlay);
    return cell;
  }

  const made = (map, key, make) => map.get(key) ?? map.set(key, make()).get(key);
  const headOf = (id) => made(heads, id, () => newHead(id, "col"));
  const rowOf = (id) => made(rows, id, () => ({ line: el("tr"), head: newHead(id, "row"), cells: new Map() }));
  const cellIn = (row, id, column) => made(row.cells, column, () => newCell(id, column));

  // ---- how it stands

  function arrange(order) {
    const columns = order.columns.map(({ id }) => id);
    table.tHead.rows[0].replaceChildren(corner, ...columns.map(headOf));
    const bodies = order.groups.map((group) => el("tbody", {}, title(group, columns.length), group.rows.map(({ id }) => {
      const row = rowOf(id);
      row.line.replaceChildren(row.head, ...columns.map((column) => cellIn(row, id, column)));
      return row.line;
    })));
    for (const body of [...table.tBodies]) body.remove();
    table.tHead.after(...bodies);
    foot(order);
  }

  function title({ title: words, note, rows: members }, columns) {
    if (!words) return "";
    const inside = el("span", { class: "group-title" }, name(clip(words, 80)), " ", el("span", { class: "count" }, wording.plural(members.length, "technique")), note ? [" ", el("small", {}, name(note))] : "");
    return el("tr", { class: "group" }, el("th", { scope: "rowgroup", role: "rowheader", colspan: columns + 1 }, inside));
  }

  function foot({ columns }) {
    const line = table.tFoot?.rows[0];
    const total = data.model.techniques.length;
    line?.replaceChildren(line.cells[0], ...columns.map(({ slug }) => el("td", {}, el("span", { class: "reach" }, String(matrixOrder.reach.mode.get(slug)), el("span", { class: "reach-of" }, ` of ${total}`)))));
  }

  // The grid that the arrow keys walk: the headings of groups are no part of it.
  function survey() {
    lines = [...table.tHead.rows, ...[...table.tBodies].flatMap((body) => [...body.rows])].filter((line) => !line.classList.contains("group")).map((line) => [...line.cells]);
    lines.forEach((cells, row) => cells.forEach((cell, column) => places.set(cell, [row, column])));
  }

  function stand(state) {
    const order = matrixOrder.of(state);
    const overlay = matrixOverlay.kindOf(state.options);
    if (overlay !== drawn.overlay) {
      for (const row of rows.values()) for (const cell of row.cells.values()) matrixOverlay.dress(cell, cellOf(cell), overlay);
      table.classList.toggle("overlaid", overlay !== "");
    }
    const moved = order.key !== drawn.key;
    drawn = { key: order.key, overlay };
    // As it came it stands already as it should unless the address asks for more.
    if (moved && !isAsItStands(order)) {
      const here = at && lines[at[0]][at[1]];
      arrange(order);
      survey();
      at = null;
      enter(...((here && place(here)) ?? [Math.min(1, lines.length - 1), 1]), false);
    }
    matrixTools.show(state, order);
  }

  function isAsItStands({ groups, columns }) {
    const same = (list, found) => list.length === found.length && list.every(({ id }, i) => id === found[i]);
    const standing = [...table.tBodies].flatMap((body) => [...body.rows].map((line) => line.cells[0].dataset.node));
    return groups.length === 1 && !groups[0].title && same(groups[0].rows, standing) && same(columns, lines[0].slice(1).map((head) => head.dataset.node));
  }

  // ---- walking and choosing

  const cellOf = (element) => data.cellAt(element.dataset.technique, element.dataset.failureMode);

  function selectionOf(element) {
    if (element.dataset.node) return { type: "node", id: element.dataset.node };
    if (cellOf(element)) return { type: "cell", technique: element.dataset.technique, mode: element.dataset.failureMode };
    return null;
  }

  function place(element) {
    const found = places.get(element);
    return found && lines[found[0]]?.[found[1]] === element ? found : null;
  }

  function enter(row, column, focus = true) {
    const element = lines[row]?.[column];
    if (!element || element === corner) return;
    for (const other of table.querySelectorAll("[tabindex='0']")) other.tabIndex = -1;
    at = [row, column];
    element.tabIndex = 0;
    if (focus) element.focus({ preventScroll: false });
  }

  const last = () => lines[0].length - 1;
  const MOVES = {
    ArrowUp: ([row, column]) => [row - 1, column],
    ArrowDown: ([row, column]) => [row + 1, column],
    ArrowLeft: ([row, column]) => [row, column - 1],
    ArrowRight: ([row, column]) => [row, column + 1],
    Home: ([row]) => [row, row === 0 ? 1 : 0],
    End: ([row]) => [row, last()],
    PageUp: ([, column]) => [column === 0 ? 1 : 0, column],
    PageDown: ([, column]) => [lines.length - 1, column],
  };

  function onKey(event) {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const element = event.target.closest("th, td");
    const here = element && place(element);
    if (!here) return;
    if (event.key in MOVES) enter(...MOVES[event.key](here));
    else if (event.key === "Enter" || event.key === " ") address.choose(selectionOf(element));
    else return;
    event.preventDefault();
  }

  // ---- what is selected and filtered

  // A node the matrix does not show still lights up the rows and columns it touches.
  function touched(id) {
    const edges = [...(data.outgoing.get(id) ?? []), ...(data.incoming.get(id) ?? [])];
    return new Set(edges.flatMap((edge) => [edge.from, edge.to]));
  }

  function show(state) {
    if (state.view === "matrix") stand(state);
    const { selected, hidden, contested } = state;
    const id = selected?.type === "node" ? selected.id : null;
    const ends = selected?.type === "edge" ? new Set([selected.from, selected.to]) : new Set();
    const near = id && !data.inMatrix.has(id) ? touched(id) : ends;
    const on = selected?.type === "cell" ? selected : null;
    const axis = new Set(on ? [data.idOf("technique", on.technique), data.idOf("failure-mode", on.mode)] : selected?.members ?? [id ?? ""]);
    const columns = lines[0].map((head) => head.dataset.node);
    for (const cells of lines) {
      const row = cells[0].dataset.node;
      cells.forEach((element, column) => {
        if (element === corner) return;
        const { node, verdict } = element.dataset;
        const chosen = node ? node === id : Boolean(on) && axis.has(row) && axis.has(columns[column]);
        element.setAttribute("aria-selected", String(chosen));
        element.classList.toggle("crossed", !chosen && (node ? axis.has(node) : axis.has(row) || axis.has(columns[column])));
        element.classList.toggle("near", Boolean(node) && near.has(node));
        if (!node) element.classList.toggle("filtered", hidden.has(verdict) || (contested && element.dataset.contested === undefined));
      });
    }
  }

  function start() {
    table.setAttribute("role", "grid");
    table.setAttribute("aria-readonly", "true");
    adopt();
    survey();
    matrixTools.start();
    table.addEventListener("keydown", onKey);
    table.addEventListener("focusin", (event) => {
      const here = place(event.target);
      if (here) enter(...here, false);
    });
    table.addEventListener("click", (event) => {
      const element = event.target.closest("th, td");
      if (!element || !place(element)) return;
      const selected = selectionOf(element);
      if (selected) address.select(selected);
    });
    enter(lines.length > 1 ? 1 : 0, 1, false);
    address.onChange(show);
  }

  return { start };
})();
