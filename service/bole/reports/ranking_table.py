"""Draws the ranking for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bole.domain.screening import Recommendation, ScreenedCandidate, Screening
from bole.evidence.labels import percent
from bole.evidence.wording import Phrases
from bole.reports.best_evidence import best_evidence
from bole.reports.blinding import blinded
from bole.reports.cells import one_line
from bole.reports.ranking import RankedCandidate
from bole.reports.wording import named, report_words

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

_WIDE = 110
"""Columns of a terminal from which evidence and flags have a column each."""

_STYLE = {Recommendation.ADVANCE: "bold green", Recommendation.REVIEW: "bold yellow", Recommendation.HOLD: "bold"}
_MOST_CELLS = 160
"""Width of the longest quote shown; the whole of it stands in the report."""


def ranking_table(ranked: Sequence[RankedCandidate], *, language_code: str, width: int, blind: bool = False) -> Table:
    """Returns a table of rank, candidate, score, coverage, recommendation, best evidence and flags.

    Args:
        ranked: The candidates in their order.
        language_code: BCP-47 language of headings and words.
        width: Columns of the terminal; below 110, evidence and flags share a column.
        blind: Shows the `item_id` in place of name and file, and masks the name inside quotes.
    """
    from rich import box  # noqa: PLC0415 - `bole --help` does not need it
    from rich.table import Table  # noqa: PLC0415

    words = report_words(language_code)
    wide = width >= _WIDE
    table = Table(box=box.SIMPLE_HEAD, width=width, pad_edge=False, show_edge=False, row_styles=("", "on default"))
    table.add_column("#", justify="right", no_wrap=True)
    table.add_column(words.say("candidate"), ratio=3, overflow="fold")
    table.add_column(words.say("score"), justify="right", no_wrap=True)
    table.add_column(words.say("coverage"), justify="right", no_wrap=True)
    table.add_column(words.say("recommendation"), no_wrap=True)
    if wide:
        table.add_column(words.say("best_evidence"), ratio=5, overflow="fold")
        table.add_column(words.say("flags"), ratio=3, overflow="fold")
    else:
        table.add_column(words.say("evidence_and_flags"), ratio=4, overflow="fold")
    for one in blinded(ranked) if blind else ranked:
        table.add_row(*_row(one, words, wide=wide))
    return table


def _row(ranked: RankedCandidate, words: Phrases, *, wide: bool) -> list[Text]:
    from rich.text import Text  # noqa: PLC0415

    candidate = ranked.candidate
    if candidate.screening is None:
        start = [Text("–"), _who(candidate), Text("–"), Text("–"), Text(words.say("failed"), style="bold red")]
        texts = [_clipped(_why(candidate, words)), *([Text()] if wide else [])]
        return start + texts
    screening = candidate.screening
    number = f"{ranked.rank}{'=' if ranked.tied else ''}"
    start = [
        Text(number),
        _who(candidate),
        Text("–" if screening.match_score is None else str(screening.match_score), style="bold"),
        Text(percent(round(screening.coverage, 2))),
        Text(named(words, "recommendation", screening.recommendation), style=_STYLE[screening.recommendation]),
    ]
    quote, flags = _clipped(_quote(screening)), Text(_flags(screening, words), style="yellow")
    if wide:
        return [*start, quote, flags]
    return [*start, Text("\n").join(text for text in (quote, flags) if text)]


def _who(candidate: ScreenedCandidate) -> Text:
    from rich.text import Text  # noqa: PLC0415

    name, source = one_line(candidate.contact.name), one_line(candidate.source)
    if not name:
        return Text(source)
    return Text.assemble((name, "bold"), "\n", (source, "dim"))


def _quote(screening: Screening) -> str:
    best = best_evidence(screening)
    return "" if best is None else one_line(best.evidence.quote)


def _flags(screening: Screening, words: Phrases) -> str:
    names = dict.fromkeys(named(words, "flag", flag.code) for flag in screening.red_flag_details)
    return words.say("list_comma").join(names)


def _why(candidate: ScreenedCandidate, words: Phrases) -> str:
    failure = candidate.failure
    return "" if failure is None else named(words, "failure", failure.reason)


def _clipped(text: str) -> Text:
    from rich.text import Text  # noqa: PLC0415

    clipped = Text(text)
    clipped.truncate(_MOST_CELLS, overflow="ellipsis")
    return clipped
