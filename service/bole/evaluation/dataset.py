"""Labelled data: postings, documents, and what people say of how well they fit."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from bole.domain.documents import Document
from bole.domain.rubric import JobPosting
from bole.evaluation.figures import MeasuredDataset

T = TypeVar("T")


def drawn(items: Sequence[T], most: int) -> list[T]:
    """Returns at most so many of the items in their order, always the same ones.

    They are drawn: every tenth pair of 50 postings with 10 documents each would be of the same document.
    """
    chance = random.Random(0)  # noqa: S311  # drawn to measure, not to hide
    return [items[at] for at in sorted(chance.sample(range(len(items)), min(most, len(items))))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What one rater says of one document for one posting.

    Attributes:
        posting_id: Of `Dataset.postings`.
        document_id: Of `Dataset.documents`.
        rater_id: Who says it: a person, or a name such as `llm` or `class`.
        grade: How well it fits, 0..10; more is better, and 0 is not at all.
        profession: Slice that the pair counts in; empty for none.
        language: BCP-47 of the document, empty where nobody says.
        split: Such as `dev` or `judge`; empty where the data has no parts.
    """

    posting_id: str
    document_id: str
    rater_id: str
    grade: float
    profession: str = ""
    language: str = ""
    split: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """One set.

    Attributes:
        name: Of the set.
        postings: By identifier.
        documents: By identifier.
        labels: At least one, unless a slice or a part is empty.
        about: What the set is, for readers of a report.
        license: Of the data.
        languages: BCP-47, those of the documents.
        relevant_from: The grade from which on a document fits, for what knows only two answers; mean of all raters.
        digest: SHA-256 over files and labels, and which part of them, in lower-case hex.
    """

    name: str
    postings: Mapping[str, JobPosting]
    documents: Mapping[str, Document]
    labels: tuple[Label, ...]
    about: str = ""
    license: str = ""
    languages: tuple[str, ...] = ()
    relevant_from: float = 1.0
    digest: str = ""

    @property
    def splits(self) -> tuple[str, ...]:
        """Parts that the labels name, in order of the alphabet."""
        return tuple(sorted({label.split for label in self.labels} - {""}))

    @property
    def slices(self) -> tuple[str, ...]:
        """Slices that figures are given for: `language:zh`, `profession:sales`, in order of the alphabet."""
        languages = {f"language:{label.language}" for label in self.labels if label.language}
        professions = {f"profession:{label.profession}" for label in self.labels if label.profession}
        return (*sorted(languages), *sorted(professions))

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Posting and document of every label, once each, in order of the labels."""
        return tuple(dict.fromkeys((label.posting_id, label.document_id) for label in self.labels))

    def of_slice(self, name: str) -> Dataset:
        """Returns the labels of a slice as `slices` names it; all of them for an empty name."""
        part, _, value = name.partition(":")
        if not part:
            return self
        return self._only(lambda label: (label.language if part == "language" else label.profession) == value)

    def of_split(self, split: str) -> Dataset:
        """Returns the labels of one part, and what they are about; its digest is another one than that of the whole."""
        digest = hashlib.sha256(f"{self.digest}\n{split}".encode()).hexdigest()
        return replace(self._only(lambda label: label.split == split), digest=digest)

    def measured(self) -> MeasuredDataset:
        """Returns what a run says of the set."""
        return MeasuredDataset(
            name=self.name,
            digest=self.digest,
            postings=len({label.posting_id for label in self.labels}),
            documents=len({label.document_id for label in self.labels}),
            labels=len(self.labels),
            about=self.about,
        )

    def _only(self, counts: Callable[[Label], bool]) -> Dataset:
        labels = tuple(label for label in self.labels if counts(label))
        postings = {label.posting_id for label in labels}
        documents = {label.document_id for label in labels}
        return replace(
            self,
            labels=labels,
            postings={one: posting for one, posting in self.postings.items() if one in postings},
            documents={one: document for one, document in self.documents.items() if one in documents},
        )
