"""Draws the ranking for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bole.domain.screening import Recommendation, ScreenedCandidate, Screening
from bole.evidence.labels import percent
from bole.evidence.wording import Phrases
from bole.reports.best_evidence import best_evidence
from bole.reports.blinding import blinded
from bole.reports.cell_texts import range_text
from bole.reports.cells import one_line
from bole.reports.ranking import RankedCandidate
from bole.reports.wording import named, report_words

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

_WIDE = 110
"""Columns of a terminal from which evidence and flags have a column each."""

_NARROWEST = 12
"""Columns that candidate and evidence get on average before anything else has to give way."""

_NARROWEST_VERDICT = 8
_MOST_LINES = 3
"""Lines of a quote that are shown; the whole of it stands in the report."""

_STYLE = {Recommendation.ADVANCE: "bold green", Recommendation.REVIEW: "bold yellow", Recommendation.HOLD: "bold"}
_NOTHING = "–"


@dataclass(frozen=True, slots=True)
class _Layout:
    """Widths in terminal columns; without `flags`, flags stand below the evidence; `coverage` may have no column."""

    rank: int
    candidate: int
    verdict: int
    evidence: int
    flags: int | None
    coverage: bool


def ranking_table(ranked: Sequence[RankedCandidate], *, language_code: str, width: int, blind: bool = False) -> Table:
    """Returns a table of rank, candidate, score, coverage, recommendation, best evidence and flags.

    A rank ends in `=` where somebody else cannot be told apart; below a score stands its range, where the rubric states
    its noise. Duplicates have no rank and name the item that they equal, in place of evidence.
    Of a batch of two stages, each candidate has a line that tells whether the model read them.
    Failed items come last with their reason. Where ties need a reason, a line below gives it.

    Args:
        ranked: The candidates in their order.
        language_code: BCP-47 language of headings and words.
        width: Columns of the terminal, 40 or more; below 110, evidence and flags share a column, and where the terminal
            is narrower than about 60, coverage has none.
        blind: Shows the `item_id` in place of name and file, and masks the name inside quotes.
    """
    from rich import box  # noqa: PLC0415 - `bole --help` does not need it
    from rich.table import Table  # noqa: PLC0415

    words = report_words(language_code)
    layout = _layout(ranked, width, words)
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False)
    table.add_column("#", justify="right", no_wrap=True, min_width=layout.rank)
    table.add_column(words.say("candidate"), width=layout.candidate, overflow="fold")
    table.add_column(words.say("score"), justify="right", no_wrap=True)
    if layout.coverage:
        table.add_column(words.say("coverage"), justify="right", no_wrap=True)
    table.add_column(words.say("recommendation"), width=layout.verdict, overflow="fold")
    heading = "evidence_and_flags" if layout.flags is None else "best_evidence"
    table.add_column(words.say(heading), width=layout.evidence, overflow="fold")
    if layout.flags is not None:
        table.add_column(words.say("flags"), width=layout.flags, overflow="fold")
    for one in blinded(ranked) if blind else ranked:
        table.add_row(*_row(one, words, layout))
    if _ties_need_words(ranked):
        table.caption, table.caption_justify = words.say("rank_explained"), "left"
    return table


def _ties_need_words(ranked: Sequence[RankedCandidate]) -> bool:
    """Tells whether noise is stated, or a rank is shared by different match scores, which looks like a mistake."""
    scores: dict[int | None, int | None] = {}
    for one in ranked:
        screening = one.candidate.screening
        if screening and screening.score_interval is not None:
            return True
        if one.tied and screening and scores.setdefault(one.rank, screening.match_score) != screening.match_score:
            return True
    return False


def _layout(ranked: Sequence[RankedCandidate], width: int, words: Phrases) -> _Layout:
    from rich.cells import cell_len  # noqa: PLC0415

    answers = [words.say("recommendation"), words.say("failed")]
    answers += [named(words, "recommendation", recommendation) for recommendation in Recommendation]
    verdict = max(map(cell_len, answers))
    coverage = max(cell_len(words.say("coverage")), 4)
    rank = max((len(_rank(one)) for one in ranked), default=1)
    ranges = [range_text(one.candidate.screening, words) for one in ranked if one.candidate.screening]
    rest = width - rank - max(cell_len(words.say("score")), 3, *map(cell_len, ranges)) - verdict
    if width >= _WIDE:
        rest -= coverage + _gaps(columns=7)
        return _Layout(rank, rest // 4, verdict, rest - rest // 4 - rest // 5, flags=rest // 5, coverage=True)
    spare = rest - coverage - _gaps(columns=6)
    told = spare >= 2 * _NARROWEST
    rest = spare if told else rest - _gaps(columns=5)
    folded = min(max(2 * _NARROWEST - rest, 0), verdict - _NARROWEST_VERDICT)
    rest = max(rest + folded, _NARROWEST)
    return _Layout(rank, rest * 2 // 5, verdict - folded, rest - rest * 2 // 5, flags=None, coverage=told)


def _gaps(*, columns: int) -> int:
    """Returns what stands between so many columns: a space after each, and one that takes the place of a rule."""
    return 2 * columns - 1


def _rank(ranked: RankedCandidate) -> str:
    return _NOTHING if ranked.rank is None else f"{ranked.rank}{'=' if ranked.tied else ''}"


def _row(ranked: RankedCandidate, words: Phrases, layout: _Layout) -> list[Text]:
    from rich.text import Text  # noqa: PLC0415

    candidate, rank = ranked.candidate, Text(_rank(ranked))
    who = _who(candidate, layout.candidate, words)
    screening = candidate.screening
    if screening is None:
        score = coverage = Text(_NOTHING)
        verdict = Text(words.say("failed"), style="bold red")
        evidence, flags = Text(_why(candidate, words)), Text()
    else:
        score = Text(_NOTHING if screening.match_score is None else str(screening.match_score), style="bold")
        told = range_text(screening, words)
        score = Text.assemble(score, "\n", (told, "dim")) if told else score
        coverage = Text(percent(round(screening.coverage, 2)))
        verdict = Text(named(words, "recommendation", screening.recommendation), style=_STYLE[screening.recommendation])
        again = candidate.duplicate_of
        evidence = (
            Text(words.say("same_file_as", item=one_line(again))) if again else _quote(screening, layout.evidence)
        )
        flags = Text(_flags(screening, words), style="yellow")
    cells = [rank, who, score, *([coverage] if layout.coverage else []), verdict]
    if layout.flags is None:
        return [*cells, Text("\n").join(text for text in (evidence, flags) if text)]
    return [*cells, evidence, flags]


def _who(candidate: ScreenedCandidate, width: int, words: Phrases) -> Text:
    from rich.text import Text  # noqa: PLC0415

    name, source = one_line(candidate.contact.name), _last_part(one_line(candidate.source), width)
    who = Text.assemble((name, "bold"), "\n", (source, "dim")) if name else Text(source)
    group = candidate.cut_group
    return who if group is None else Text.assemble(who, "\n", (named(words, "cut_mark", group), "italic"))


def _last_part(path: str, width: int) -> str:
    """Returns the end of a path that fits `width` columns: the file name tells more than the folder."""
    from rich.cells import cell_len  # noqa: PLC0415

    if cell_len(path) <= width:
        return path
    cut = path
    while cut and cell_len(cut) > width - 1:
        cut = cut[1:]
    return f"…{cut}"


def _quote(screening: Screening, width: int) -> Text:
    from rich.text import Text  # noqa: PLC0415

    best = best_evidence(screening)
    text = Text("" if best is None else one_line(best.evidence.quote))
    text.truncate(width * _MOST_LINES, overflow="ellipsis")
    return text


def _flags(screening: Screening, words: Phrases) -> str:
    names = dict.fromkeys(named(words, "flag", flag.code) for flag in screening.red_flag_details)
    return words.say("list_comma").join(names)


def _why(candidate: ScreenedCandidate, words: Phrases) -> str:
    failure = candidate.failure
    return "" if failure is None else named(words, "failure", failure.reason)
