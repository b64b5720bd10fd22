"""What a job posting asks for, as criteria that code can score."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bole.domain.resume import Warning


class CriterionKind(StrEnum):
    """How a criterion is answered."""

    SKILL = "SKILL"
    DOMAIN = "DOMAIN"
    OTHER = "OTHER"
    EXPERIENCE = "EXPERIENCE"
    EDUCATION = "EDUCATION"
    CERTIFICATION = "CERTIFICATION"
    LANGUAGE = "LANGUAGE"
    SOFT_SKILL = "SOFT_SKILL"
    LOCATION = "LOCATION"
    AVAILABILITY = "AVAILABILITY"
    COMPENSATION = "COMPENSATION"
    WORK_AUTHORIZATION = "WORK_AUTHORIZATION"

    @property
    def answered_by_level(self) -> bool:
        """True for kinds that an engine answers with a level and quotes."""
        return self in _BY_LEVEL

    @property
    def answered_by_fact(self) -> bool:
        """True for kinds that are computed from the profile."""
        return self in _BY_FACT

    @property
    def scored(self) -> bool:
        """True for kinds with a weight; the others are shown and asked about."""
        return self.answered_by_level or self.answered_by_fact


_BY_LEVEL = frozenset({CriterionKind.SKILL, CriterionKind.DOMAIN, CriterionKind.OTHER})
_BY_FACT = frozenset(
    {CriterionKind.EXPERIENCE, CriterionKind.EDUCATION, CriterionKind.CERTIFICATION, CriterionKind.LANGUAGE}
)


class Requirement(StrEnum):
    """How much a criterion matters."""

    MUST = "MUST"
    SHOULD = "SHOULD"
    NICE = "NICE"


class Combination(StrEnum):
    """How the groups of a criterion combine: the best term, or the mean of all."""

    ANY_OF = "ANY_OF"
    ALL_OF = "ALL_OF"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One thing that is asked for, under every spelling that counts as it.

    `name` is how the posting spells it; `spellings` includes `name` and its aliases in both languages.
    """

    name: str
    spellings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TermGroup:
    """Terms of which the best one counts (ANY_OF) or the mean of all (ALL_OF)."""

    combination: Combination
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One thing that the posting asks for.

    Several `term_groups` combine as the mean of the groups. For EXPERIENCE, `min_years` and `max_years` are years (half
    years allowed) and the terms name the field in which they count (none: any employment). For EDUCATION, `min_degree`
    is the name of a `DegreeLevel` and the terms name accepted fields of study. For LANGUAGE, `language_code` is BCP-47.
    `weight` is None for the tier's own weight, else 0..100 as the caller set it.
    """

    criterion_id: str
    text: str
    kind: CriterionKind
    requirement: Requirement
    gate: bool = False
    weight: int | None = None
    term_groups: tuple[TermGroup, ...] = ()
    min_years: float | None = None
    max_years: float | None = None
    min_degree: str = ""
    language_code: str = ""

    @property
    def terms(self) -> tuple[Term, ...]:
        """All terms, in order."""
        return tuple(term for group in self.term_groups for term in group.terms)


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusedCriterion:
    """A line that no one may be scored on, with the reason and what may be asked instead."""

    text: str
    reason: str
    """What the line is about, such as AGE or GENDER."""
    lawful_alternative: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Where recommendations begin; scores and credits 0..100, coverage 0..1."""

    advance_score: int = 70
    advance_coverage: float = 0.7
    advance_must_credit: int = 50
    hold_score: int = 40
    hold_coverage: float = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreSpread:
    """The measured noise of a rubric's scores: how far edits move them that change nothing of substance.

    Attributes:
        points: Points of `match_score` on either side within which two scores say the same, 0..50.
        pair_count: Pairs of screenings that were compared, at least 1.
        engine: The engine that was measured; the spread says nothing of another.
        model_digest: Of its model, SHA-256 in lower-case hex; empty for engines without one.
    """

    points: int
    pair_count: int
    engine: str
    model_digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobPosting:
    """An opening as HR wrote it; `language_code` is BCP-47, empty when it is to be detected."""

    text: str
    title: str = ""
    language_code: str = ""
    external_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rubric:
    """The criteria of one posting.

    `criteria_digest` is over what is asked (keys findings), `rubric_digest` also over weights, requirements, gates and
    thresholds; both SHA-256 in lower-case hex of canonical JSON, see `rubric.digests`.
    """

    title: str
    role: str
    """Identifier of a role family of the lexicon, empty when none fits."""
    language_code: str
    criteria: tuple[Criterion, ...]
    thresholds: Thresholds = Thresholds()
    refused_criteria: tuple[RefusedCriterion, ...] = ()
    warnings: tuple[Warning, ...] = ()
    criteria_digest: str = ""
    rubric_digest: str = ""
    score_spread: ScoreSpread | None = None
