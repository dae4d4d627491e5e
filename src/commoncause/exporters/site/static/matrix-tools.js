// What the matrix can be asked for: an order, groups, figures, and more of it where it is too large to be shown.
const matrixTools = (() => {
  const MORE = { rows: 120, columns: 40 };
  const boxes = new Map();

  function box(option, label, choices, usual) {
    const id = `matrix-${option}`;
    const select = el("select", { id }, Object.entries(choices).map(([value, words]) => el("option", { value }, words)));
    select.addEventListener("change", () => address.set({ [option]: select.value === usual ? "" : select.value }));
    boxes.set(option, select);
    return el("label", { for: id }, label, " ", select);
  }

  function more(axis, noun, shown, all) {
    const step = Math.min(MORE[axis], all - shown);
    const button = el("button", { type: "button", class: "button" }, `Show ${step} more ${noun}`);
    button.addEventListener("click", () => address.set({ [axis]: String(matrixOrder.limits(address.state.options)[axis] + step) }));
    return button;
  }

  function cut(order, options) {
    const { techniques, failure_modes: modes } = data.model;
    const line = byId("matrix-cut");
    line.hidden = !matrixOrder.isLarge || (order.rows === techniques.length && order.columns.length === modes.length);
    if (line.hidden) return;
    const many = (shown, all, noun) => `${shown.toLocaleString("en")} of ${all.toLocaleString("en")} ${noun}`;
    const how = { order: "in their order", name: "by name", exposed: "those with most exposed cells first", similar: "those with most exposed cells, by similarity" }[order.sort];
    const now = matrixOrder.limits(options);
    const next = (axis, noun, all) => (now[axis] < all && matrixOrder.limits({ ...options, [axis]: String(now[axis] + 1) })[axis] > now[axis] ? more(axis, noun, now[axis], all) : "");
    const buttons = [next("rows", "techniques", techniques.length), next("columns", "failure modes", modes.length)];
    line.replaceChildren(`${many(order.rows, techniques.length, "techniques")} and ${many(order.columns.length, modes.length, "failure modes")}, ${how}. `, ...buttons.filter(Boolean));
  }

  function show({ options }, order) {
    boxes.get("sort").value = order.sort;
    if (boxes.has("group")) boxes.get("group").value = order.group;
    const kind = matrixOverlay.kindOf(options);
    if (boxes.has("overlay")) boxes.get("overlay").value = kind;
    byId("overlay-key").hidden = !kind;
    byId("overlay-key").replaceChildren(...(kind ? matrixOverlay.key(kind) : []));
    cut(order, options);
  }

  function start() {
    const overlays = Object.fromEntries(matrixOverlay.available().map((kind) => [kind, matrixOverlay.KINDS[kind].name]));
    const { SORTS, GROUPS, usual } = matrixOrder;
    byId("matrix-tools").append(...[
      box("sort", "Sort", SORTS, usual),
      Object.keys(GROUPS).length > 1 ? box("group", "Group", GROUPS, "") : "",
      Object.keys(overlays).length ? box("overlay", "Figures", { "": "none", ...overlays }, "") : "",
    ].filter(Boolean));
  }

  return { start, show };
})();
