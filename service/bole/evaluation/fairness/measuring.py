"""Measures how far an engine's scores follow what they must not: figures of twins, and of form edits as their floor."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bole.domain.documents import Document
from bole.domain.errors import BoleError
from bole.domain.rubric import Rubric
from bole.evaluation.asking import Judged, Screener
from bole.evaluation.dataset import Dataset, drawn
from bole.evaluation.edits.edits import EditKind, as_text, edits
from bole.evaluation.fairness.permutation import holm, p_value
from bole.evaluation.fairness.real_twins import real_twins
from bole.evaluation.fairness.twins import MASKED, Twin, twins
from bole.evaluation.figures import Basis, Figure
from bole.evaluation.gathering import standing
from bole.evaluation.intervals import of_mean
from bole.evaluation.noise import visible_text
from bole.evaluation.shifts import NOTHING_TO_COMPARE, About, Compared, shift_figures
from bole.evaluation.turns import each

TWINS = "twins"
"""Name of the set that our own twins are."""
MOST_REAL = 20
"""Documents of a set of which twins are made, taken from all over it."""
_FLOOR = "floor:form"
_POLISH = "two wordings of the same facts, both written by us: no model was asked"


async def twin_figures(screener: Screener, *, at_a_time: int = 2, seed: int = 0) -> tuple[Figure, ...]:
    """Measures the 200 twins of our ten invented resumes.

    For each thing that a twin differs in: shifts of the score and of the rank among the other nine resumes, flips, and
    the p value of a permutation test, corrected for the number of groups. `swap:masked` is all that no score may follow
    together; `floor:form` are edits of form of the same resumes.

    Args:
        screener: The engine.
        at_a_time: Calls in progress, at least 1.
        seed: Of intervals and tests.

    Raises:
        BoleError: A part is not installed.
    """
    asked = _Asked(screener)
    await each([(twin, one) for twin in twins() for one in _documents(twin)], asked.ask, at_a_time)
    compared = {_slice(group): pairs for group, pairs in _by_group(asked).items()}
    compared["swap:masked"] = [pair for group in MASKED for pair in compared[_slice(group)]]
    compared[_FLOOR] = [pair for twin in _first_twins() for pair in asked.pairs(twin, _floor(twin))]
    name = screener.engine.name
    figures = [
        figure
        for part, pairs in compared.items()
        for figure in shift_figures(pairs, About(prefix="twin", engine=name, dataset=TWINS, slice=part), seed)
    ]
    ranks = (_rank_figure(group, asked, name, seed) for group in _groups())
    return _noted((*figures, *ranks, *_chances(compared, name, TWINS, seed)))


async def fairness_figures(
    screener: Screener, dataset: Dataset, *, at_a_time: int = 2, seed: int = 0
) -> tuple[Figure, ...]:
    """Measures twins of the documents of a set: other names, schools and places where the parser found them.

    Args:
        screener: The engine.
        dataset: The set.
        at_a_time: Calls in progress, at least 1.
        seed: Of intervals and tests.
    """
    pairs = drawn(dataset.pairs, MOST_REAL)
    compared: dict[str, list[Compared]] = {_slice(group): [] for group in ("name_en", "name_zh", "school", "address")}
    rubrics = {posting: await _drafted(screener, dataset, posting) for posting, _ in pairs}

    async def ask(pair: tuple[str, str]) -> None:
        rubric, text = rubrics[pair[0]], visible_text(dataset.documents[pair[1]])
        if rubric is None or not text.strip():
            return
        before = await screener.screen(rubric, as_text(text))
        for group, changed in real_twins(text):
            after = await screener.screen(rubric, as_text(changed))
            compared.setdefault(_slice(group), []).append(Compared(before=before, after=after, source=pair[1]))

    await each(pairs, ask, at_a_time)
    name = screener.engine.name
    figures = (
        shift_figures(found, About(prefix="twin", engine=name, dataset=dataset.name, slice=part), seed)
        for part, found in compared.items()
    )
    return (*(one for found in figures for one in found), *_chances(compared, name, dataset.name, seed))


async def _drafted(screener: Screener, dataset: Dataset, posting: str) -> Rubric | None:
    try:
        return await screener.draft(dataset.postings[posting])
    except BoleError:
        return None


class _Asked:
    """What was answered about documents, each asked once for each posting."""

    def __init__(self, screener: Screener) -> None:
        self._screener = screener
        self._rubrics: dict[str, asyncio.Task[Rubric]] = {}
        self._answers: dict[tuple[str, Document], asyncio.Task[Judged]] = {}

    async def ask(self, one: tuple[Twin, Document]) -> None:
        twin, document = one
        if (twin.base_id, document) not in self._answers:
            self._answers[twin.base_id, document] = asyncio.ensure_future(self._answer(twin, document))
        await self._answers[twin.base_id, document]

    async def _answer(self, twin: Twin, document: Document) -> Judged:
        if twin.base_id not in self._rubrics:
            self._rubrics[twin.base_id] = asyncio.ensure_future(self._screener.draft(twin.posting))
        try:
            rubric = await self._rubrics[twin.base_id]
        except BoleError as error:
            return Judged(failure=error.reason.value)
        return await self._screener.screen(rubric, document)

    def answer(self, twin: Twin, document: Document) -> Judged:
        return self._answers[twin.base_id, document].result()

    def pairs(self, twin: Twin, documents: Iterable[Document]) -> list[Compared]:
        before = self.answer(twin, twin.before)
        return [
            Compared(before=before, after=self.answer(twin, document), source=twin.base_id) for document in documents
        ]

    def rank(self, twin: Twin, document: Document) -> float:
        """Returns the place among the other invented resumes for the same posting; ties count half."""
        own = standing(self.answer(twin, document))
        others = [standing(self.answer(twin, other)) for other in _others(twin)]
        return 1 + sum(other > own for other in others) + sum(other == own for other in others) / 2


def _documents(twin: Twin) -> list[Document]:
    first = twin is _first(twin.base_id)
    return [twin.before, twin.after, *(_floor(twin) if first else []), *(_others(twin) if first else [])]


def _floor(twin: Twin) -> list[Document]:
    """Returns edits of form of a resume that change something."""
    made = (edit.apply(twin.before.content.decode()) for edit in edits() if edit.kind is EditKind.FORM)
    return [document for document in made if document != twin.before]


def _others(twin: Twin) -> list[Document]:
    return [one.before for one in _first_twins() if one.base_id != twin.base_id]


def _first(base_id: str) -> Twin:
    return next(twin for twin in twins() if twin.base_id == base_id)


def _first_twins() -> list[Twin]:
    return [_first(base_id) for base_id in dict.fromkeys(twin.base_id for twin in twins())]


def _groups() -> list[str]:
    return list(dict.fromkeys(twin.group for twin in twins()))


def _slice(group: str) -> str:
    return f"swap:{group}"


def _by_group(asked: _Asked) -> Mapping[str, list[Compared]]:
    found: dict[str, list[Compared]] = defaultdict(list)
    for twin in twins():
        found[twin.group] += asked.pairs(twin, [twin.after])
    return found


def _rank_figure(group: str, asked: _Asked, engine: str, seed: int) -> Figure:
    shifts = [
        asked.rank(one, one.after) - asked.rank(one, one.before)
        for one in twins()
        if one.group == group and all(pair.answered for pair in asked.pairs(one, [one.after]))
    ]
    low, high = of_mean(shifts, seed) or (None, None)
    return Figure(
        metric="twin_rank_shift",
        engine=engine,
        dataset=TWINS,
        slice=_slice(group),
        value=sum(shifts) / len(shifts) if shifts else None,
        low=low,
        high=high,
        n=len(shifts),
        basis=Basis.MEASURED if shifts else Basis.NOT_MEASURED,
        note="" if shifts else NOTHING_TO_COMPARE,
    )


def _chances(compared: Mapping[str, Sequence[Compared]], engine: str, dataset: str, seed: int) -> tuple[Figure, ...]:
    """Returns the p values of all groups, corrected for each other; all together and the floor are no group."""
    shifts = {part: _by_source(pairs) for part, pairs in compared.items() if part not in {_FLOOR, "swap:masked"}}
    asked = {part: p_value(found, seed) for part, found in shifts.items() if found}
    return tuple(
        Figure(
            metric="twin_p",
            engine=engine,
            dataset=dataset,
            slice=part,
            value=chance,
            n=len(shifts[part]),
            basis=Basis.MEASURED,
            note=f"signs turned by resume, Holm's correction for {len(asked)} groups",
        )
        for part, chance in holm(asked).items()
    )


def _by_source(pairs: Sequence[Compared]) -> list[int]:
    """Returns the shifts of each document together: its twins are not independent of each other."""
    found: dict[str, int] = defaultdict(int)
    for pair in pairs:
        if pair.answered:
            found[pair.source] += pair.shift
    return list(found.values())


def _noted(figures: Sequence[Figure]) -> tuple[Figure, ...]:
    return tuple(replace(one, note=one.note or _POLISH) if one.slice == _slice("polish") else one for one in figures)
