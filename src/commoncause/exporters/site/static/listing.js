// Lists and tables that the address sorts and filters. Each facet counts what it would show, given the others.
const listing = (() => {
  const chosen = (facet, options) => (facet.values.includes(options[facet.key]) ? options[facet.key] : "");

  function passes(row, facets, options, except = null) {
    return facets.every((facet) => facet === except || !chosen(facet, options) || facet.of(row) === chosen(facet, options));
  }

  function facetBar(facets) {
    return facets.map((facet) => el(
      "div", { class: "facet", role: "group", "aria-label": facet.title },
      el("span", { class: "by", "aria-hidden": "true" }, facet.title),
      facet.values.map((value) => {
        const button = el("button", { type: "button", class: "legend-item", dataset: { facet: facet.key, value } }, facet.sign?.(value) ?? "", el("span", { class: "legend-name" }, name(facet.name?.(value) ?? value)), " ", el("span", { class: "count" }));
        button.addEventListener("click", () => address.set({ [facet.key]: chosen(facet, address.state.options) === value ? "" : value }));
        return button;
      }),
    ));
  }

  function recount(host, rows, facets, options) {
    for (const button of host.querySelectorAll("[data-facet]")) {
      const facet = facets.find((one) => one.key === button.dataset.facet);
      const { value } = button.dataset;
      button.setAttribute("aria-pressed", String(chosen(facet, options) === value));
      button.querySelector(".count").textContent = String(rows.filter((row) => facet.of(row) === value && passes(row, facets, options, facet)).length);
    }
  }

  function orderBox(orders, id) {
    const box = el("select", { id }, orders.map(([key, words]) => el("option", { value: key }, words)));
    box.addEventListener("change", () => address.set({ order: box.value === orders[0][0] ? "" : box.value }));
    return el("label", { class: "facet", for: id }, el("span", { class: "by" }, "Sorted by"), box);
  }

  // Entries under a heading for each source; `orders` are [key, words, what to sort by], the first as they come.
  function grouped(view, { rows, facets, orders, noun, draw }) {
    const host = byId(view);
    const note = el("p", { class: "legend-note" });
    const bar = el("div", { class: "facets" }, facetBar(facets), orderBox(orders, `${view}-order`), note);
    const groups = facets.find((facet) => facet.key === "source").values.map((source) => [source, el("section", { class: "entry-group" })]);
    const made = new Map(rows.map((row) => [row, draw(row)]));
    host.append(bar, ...groups.map(([, section]) => section));

    return function show({ options }) {
      recount(bar, rows, facets, options);
      const shown = rows.filter((row) => passes(row, facets, options));
      const order = orders.find(([key]) => key === options.order) ?? orders[0];
      byId(`${view}-order`).value = order[0];
      if (order[2]) shown.sort((a, b) => compare(order[2](a), order[2](b)));
      for (const [source, section] of groups) {
        const own = shown.filter((row) => row.source === source);
        section.hidden = !own.length;
        section.replaceChildren(el("h3", {}, name(claims.sourceName(source) || "No source"), " ", el("span", { class: "count" }, String(own.length))), el("ul", { class: "entries-of" }, own.map((row) => made.get(row))));
      }
      const said = `${shown.length} of ${wording.plural(rows.length, noun)} shown`;
      if (note.textContent && note.textContent !== said) say(`${said}.`);
      note.textContent = said;
      return shown;
    };
  }

  const compare = (a, b) => (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en"));

  // A column: key, name, what to sort by, what to show; the address names the column, with "-up" or "-down".
  function table(caption, columns, rows) {
    const heads = columns.map((column) => {
      const button = el("button", { type: "button", class: "sort" }, column.name);
      button.addEventListener("click", () => {
        const first = column.first ?? "down";
        const other = first === "down" ? "up" : "down";
        address.set({ order: `${column.key}-${address.state.options.order === `${column.key}-${first}` ? other : first}` });
      });
      return el("th", { scope: "col", dataset: { column: column.key } }, button);
    });
    const lines = new Map(rows.map((row) => [row, el("tr", {}, columns.map((column, i) => el(i ? "td" : "th", { scope: i ? null : "row" }, column.show(row))))]));
    const body = el("tbody", {}, [...lines.values()]);
    const whole = el("table", { class: "plain sortable" }, el("caption", { class: "visually-hidden" }, caption), el("thead", {}, el("tr", {}, heads)), body);

    function show({ options }) {
      const [, key, way] = /^(.+)-(up|down)$/.exec(options.order ?? "") ?? [];
      const column = columns.find((one) => one.key === key);
      for (const head of heads) {
        if (column && head.dataset.column === key) head.setAttribute("aria-sort", way === "up" ? "ascending" : "descending");
        else head.removeAttribute("aria-sort");
      }
      const sorted = column ? [...rows].sort((a, b) => compare(column.of(a), column.of(b)) * (way === "up" ? 1 : -1)) : rows;
      body.append(...sorted.map((row) => lines.get(row)));
      return sorted;
    }
    return { whole, show };
  }

  const csv = (rows) => downloads.text(rows.map((row) => row.map((text) => downloads.field(String(text ?? ""))).join(",")).join("\r\n") + "\r\n", "text/csv");

  // Shows a view from the first time it is looked at; before, nothing of it is made.
  function startWhenSeen(view, make) {
    let show = null;
    address.onChange((state) => {
      if (state.view !== view) return;
      show ??= make();
      show(state);
    });
  }

  return { grouped, table, csv, startWhenSeen };
})();
