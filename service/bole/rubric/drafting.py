"""Drafts a rubric from a job posting: deterministic, Chinese and English."""

from __future__ import annotations

from dataclasses import replace

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.resume import Warning, WarningCode
from bole.domain.rubric import Criterion, CriterionKind, JobPosting, RefusedCriterion, Requirement, Rubric
from bole.lexicon.roles import RoleFamily
from bole.rubric.clauses import Clause, clauses
from bole.rubric.completion import completed
from bole.rubric.digests import with_digests
from bole.rubric.drafts import drafts, fold_keys, responsibility_draft
from bole.rubric.merging import merged
from bole.rubric.nouns import names_something
from bole.rubric.patterns import pattern
from bole.rubric.refusals import without_protected
from bole.rubric.sections import Part, PostingLine, posting_lines
from bole.rubric.titles import is_title_line, language_of, role_of, title_of
from bole.rubric.trade import trade_criterion

MOST_CRITERIA = 24
ENOUGH_DEMANDS = 3
"""Requirements on skills or domains from which responsibilities add nothing to a rubric."""

_CUES = "cues.yaml"
_TIERS = tuple(Requirement)
_HEADER_KINDS = frozenset({CriterionKind.LOCATION, CriterionKind.COMPENSATION, CriterionKind.AVAILABILITY})


def draft_rubric(posting: JobPosting) -> Rubric:
    """Turns a posting into criteria by its headings and cue words.

    Criteria are numbered `c1`... in the order of the posting, at most 24 of them (the lowest tier goes first, with the
    warning CRITERIA_DROPPED). Lines on protected topics are left out and reported in `refused_criteria`.

    Args:
        posting: The opening as HR wrote it; Chinese, English or both.

    Raises:
        BoleError: JOB_POSTING_EMPTY when the text is blank; JOB_POSTING_WITHOUT_CRITERIA when it asks for nothing that
            a resume can show.
    """
    if not posting.text.strip():
        raise BoleError(
            ErrorReason.JOB_POSTING_EMPTY,
            "The job posting has no text. Send the text of the posting, with its requirements.",
            field="job_posting.text",
        )
    lines = posting_lines(posting.text)
    language, title = language_of(posting), title_of(posting, lines)
    role = role_of(title, lines)
    pieces, refused = _pieces(tuple(line for line in lines if not is_title_line(line, title)), language)
    criteria = merged(_with_duties(_demands(pieces, role), pieces))
    if not any(criterion.kind not in _HEADER_KINDS for _, criterion in criteria):
        raise _without_criteria(refused)
    trade = trade_criterion(title, role, [criterion for _, criterion in criteria])
    asked = (*(criterion for _, criterion in criteria), *((trade,) if trade is not None else ()))
    kept, dropped = _kept(asked)
    return with_digests(
        Rubric(
            title=title,
            role=role.family_id if role is not None else "",
            language_code=language,
            criteria=kept,
            refused_criteria=refused,
            warnings=(*_refusal_warnings(refused), *_dropped_warning(dropped)),
        )
    )


def _pieces(lines: tuple[PostingLine, ...], language: str) -> tuple[tuple[Clause, ...], tuple[RefusedCriterion, ...]]:
    """Returns the clauses that may ask for something, and what was refused on the way."""
    has_demands = any(line.part is Part.REQUIREMENTS for line in lines)
    pieces: list[Clause] = []
    refused: list[RefusedCriterion] = []
    for line in lines:
        if line.part in (Part.COMPANY, Part.BENEFITS) or line.label == "IGNORED":
            continue
        for clause in clauses(line):
            kept, left_out = without_protected(clause, language)
            refused.extend(one for one in left_out if one not in refused)
            pieces.extend(piece for piece in kept if _may_ask(piece, has_demands=has_demands))
    return tuple(pieces), tuple(refused)


def _may_ask(clause: Clause, *, has_demands: bool) -> bool:
    """Tells whether a clause can hold a demand: not an offer, not about the company, not how to apply."""
    text = clause.folded.text
    if clause.part is Part.APPLICATION or clause.label == "TITLE":
        return False
    if not clause.label and (pattern(_CUES, "boilerplate").search(text) or _offers(clause)):
        return False
    if _tells_of_company(clause):
        return False
    return clause.part is not Part.INTRO or not has_demands or bool(clause.label) or _asks_in_prose(text)


def _offers(clause: Clause) -> bool:
    """Tells whether a clause promises something; a demand for work with benefits or shares does not."""
    text = clause.folded.text
    return pattern(_CUES, "offer").search(text) is not None and not (clause.part.asks and names_something(text))


def _tells_of_company(clause: Clause) -> bool:
    text = clause.folded.text
    if any(pattern(_CUES, key).search(text) for key in ("seeking", "required")):
        return False
    keys = ("company", "company_prose") if clause.part is Part.INTRO else ("company",)
    return any(pattern(_CUES, key).search(text) for key in keys)


def _asks_in_prose(text: str) -> bool:
    """Tells whether a sentence of an introduction, above a list of demands, makes one itself."""
    if pattern(_CUES, "required").search(text) or pattern(_CUES, "should").search(text):
        return True
    return bool(pattern(_CUES, "experienced").search(text))


def _demands(pieces: tuple[Clause, ...], role: RoleFamily | None) -> list[tuple[int, Criterion]]:
    return [
        (place, criterion)
        for place, clause in enumerate(pieces)
        if clause.part is not Part.RESPONSIBILITIES
        for criterion in drafts(clause, role)
    ]


def _with_duties(found: list[tuple[int, Criterion]], pieces: tuple[Clause, ...]) -> list[tuple[int, Criterion]]:
    """Adds what only the responsibilities name, where the requirements name too little to tell candidates apart.

    Responsibilities say what the person will do, requirements what they have to bring: a posting that says the second
    is taken at its word.
    """
    if sum(criterion.kind.answered_by_level for _, criterion in found) >= ENOUGH_DEMANDS:
        return found
    asked = {key for _, criterion in found for term in criterion.terms for key in fold_keys(term.spellings)}
    for place, clause in enumerate(pieces):
        if clause.part is Part.RESPONSIBILITIES:
            for criterion in responsibility_draft(clause, frozenset(asked)):
                asked.update(key for term in criterion.terms for key in fold_keys(term.spellings))
                found.append((place, criterion))
    return sorted(found, key=lambda one: one[0])


def _kept(criteria: tuple[Criterion, ...]) -> tuple[tuple[Criterion, ...], int]:
    """Keeps the most important criteria in the order of the posting and numbers them."""
    ranked = sorted(range(len(criteria)), key=lambda place: (_TIERS.index(criteria[place].requirement), place))
    places = sorted(ranked[:MOST_CRITERIA])
    chosen = (completed(criteria[place]) for place in places)
    numbered = tuple(replace(one, criterion_id=f"c{number}") for number, one in enumerate(chosen, start=1))
    return numbered, len(criteria) - len(numbered)


def _refusal_warnings(refused: tuple[RefusedCriterion, ...]) -> tuple[Warning, ...]:
    if not refused:
        return ()
    topics = ", ".join(dict.fromkeys(one.reason for one in refused))
    message = f"{len(refused)} demand(s) of the posting are left out, because no one may be scored on: {topics}."
    return (Warning(code=WarningCode.CRITERION_REFUSED, message=message),)


def _dropped_warning(dropped: int) -> tuple[Warning, ...]:
    if dropped == 0:
        return ()
    message = f"The posting asks for more than {MOST_CRITERIA} things; the {dropped} least important are left out."
    return (Warning(code=WarningCode.CRITERIA_DROPPED, message=message),)


def _without_criteria(refused: tuple[RefusedCriterion, ...]) -> BoleError:
    hint = "Add what the role needs: skills, years of experience, degrees, certificates or languages."
    if refused:
        hint = "All that it asks for is protected. " + hint
    return BoleError(
        ErrorReason.JOB_POSTING_WITHOUT_CRITERIA,
        f"The job posting asks for nothing that a resume can show. {hint}",
        field="job_posting.text",
        metadata={"refused_count": str(len(refused))},
    )
