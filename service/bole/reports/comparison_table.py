"""Draws a comparison for a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bole.domain.rubric import Rubric
from bole.domain.screening import CriterionAssessment
from bole.evidence.labels import criterion_label, percent
from bole.evidence.wording import Phrases
from bole.reports.cell_texts import score_text
from bole.reports.cells import one_line
from bole.reports.comparison import Compared, ComparisonCell, ComparisonRow, compare
from bole.reports.ranking import RankedCandidate
from bole.reports.wording import named, report_words

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

_NOTHING = "–"
_BEST = "★"
_DIFFERS = "≠"


def comparison_table(
    candidates: Sequence[RankedCandidate], rubric: Rubric, *, language_code: str, blind: bool = False
) -> Table:
    """Returns a table with a column for each candidate: place, score, recommendation, criteria, gaps, questions, flags.

    Rows that differ begin with `≠`; the best answers in them end in `★`. See `comparison.compare` for errors.

    Args:
        candidates: Side by side from left to right.
        rubric: What they were screened for.
        language_code: BCP-47 language of headings and words.
        blind: Leaves names, contacts and file names out.
    """
    from rich import box  # noqa: PLC0415 - `bole --help` does not need it
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    words = report_words(language_code)
    compared = compare(candidates, rubric, words, blind=blind)
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), show_edge=False)
    table.add_column(words.say("criterion"), overflow="fold", ratio=2)
    for one in compared.people:
        table.add_column(Text(one_line(one.card.name)), overflow="fold", ratio=2)
    for heading, texts in _verdicts(compared.people, words):
        table.add_row(Text(heading, style="dim"), *map(Text, texts))
    table.add_section()
    for row in compared.rows:
        table.add_row(Text(_asked(row)), *[_answer(cell, words) for cell in row.cells])
    table.add_section()
    for heading, texts in _remarks(compared.people, words):
        table.add_row(Text(heading, style="dim"), *map(Text, texts))
    return table


def _verdicts(people: Sequence[Compared], words: Phrases) -> list[tuple[str, list[str]]]:
    cards = [one.card for one in people]
    screenings = [card.screening for card in cards]
    groups = [card.ranked.candidate.cut_group for card in cards]
    marks = [named(words, "cut_mark", group) if group else _NOTHING for group in groups]
    return [
        *([(words.say("read_by"), marks)] if any(groups) else []),
        (words.say("rank"), [_rank(card.ranked) for card in cards]),
        (words.say("recommendation"), [named(words, "recommendation", one.recommendation) for one in screenings]),
        (words.say("score"), [score_text(one, words) or _NOTHING for one in screenings]),
        (words.say("coverage"), [percent(round(one.coverage, 2)) for one in screenings]),
        (words.say("musts_met"), [card.musts or _NOTHING for card in cards]),
    ]


def _remarks(people: Sequence[Compared], words: Phrases) -> list[tuple[str, list[str]]]:
    comma = words.say("list_comma")
    flags = [dict.fromkeys(named(words, "flag", line.flag.code) for line in one.card.flags) for one in people]
    return [
        (words.say("gaps"), [_listed([_gap(gap, words) for gap in one.gaps], words) for one in people]),
        (words.say("unclear"), [_listed([gap.criterion.text for gap in one.unclear], words) for one in people]),
        (words.say("flags"), [comma.join(names) or words.say("no_flags") for names in flags]),
    ]


def _gap(answer: CriterionAssessment, words: Phrases) -> str:
    return words.say("gap", criterion=answer.criterion.text, level=named(words, "level", answer.level))


def _listed(texts: Sequence[str], words: Phrases) -> str:
    return one_line(words.say("list_comma").join(texts)) or words.say("no_gaps")


def _rank(ranked: RankedCandidate) -> str:
    return _NOTHING if ranked.rank is None else f"{ranked.rank}{'=' if ranked.tied else ''}"


def _asked(row: ComparisonRow) -> str:
    return f"{_DIFFERS if row.differs else ' '} {one_line(criterion_label(row.criterion))}"


def _answer(cell: ComparisonCell, words: Phrases) -> Text:
    from rich.text import Text  # noqa: PLC0415

    if cell.answer is None:
        return Text(words.say("not_asked"), style="dim")
    credit = "" if cell.answer.credit is None else f" {cell.answer.credit}%"
    best = f" {_BEST}" if cell.best else ""
    return Text(f"{named(words, 'level', cell.answer.level)}{credit}{best}", style="bold green" if cell.best else "")
