// Who rests on what, and who shares what: the relation behind the clusters.
const clusters = (() => {
  const CHOICES = { assumptions: "by assumptions", "failure-modes": "by failure modes" };
  const ids = (kind, slugs) => slugs.map((slug) => data.idOf(kind, slug)).filter(Boolean);

  function answersOf(by) {
    const answers = data.model.answers ?? {};
    return by === "assumptions" ? answers : answers.by_failure_modes ?? {};
  }

  // Pairs of technique and what it shares, each with the address of the claims that say so.
  function relation(by) {
    const found = new Map();
    const add = (technique, other, verdict, href) => found.set(JSON.stringify([technique, other]), { verdict, href });
    if (by === "assumptions") {
      for (const row of data.model.reliances ?? []) {
        const [from, to] = [data.idOf("technique", row.technique), data.idOf("assumption", row.assumption)];
        if (from && to && data.inMatrix.has(from)) add(from, to, row.verdict ?? "exposed", `#edge=rests-on&from=${encodeURIComponent(from)}&to=${encodeURIComponent(to)}`);
      }
      return found;
    }
    for (const cell of data.model.cells.filter((one) => one.verdict === "exposed")) {
      add(data.idOf("technique", cell.technique), data.idOf("failure-mode", cell.failure_mode), "exposed", `#t=${encodeURIComponent(cell.technique)}&f=${encodeURIComponent(cell.failure_mode)}`);
    }
    return found;
  }

  const tie = (found, technique, other) => found.get(JSON.stringify([technique, other]));

  function cellOf(found, technique, other) {
    const entry = tie(found, technique, other);
    if (!entry) return el("td", {});
    const isMode = data.things.get(other)?.kind === "failure-mode";
    const certain = entry.verdict === "exposed";
    const words = `${data.shortName(technique)} ${isMode ? "is exposed to" : certain ? "rests on" : "rests, under a condition, on"} ${data.shortName(other, 110)}`;
    const sign = isMode ? claims.mark(entry.verdict) : el("span", { class: `shape shape-assumption${certain ? "" : " hollow"}`, "aria-hidden": "true" });
    return el("td", {}, el("a", { href: entry.href }, sign, el("span", { class: "visually-hidden" }, name(words))));
  }

  function grid(found, groups, others, caption) {
    const techniques = groups.flat();
    const top = el("tr", {}, el("td", {}), groups.map((group, i) => el("th", { scope: "colgroup", colspan: group.length, class: "group-start" }, `Cluster ${i + 1}`)));
    const starts = new Set(groups.map(([first]) => first));
    const heads = el("tr", {}, el("td", {}), techniques.map((id) => el("th", { scope: "col", class: starts.has(id) ? "group-start" : null }, sentences.link(id))));
    const lines = others.map((other) => {
      const cells = techniques.map((id) => cellOf(found, id, other));
      cells.forEach((cell, i) => starts.has(techniques[i]) && cell.classList.add("group-start"));
      return el("tr", {}, el("th", { scope: "row" }, sentences.link(other)), cells);
    });
    const table = el("table", { class: "plain ties" }, el("caption", { class: "visually-hidden" }, caption), groups.length > 1 ? el("colgroup", {}, el("col", {})) : "", groups.length > 1 ? groups.map((group) => el("colgroup", { span: group.length })) : "", el("thead", {}, groups.length > 1 ? top : "", heads), el("tbody", {}, lines));
    return el("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption }, table);
  }

  function relationCard(by) {
    const found = relation(by);
    const inClusters = (answersOf(by).clusters ?? []).map((cluster) => ids("technique", cluster.members)).filter((group) => group.length);
    const placed = new Set(inClusters.flat());
    const rest = data.model.techniques.map((thing) => thing.id).filter((id) => !placed.has(id));
    const groups = rest.length ? [...inClusters, rest] : inClusters;
    const reach = new Map();
    const sure = new Map();
    for (const [key, { verdict }] of found) {
      const other = JSON.parse(key)[1];
      reach.set(other, (reach.get(other) ?? 0) + 1);
      if (verdict === "exposed") sure.set(other, (sure.get(other) ?? 0) + 1);
    }
    const sorted = [...reach].sort((a, b) => (sure.get(b[0]) ?? 0) - (sure.get(a[0]) ?? 0) || b[1] - a[1]).map(([id]) => id);
    const [shared, single] = [sorted.filter((id) => reach.get(id) > 1), sorted.filter((id) => reach.get(id) === 1)];
    const noun = by === "assumptions" ? "assumption" : "failure mode";
    return [
      el("p", { class: "lead" }, by === "assumptions" ? "Each sign leads to the claims that say so; a hollow one holds under a condition only, and does not count for clusters." : "Exposed cells only; each leads to its claims."),
      shared.length ? grid(found, groups, shared, `Techniques and the ${noun}s that several share`) : el("p", { class: "none" }, "Nothing is shared."),
      single.length ? unfolding("more", `${wording.plural(single.length, noun)} of one technique alone`, () => grid(found, groups, single, `Techniques and the ${noun}s of one alone`)) : "",
    ];
  }

  function conceptList(by) {
    const kind = by === "assumptions" ? "assumption" : "failure-mode";
    const concepts = answersOf(by).concepts ?? [];
    if (!concepts.length) return el("p", { class: "none" }, "None found.");
    return el("ul", { class: "concepts" }, concepts.map((concept) => el(
      "li", {}, el("p", { class: "chips" }, ids("technique", concept.techniques).map(sentences.chip)),
      el("p", { class: "chips" }, el("span", { class: "by" }, "share"), ids(kind, concept.shared).map(sentences.chip)),
    )));
  }

  // Why a cluster is one: for each thing shared, who says of each member that it has it.
  function reasons(by, cluster) {
    const found = relation(by);
    return ids(by === "assumptions" ? "assumption" : "failure-mode", cluster.shared).map((other) => {
      const iris = ids("technique", cluster.members).flatMap((id) => (tie(found, id, other) ? said(by, id, other) : []));
      return claims.list(data.shortName(other, 110), iris, other, true);
    });
  }

  function said(by, technique, other) {
    const [one, two] = [data.things.get(technique).slug, data.things.get(other).slug];
    if (by !== "assumptions") return data.cellAt(one, two)?.claims ?? [];
    return (data.model.reliances ?? []).find((row) => row.technique === one && row.assumption === two)?.claims ?? [];
  }

  function addReasons() {
    for (const card of document.querySelectorAll("[data-cluster]")) {
      const by = card.closest("[data-by]").dataset.by;
      const cluster = (answersOf(by).clusters ?? [])[Number(card.dataset.cluster)];
      if (cluster?.shared.length && cluster.members.length > 1) card.append(unfolding("why", "Why?", () => reasons(by, cluster)));
    }
  }

  function switcher() {
    const buttons = Object.entries(CHOICES).map(([by, words]) => {
      const button = el("button", { type: "button", class: "button", dataset: { clustersBy: by } }, words);
      button.addEventListener("click", () => address.set({ by: by === "assumptions" ? "" : by }));
      return button;
    });
    byId("clusters-switch").append(...buttons);
    return buttons;
  }

  function start() {
    listing.startWhenSeen("clusters", () => {
      addReasons();
      const buttons = switcher();
      let drawn = null;
      return ({ options }) => {
        const by = options.by in CHOICES ? options.by : "assumptions";
        for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.clustersBy === by));
        for (const part of document.querySelectorAll("[data-by]")) part.hidden = part.dataset.by !== by;
        if (drawn === by) return;
        byId("clusters-relation").replaceChildren(...relationCard(by).filter(Boolean));
        byId("clusters-concepts").replaceChildren(conceptList(by));
        drawn = by;
      };
    });
  }

  return { start };
})();
