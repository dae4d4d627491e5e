// Saying things the right way round.
const wording = (() => {
  const VERDICTS = {
    exposed: "is exposed to",
    protected: "is protected from",
    unclear: "may or may not be exposed to",
    "not-assessed": "has not been assessed against",
  };

  const relation = (kind, backwards) => (data.words.relations[kind] ?? [kind, `${kind} (from)`])[backwards ? 1 : 0];
  const verdictName = (verdict) => data.words.verdicts[verdict]?.name ?? verdict;
  const kindName = (kind) => data.words.names[kind] ?? kind;

  function cellSentence(cell) {
    const technique = data.shortName(data.idOf("technique", cell.technique));
    const mode = data.shortName(data.idOf("failure-mode", cell.failure_mode));
    return [term(technique), ` ${VERDICTS[cell.verdict]} `, term(mode), "."];
  }

  const plural = (number, one, many = `${one}s`) => `${number.toLocaleString("en")} ${number === 1 ? one : many}`;

  return {
    relation, verdictName, kindName, cellSentence, plural,
    mode: (mode) => data.words.modes[mode] ?? mode,
    verdictVerb: (verdict) => VERDICTS[verdict] ?? verdict,
  };
})();
