"""From the inbox to claims: a curator decides paper by paper."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..store import find_home
from .options import common_options
from .output import Sheet, Table, emit

if TYPE_CHECKING:
    from ..curation.review import Candidate, Review
    from ..curation.review_file import Decided
    from ..curation.review_inbox import Paper

_SORTS = ("suggestions", "imported", "newest", "title")
_HELP = """Walk through imported papers: which are relevant, and what do they say?

    Keys: y relevant, n not relevant, w not relevant and why, s skip, u undo, q quit, ? help. Every decision
    is written at once; the next review goes on where this one ends. A relevant paper moves from kb/inbox/ to
    kb/papers.ttl; then you may add claims, whose passages are sentences of title and abstract. A paper that
    is not relevant stays in the inbox and is not shown again; --claims comes back to papers that are kept and
    have no claim yet, and to imported ones that were there before. Without a terminal, answers are lines of
    standard input.

    \b
    Not at the keyboard:
      --list         the papers with what they may be about. JSON:
                     {"papers":[{"work","title","authors":[name],"year","venue","doi","arxiv","url",
                       "from":[{"file","line"}],"decision":"undecided"|"not relevant"|"relevant","reason",
                       "versions":[work],"suggestions":[{"thing","kind","score","count","words":[text]}]}],
                      "waiting":n,"formula"}; CSV is a sheet for --decide.
      --decide FILE  columns work,decision,reason,technique,failure_mode,assumption,verdict,words; decision is
                     "relevant" or "not relevant", empty rows are passed over, all or nothing. A claim is a
                     row: technique with failure_mode and verdict (exposed, protected, unclear), or with
                     assumption; a paper may have several. words are those of title or abstract that it rests
                     on. JSON:
                     {"relevant":[work],"not_relevant":[work],"claims":[claim],"unchanged":n,"warnings":[row]}

    Example: commoncause review --match debate --texts texts
    """


@click.command("review", help=_HELP)
@common_options()
@click.option("--list", "is_list", is_flag=True, help="List the papers, ask nothing.")
@click.option(
    "--decide", "file", metavar="FILE", type=click.Path(path_type=Path), help="Decide by a CSV file."
)
@click.option("--match", metavar="NAME", multiple=True, help="Only papers for which NAME is suggested.")
@click.option("--sort", type=click.Choice(_SORTS), default="suggestions", show_default=True)
@click.option("--limit", metavar="N", type=click.IntRange(min=1), help="At most N papers.")
@click.option("--claims", "only_claims", is_flag=True, help="Papers kept without a claim, for their claims.")
@click.option("--again", "--all", "again", is_flag=True, help="Those judged not to be relevant too.")
@click.option(
    "--texts", metavar="DIR", type=click.Path(path_type=Path),
    help="Write the texts that claims point into, DIR/SOURCE.txt, for `commoncause passages`.",
)  # fmt: skip
def command(  # noqa: D103 - the help above is what people read
    where: str | None,
    format_: str,
    is_list: bool,
    file: Path | None,
    texts: Path | None,
    limit: int | None,
    only_claims: bool,
    again: bool,
    **chosen: Any,
) -> None:
    from ..curation.review import Review
    from ..curation.writing import refuse_packaged

    if only_claims and (again or file):
        raise click.UsageError("--claims goes with neither --again nor --decide")
    if is_list and file:
        raise click.UsageError("--list and --decide exclude each other")
    if format_ != "table" and not (is_list or file):
        raise click.UsageError(f"--format {format_} needs --list or --decide")
    home = find_home(where)
    if not is_list:
        refuse_packaged(home)
    review = Review(home, texts)

    def _found() -> list[Candidate]:
        return review.without_claims(**chosen) if only_claims else review.candidates(again=again, **chosen)

    if is_list:
        _list(review, _found(), format_, limit)
        return
    if review.finish():
        click.echo("finished a move that was interrupted", err=True)
    if file:
        _decide(review, file, format_)
        return
    from .review_dialogue import Dialogue

    Dialogue(review, _found()[:limit], only_claims=only_claims).run()


def _list(review: Review, found: list[Candidate], format_: str, limit: int | None) -> None:
    from ..analysis.suggestions import FORMULA

    some = found[:limit]
    papers = [_as_dict(review, one) for one in some]
    waiting = sum(_decision(review, one.paper) == "undecided" for one in found)
    answer = {"papers": papers, "waiting": waiting, "formula": FORMULA}
    emit(format_, answer, lambda: [_table(review, found, some)], lambda: _sheet(papers))


def _as_dict(review: Review, one: Candidate) -> dict[str, Any]:
    paper = one.paper
    return {
        "work": paper.name,
        "title": paper.title,
        "authors": list(paper.authors),
        "year": paper.year,
        "venue": paper.text("dcterms:isPartOf"),
        "doi": paper.text("bibo:doi"),
        "arxiv": paper.text("fabio:hasArXivId"),
        "url": paper.text("dcterms:source"),
        "from": [{"file": origin.file, "line": origin.line} for origin in paper.origins],
        "decision": _decision(review, paper),
        "reason": paper.reason or "",
        "versions": [f"source:{slug}" for slug in paper.versions],
        "suggestions": [
            {
                "thing": row.thing,
                "kind": review.kind(row.thing),
                "score": row.score,
                "count": row.count,
                "words": list(row.words),
            }
            for row in one.suggestions
        ],
    }


def _decision(review: Review, paper: Paper) -> str:
    if paper.reason is not None:
        return "not relevant"
    return "relevant" if paper.slug in review.inbox.held.curated else "undecided"


def _table(review: Review, found: list[Candidate], some: list[Candidate]) -> Table:
    columns = ["score", "work", "title", "suggested"]
    rows = [
        [str(one.score), one.paper.name, one.paper.title, ", ".join(row.thing for row in one.suggestions[:3])]
        for one in some
    ]
    waiting = sum(_decision(review, one.paper) == "undecided" for one in found)
    kept = sum(_decision(review, one.paper) == "relevant" for one in found)
    told = f"{waiting:,} {'paper waits' if waiting == 1 else 'papers wait'} for a decision"
    notes = [f"kept without a claim: {kept:,}" if kept else told] if rows else []
    return Table(columns, rows, notes=notes, most=40, empty="no paper waits")


def _sheet(papers: list[dict[str, Any]]) -> Sheet:
    from ..curation.review_file import COLUMNS

    columns = [*COLUMNS, "title", "authors", "year", "doi", "arxiv", "suggested"]

    def _row(paper: dict[str, Any]) -> list[Any]:
        shown = dict(paper, suggested=[row["thing"] for row in paper["suggestions"]])
        shown["decision"] = "" if paper["decision"] == "undecided" else paper["decision"]
        return [shown.get(name, "") for name in columns]

    return Sheet(columns, map(_row, papers))


def _decide(review: Review, file: Path, format_: str) -> None:
    from ..curation.review_file import decide

    decided = decide(review, file)
    found = {"relevant": decided.relevant, "not relevant": decided.not_relevant, "claim": decided.claims}
    answer = {
        "relevant": decided.relevant,
        "not_relevant": decided.not_relevant,
        "claims": decided.claims,
        "unchanged": decided.unchanged,
        "warnings": [row.as_dict() for row in decided.warnings],
    }
    rows = [[name, outcome] for outcome, names in found.items() for name in names]
    emit(
        format_,
        answer,
        lambda: [_decided_table(decided, rows)],
        lambda: Sheet(["name", "outcome"], rows),
    )


def _decided_table(decided: Decided, rows: list[list[str]]) -> Table:
    counts = (
        f"{len(decided.relevant):,} relevant, {len(decided.not_relevant):,} not relevant, "
        f"{len(decided.claims):,} claims; {decided.unchanged:,} decided already"
    )
    notes = [counts, *(f"{row.focus}: {row.message}: {row.hint}" for row in decided.warnings)]
    return Table(["name", "outcome"], rows, notes=notes, most=40, empty="nothing new, nothing written")
