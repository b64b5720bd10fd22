"""Checks what an engine found against what a person can see, and turns it into levels and credits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.rubric import Criterion
from bole.domain.screening import CriterionAssessment, Evidence, Finding, Level, Method, TermAssessment
from bole.evidence.alignment import align
from bole.evidence.levels import CREDIT, best, combine, rank
from bole.evidence.quote_counts import tell_quotes
from bole.evidence.quoting import chosen, evidence_of
from bole.evidence.reading import Reading
from bole.evidence.support import Answer, Claim, Located, answer, claimable, fell
from bole.evidence.topic import topics_of
from bole.evidence.wording import phrases

_SHOWN = frozenset({Level.DEMONSTRATED, Level.USED, Level.LISTED})
_Findings = Sequence[tuple[Reading, Finding]]


def verify(
    criterion: Criterion, findings: _Findings, language_code: str = "en", *, engine: str = "rules"
) -> CriterionAssessment:
    """Checks the findings about one criterion.

    A level above LISTED stands when a quote aligns with the visible text and is about the term: names it without
    denying it, or stands in an entry whose heading names it. An aligned quote that is not about the term is kept as an
    inference (DERIVE), at most LISTED. Where nothing aligns the level falls to LISTED if the text names the term, else
    to ABSENT. A cover letter supports at most USED, a criterion without terms at most USED, a mere acquaintance
    (了解, "aware of") at most LISTED. Of several documents the best answer for each term counts. Where a page could not
    be read, what is not found elsewhere is UNCLEAR.

    Args:
        criterion: A criterion answered by level, or one that is only shown: its credit is None, and UNCLEAR stands for
            what the documents do not say.
        findings: The engine's answer for each document that it read; none means that nothing is known.
        language_code: BCP-47 language of the note.
        engine: Who made the findings, for the count of quotes.

    Raises:
        BoleError: FINDINGS_MISMATCH when a finding is about another criterion.
    """
    for _, finding in findings:
        _check(criterion, finding)
    if not findings:
        return unclear(criterion)
    of_kind = _by_terms if criterion.terms else _as_a_whole
    assessment = of_kind(criterion, findings, engine)
    if not criterion.kind.scored:
        assessment = _only_shown(assessment)
    return replace(assessment, note=_note(assessment, language_code))


def unclear(criterion: Criterion) -> CriterionAssessment:
    """Answers a criterion of which nothing can be known, such as in a language that the engine does not cover."""
    terms = tuple(TermAssessment(term=term.name, level=Level.UNCLEAR, credit=None) for term in criterion.terms)
    return CriterionAssessment(criterion=criterion, level=Level.UNCLEAR, credit=None, terms=terms)


def _check(criterion: Criterion, finding: Finding) -> None:
    if finding.criterion_id != criterion.criterion_id:
        raise BoleError(
            ErrorReason.FINDINGS_MISMATCH,
            "A finding is about another criterion. Send the findings together with the rubric they were made for.",
            metadata={"criterion_id": criterion.criterion_id},
        )


def _by_terms(criterion: Criterion, findings: _Findings, engine: str) -> CriterionAssessment:
    by_document = [_answers(criterion, reading, finding) for reading, finding in findings]
    for answers in by_document:
        tell_quotes(answers, engine)
    by_term = [sorted(answers, key=lambda one: rank(one.level)) for answers in zip(*by_document, strict=True)]
    levels = [answers[0].level for answers in by_term]
    level, credit = combine(criterion.term_groups, levels)
    ranked = sorted(by_term, key=lambda answers: rank(answers[0].level))
    if rank(level) <= rank(Level.LISTED):
        # What is open or denied is no evidence for what is shown beside it.
        ranked = [answers for answers in ranked if answers[0].level in _SHOWN]
    return CriterionAssessment(
        criterion=criterion,
        level=level,
        credit=credit,
        evidence=chosen([_evidence_for(answers) for answers in ranked]),
        terms=tuple(
            TermAssessment(term=term.name, level=own, credit=CREDIT.get(own))
            for term, own in zip(criterion.terms, levels, strict=True)
        ),
        fallen=any(
            _fell(answers, levels, shared=_shared(criterion, finding))
            for answers, (_, finding) in zip(by_document, findings, strict=True)
        ),
    )


def _evidence_for(answers: Sequence[Answer]) -> list[Evidence]:
    """Returns the evidence of the best answer, then of documents that show less; a denial only where it decides."""
    decided = answers[0].level
    return [evidence for one in answers if one.level in {decided, *_SHOWN} for evidence in one.evidence]


def _shared(criterion: Criterion, finding: Finding) -> bool:
    return not finding.terms and len(criterion.terms) > 1


def _answers(criterion: Criterion, reading: Reading, finding: Finding) -> list[Answer]:
    """Answers the terms of a criterion in order, from one document."""
    about = topics_of(reading, criterion)
    if not finding.terms:
        claim = Claim(
            level=claimable(finding.level, reading.role), quotes=finding.quotes, shared=_shared(criterion, finding)
        )
        known = claim.level is Level.UNCLEAR and any(topic.first_affirmed for topic in about)
        return [answer(topic, claim, known=known) for topic in about]
    told = {one.term: one for one in finding.terms}
    found: list[Answer] = []
    for topic in about:
        one = told.get(topic.term.name)
        level = one.level if one is not None else _named_level(topic.first_affirmed is not None)
        claim = Claim(level=claimable(level, reading.role), quotes=one.quotes if one is not None else ())
        found.append(answer(topic, claim, known=claim.level is Level.UNCLEAR and topic.first_affirmed is not None))
    return found


def _named_level(named: bool) -> Level:
    return Level.LISTED if named else Level.ABSENT


def _fell(answers: Sequence[Answer], levels: Sequence[Level], *, shared: bool) -> bool:
    """Tells whether a document's claim did not hold; one made for several terms falls if it holds for none."""
    if shared:
        return all(one.unsupported for one in answers) and all(fell(one, best(levels)) for one in answers)
    return any(fell(one, level) for one, level in zip(answers, levels, strict=True))


def _as_a_whole(criterion: Criterion, findings: _Findings, engine: str) -> CriterionAssessment:
    """Answers a criterion that has no terms: nothing ties a quote to it, so it supports at most USED."""
    answers = sorted(
        (_answer_whole(reading, finding) for reading, finding in findings), key=lambda one: rank(one.level)
    )
    for one in answers:
        tell_quotes([one], engine)
    level = answers[0].level
    return CriterionAssessment(
        criterion=criterion,
        level=level,
        credit=CREDIT.get(level),
        evidence=chosen([_evidence_for(answers)]),
        fallen=any(fell(one, level) for one in answers),
    )


def _answer_whole(reading: Reading, finding: Finding) -> Answer:
    claim = claimable(finding.level, reading.role)
    if claim is Level.DEMONSTRATED:
        claim = Level.USED
    located = [(quote, align(quote, reading.folded)) for quote in dict.fromkeys(finding.quotes)]
    evidence = tuple(evidence_of(reading, one.span, alignment=one.alignment) for _, one in located if one is not None)
    # Nothing ties a quote to a criterion without terms: what stands in the text counts as being about it.
    quotes = tuple(
        Located(quote, None if one is None else one.alignment, on_topic=one is not None) for quote, one in located
    )
    if claim is Level.ABSENT and reading.incomplete and not evidence:
        return Answer(claim=claim, level=Level.UNCLEAR, quotes=quotes)
    if claim in {Level.ABSENT, Level.UNCLEAR} or evidence:
        return Answer(claim=claim, level=claim, evidence=evidence, quotes=quotes)
    return Answer(claim=claim, level=Level.ABSENT, unsupported=True, quotes=quotes)


def _only_shown(assessment: CriterionAssessment) -> CriterionAssessment:
    """Takes the credit away from what is never scored; what the documents do not say is open rather than absent."""
    level = assessment.level
    if level is Level.ABSENT and not assessment.evidence:
        level = Level.UNCLEAR
    terms = tuple(replace(term, credit=None) for term in assessment.terms)
    return replace(assessment, level=level, credit=None, terms=terms)


def _note(assessment: CriterionAssessment, language_code: str) -> str:
    words = phrases("facts", language_code)
    if assessment.level in {Level.ABSENT, Level.UNCLEAR}:
        return ""
    if not assessment.criterion.terms:
        return words.say("unsupported")
    if assessment.evidence and all(one.method is Method.DERIVE for one in assessment.evidence):
        return words.say("inferred")
    return ""
