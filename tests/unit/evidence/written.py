"""Builds parsed resumes, criteria and assessments for tests of the evidence package, spans included."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bole.domain.dates import DateRange, PartialDate
from bole.domain.documents import DocumentRole
from bole.domain.resume import (
    Basics,
    CertificateEntry,
    DegreeLevel,
    EducationEntry,
    EntryKind,
    Fact,
    HiddenText,
    LanguageEntry,
    Page,
    ParsedResume,
    Profile,
    Section,
    SectionKind,
    TextLine,
    Warning,
    WorkEntry,
)
from bole.domain.rubric import Combination, Criterion, CriterionKind, Requirement, Term, TermGroup
from bole.domain.screening import CriterionAssessment, Level, TermAssessment
from bole.domain.spans import Span
from bole.evidence.reading import Reading, read


@dataclass
class ResumeWriter:
    """Writes a resume line by line and remembers where everything stands."""

    languages: tuple[str, ...] = ("en",)
    text: str = ""
    lines: list[Span] = field(default_factory=list)
    work: list[WorkEntry] = field(default_factory=list)
    education: list[EducationEntry] = field(default_factory=list)
    certificates: list[CertificateEntry] = field(default_factory=list)
    spoken: list[LanguageEntry] = field(default_factory=list)
    claimed: list[Fact] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    name: Fact | None = None

    def line(self, text: str) -> Span:
        """Adds a line and returns its span."""
        start = len(self.text)
        self.text += text + "\n"
        span = Span(start, start + len(text))
        self.lines.append(span)
        return span

    def person(self, name: str) -> None:
        """Adds the name of the candidate."""
        self.name = Fact(value=name, span=self.line(name))

    def entry(
        self,
        period: str,
        statements: Sequence[str],
        *,
        position: str = "Engineer",
        organization: str = "Northwind",
        kind: EntryKind = EntryKind.EMPLOYMENT,
    ) -> None:
        """Adds dated work; `period` is such as `2019-03..2021-05`, `2019..` (ongoing), or empty."""
        heading = self.line(f"{organization}  {position}  {period}".rstrip())
        spans = [self.line(f"- {statement}") for statement in statements]
        start = heading.start
        self.work.append(
            WorkEntry(
                kind=kind,
                span=Span(start, spans[-1].end if spans else heading.end),
                heading=heading,
                organization=Fact(value=organization, span=Span(start, start + len(organization))),
                position=self._fact(position, heading),
                dates=date_range(period),
                dates_span=self._fact(period, heading).span if period else None,
                highlights=tuple(
                    Fact(value=statement, span=Span(span.start + 2, span.end))
                    for statement, span in zip(statements, spans, strict=True)
                ),
            )
        )

    def degree(
        self, level: str, area: str, period: str = "", *, school: str = "Northbridge", ongoing: bool = False
    ) -> None:
        """Adds a degree; `level` is the name of a `DegreeLevel`."""
        span = self.line(f"{school}  {area}  {level}  {period}".rstrip())
        self.education.append(
            EducationEntry(
                span=span,
                institution=Fact(value=school, span=Span(span.start, span.start + len(school))),
                area=self._fact(area, span),
                degree=self._fact(level, span),
                level=DegreeLevel[level],
                in_progress=ongoing,
                dates=date_range(period),
            )
        )

    def certificate(self, name: str) -> None:
        """Adds a certificate or licence."""
        self.certificates.append(CertificateEntry(name=Fact(value=name, span=self.line(name))))

    def language(self, code: str, name: str, fluency: str) -> None:
        """Adds a human language."""
        span = self.line(f"{name}  {fluency}")
        self.spoken.append(
            LanguageEntry(language_code=code, name=self._fact(name, span), fluency=self._fact(fluency, span))
        )

    def claim(self, sentence: str, stated: str, years: str) -> None:
        """Adds a sentence that claims years; `stated` is the part of it that does."""
        span = self.line(sentence)
        self.claimed.append(Fact(value=years, span=self._fact(stated, span).span))

    def section(self, kind: SectionKind, first: Span, last: Span) -> None:
        """Marks the lines from `first` to `last` as a section."""
        self.sections.append(Section(kind=kind, span=Span(first.start, last.end)))

    def resume(self, *, hidden: Sequence[HiddenText] = (), warnings: Sequence[Warning] = ()) -> ParsedResume:
        """Returns what was written."""
        return ParsedResume(
            text=self.text,
            document_digest="0" * 64,
            media_type="text/plain",
            pages=(Page(number=1, span=Span(0, len(self.text))),),
            lines=tuple(TextLine(span=span, page_number=1) for span in self.lines),
            sections=tuple(self.sections),
            profile=Profile(
                basics=Basics(name=self.name),
                work=tuple(self.work),
                education=tuple(self.education),
                languages=tuple(self.spoken),
                certificates=tuple(self.certificates),
                claimed_years=tuple(self.claimed),
            ),
            languages=self.languages,
            hidden_text=tuple(hidden),
            warnings=tuple(warnings),
        )

    def reading(
        self,
        *,
        hidden: Sequence[HiddenText] = (),
        warnings: Sequence[Warning] = (),
        role: DocumentRole = DocumentRole.RESUME,
    ) -> Reading:
        """Returns what was written, ready for checks."""
        return read(self.resume(hidden=hidden, warnings=warnings), 0, role)

    def _fact(self, value: str, inside: Span) -> Fact:
        start = self.text.index(value, inside.start, inside.end)
        return Fact(value=value, span=Span(start, start + len(value)))


def date_range(period: str) -> DateRange | None:
    """Reads `2019-03..2021-05`, `2019..2020`, `2019-03..` (ongoing) and nothing."""
    if not period:
        return None
    start, _, end = period.partition("..")
    return DateRange(start=_date(start), end=_date(end) if end else None, ongoing=not end)


def criterion(
    criterion_id: str,
    text: str,
    *,
    kind: CriterionKind = CriterionKind.SKILL,
    requirement: Requirement = Requirement.MUST,
    terms: Sequence[str] = (),
    combination: Combination = Combination.ANY_OF,
    gate: bool = False,
    weight: int | None = None,
) -> Criterion:
    """Builds a criterion with at most one group of terms, each spelled only as its name."""
    group = TermGroup(combination=combination, terms=tuple(Term(name=name, spellings=(name,)) for name in terms))
    return Criterion(
        criterion_id=criterion_id,
        text=text,
        kind=kind,
        requirement=requirement,
        gate=gate,
        weight=weight,
        term_groups=(group,) if terms else (),
    )


def assessed(
    one: Criterion, level: Level, credit: int | None, terms: Sequence[tuple[str, Level]] = (), note: str = ""
) -> CriterionAssessment:
    """Builds an assessment without evidence."""
    return CriterionAssessment(
        criterion=one,
        level=level,
        credit=credit,
        terms=tuple(TermAssessment(term=name, level=own, credit=None) for name, own in terms),
        note=note,
    )


def _date(text: str) -> PartialDate:
    year, _, month = text.partition("-")
    return PartialDate(int(year), int(month) if month else None)
