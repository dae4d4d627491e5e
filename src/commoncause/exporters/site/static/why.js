// Why a set defeats every technique: for each technique what of the set strikes it, on whose word.
const why = (() => {
  const isMode = (id) => data.things.get(id)?.kind === "failure-mode";
  const slug = (id) => data.things.get(id).slug;
  const OPEN = ["unclear", "not-assessed"];

  // What a member of the set does to a technique: null where nothing, else whether for certain.
  function strike(technique, member) {
    if (isMode(member)) {
      const cell = data.cellAt(technique.slug, slug(member));
      if (!cell || cell.verdict === "protected") return null;
      return { member, certain: !OPEN.includes(cell.verdict), verdict: cell.verdict, claims: cell.claims ?? [], href: `#t=${encodeURIComponent(technique.slug)}&f=${encodeURIComponent(slug(member))}` };
    }
    const resting = (data.model.reliances ?? []).find((row) => row.technique === technique.slug && row.assumption === slug(member));
    if (!resting) return null;
    const certain = (resting.verdict ?? "exposed") === "exposed";
    return { member, certain, verdict: "", claims: resting.claims, href: `#edge=rests-on&from=${encodeURIComponent(technique.id)}&to=${encodeURIComponent(member)}` };
  }

  const rowsOf = (members) => data.model.techniques.map((technique) => ({ technique, strikes: members.map((member) => strike(technique, member)).filter(Boolean) }));
  const falls = (row, possibly = false) => row.strikes.some((found) => possibly || found.certain);
  const names = (ids) => ids.map((id, i) => [i ? (i === ids.length - 1 ? " and " : ", ") : "", claims.link(id)]);

  function conclusion(members, rows) {
    const many = members.length > 1;
    const said = [isMode(members[0]) ? "" : "The failing of ", names(members), many ? " together " : " alone "];
    const all = rows.length === 1 ? "the one technique" : `all ${rows.length} techniques`;
    if (rows.every((row) => falls(row))) return ["certain", [...said, many ? "defeat " : "defeats ", all, ", for certain."]];
    if (rows.every((row) => falls(row, true))) return ["possible", [...said, "may defeat ", all, ": not for certain, it takes open cells going wrong."]];
    const standing = rows.filter((row) => !falls(row, true)).map((row) => row.technique.id);
    return ["no", [...said, many ? "do not defeat all: " : "does not defeat all: ", names(standing), standing.length > 1 ? " stand." : " stands."]];
  }

  // A member without which some technique would stand is needed; the set is minimal if each is.
  function needed(members, rows) {
    if (members.length < 2) return "";
    const possibly = !rows.every((row) => falls(row));
    const counts = (found) => possibly || found.certain;
    const lines = members.map((member) => {
      const only = rows.filter((row) => row.strikes.some((found) => found.member === member && counts(found)) && !row.strikes.some((found) => found.member !== member && counts(found)));
      return el("li", {}, claims.link(member), only.length ? [": without it ", names(only.map((row) => row.technique.id)), only.length > 1 ? " would stand." : " would stand."] : ": not needed, the others suffice.");
    });
    return el("section", { class: "needed" }, el("h3", {}, "What each adds"), el("ul", {}, lines));
  }

  function struckBy({ technique, strikes }) {
    const lines = strikes.map((found) => el(
      "div", { class: "strike" },
      claims.mark(found.verdict), el("a", { href: found.href }, found.verdict ? [wording.verdictName(found.verdict), found.verdict === "exposed" ? " to " : ": "] : found.certain ? "rests on " : "rests, under a condition, on ", name(data.shortName(found.member, 110))),
      el("small", {}, found.certain ? "certain" : "possible"),
      found.claims.length ? unfolding("why", wording.plural(found.claims.length, "claim"), () => el("ul", { class: "claims" }, found.claims.map((iri) => claims.card(iri, "sentence", isMode(found.member) ? found.member : null)))) : el("small", {}, "no claim"),
    ));
    return [el("dt", {}, claims.link(technique.id)), el("dd", {}, lines.length ? lines : el("span", { class: "none" }, "stands: nothing of the set strikes it"))];
  }

  function view({ members }) {
    const rows = rowsOf(members);
    const [outcome, said] = conclusion(members, rows);
    const bundled = members.filter((id) => data.model.bundles?.[slug(id)]);
    const shown = rows.flatMap((row) => row.strikes.flatMap((found) => found.claims));
    const modes = members.filter(isMode);
    const rest = members.filter((id) => !isMode(id));
    const techniques = data.model.techniques.map((technique) => technique.id);
    return [
      el("p", { class: "verdict", dataset: { outcome } }, el("span", {}, said)),
      bundled.length ? el("p", { class: "bundle-note" }, names(bundled), " bundles narrower conditions: two techniques may fall to different ones.") : "",
      el("dl", { class: "struck" }, rows.map(struckBy)),
      needed(members, rows),
      modes.length ? queries.block("set", { techniques, members: modes }, bundled.length ? undefined : behind(techniques, modes)) : "",
      rest.length ? queries.block("reliances", { techniques, members: rest }, shown.filter((iri) => data.claims.get(iri)?.kind === "reliance").length) : "",
    ];
  }

  // The claims of every cell of the set, those that protect too: what the query finds.
  const behind = (techniques, modes) => techniques.flatMap((id) => modes.map((mode) => data.cellAt(slug(id), slug(mode))?.claims?.length ?? 0)).reduce((sum, n) => sum + n, 0);

  return { view, rowsOf };
})();
