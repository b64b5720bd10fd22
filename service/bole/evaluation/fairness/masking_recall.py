"""What share of what says who a person is a model never sees: recall of the masking on texts with known answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bole.domain.documents import Document
from bole.domain.errors import BoleError
from bole.evaluation import intervals
from bole.evaluation.fairness.twins import twins
from bole.evaluation.figures import Basis, Figure
from bole.evidence.masking import Masked, mask
from bole.evidence.reading import read
from bole.parsing.limits import ParsingLimits
from bole.parsing.parser import parse, parse_summary

ENGINE = "masking"
"""Name that its figures stand under: all engines with a model read through it."""
_SLOTS = {
    "name": "name",
    "gender": "gender",
    "pronoun": "gender",
    "birth": "birth",
    "studies": "graduation_year",
    "school": "school",
    "address": "address",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A text and what in it has to be masked: `kind` is a name such as `name`, `school`, `email`."""

    text: str
    language: str
    kind: str
    value: str


def masked_text(document: Document) -> str:
    """Returns what a model is given of a document: equal for twins whose difference is masked.

    Raises:
        BoleError: The document cannot be read.
    """
    return _masked(document).text


def prompt_figures() -> tuple[Figure, ...]:
    """Returns for each group of twins the share whose masked texts, and so all prompts, are equal byte for byte."""
    equal: Counter[str] = Counter()
    cases: Counter[str] = Counter()
    for twin in twins():
        cases[twin.group] += 1
        equal[twin.group] += masked_text(twin.before) == masked_text(twin.after)
    return tuple(
        _rate("same_prompt_rate", "twins", f"swap:{group}", equal[group], count) for group, count in cases.items()
    )


def twin_labels() -> Iterator[Labelled]:
    """Yields what is known of the resumes of the twins: every name, school and so on that a twin was given."""
    for twin in twins():
        if twin.slot in _SLOTS:
            text = twin.after.content.decode()
            yield Labelled(text=text, language=twin.language, kind=_SLOTS[twin.slot], value=twin.value)


def recall_figures(labels: Iterable[Labelled], dataset: str) -> tuple[Figure, ...]:
    """Returns for each kind and language the share of values of which nothing is left in the masked text.

    A value counts as masked where no occurrence of it stands in the masked text; one that never stood in the text as it
    was read is left out.

    Args:
        labels: Texts with what is known of them.
        dataset: Name of the set, for the figures.
    """
    found: Counter[str] = Counter()
    cases: Counter[str] = Counter()
    texts: dict[str, Masked] = {}
    for one in labels:
        if one.text not in texts:
            texts[one.text] = _masked(Document(content=one.text.encode(), media_type="text/plain"))
        masked = texts[one.text]
        if one.value not in masked.original:
            continue
        part = f"{one.kind}:{one.language}"
        cases[part] += 1
        found[part] += not _stands(one.value, masked)
    return tuple(_rate("masking_recall", dataset, part, found[part], count) for part, count in sorted(cases.items()))


def _stands(value: str, masked: Masked) -> bool:
    """Tells whether a value stands in a masked text outside of words: the surname Li is no part of a Library."""
    start = masked.text.find(value)
    while start >= 0:
        around = masked.text[max(0, start - 1) : start] + masked.text[start + len(value) : start + len(value) + 1]
        if not value.isascii() or not any(one.isascii() and one.isalnum() for one in around):
            return True
        start = masked.text.find(value, start + 1)
    return False


def _masked(document: Document) -> Masked:
    try:
        return mask(read(parse(document, ParsingLimits())))
    except BoleError:
        return mask(read(parse_summary(document.content.decode(errors="replace"))))


def _rate(metric: str, dataset: str, part: str, hits: int, cases: int) -> Figure:
    low, high = intervals.of_rate(hits, cases) or (None, None)
    return Figure(
        metric=metric,
        engine=ENGINE,
        dataset=dataset,
        slice=part,
        value=hits / cases if cases else None,
        low=low,
        high=high,
        n=cases,
        basis=Basis.MEASURED if cases else Basis.NOT_MEASURED,
    )
