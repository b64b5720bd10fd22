"""Takes out of a result what says who the candidate is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeAlias

from bole.domain.interview import InterviewKit, InterviewQuestion
from bole.domain.resume import NO_CONTACT, Basics, Contact, Profile
from bole.domain.screening import Evidence, ScreenedCandidate, Screening
from bole.evidence.identity import contacts_in
from bole.reports.ranking import RankedCandidate

Mask: TypeAlias = Callable[[str], str]

MASK = "▇▇▇"
"""Stands for a name, an e-mail address or a phone number inside a text."""

_SHORTEST_NAME_PART = 2
_SHORTEST_ADDRESS = 4
"""Shorter ones were misread, and would mask syllables everywhere."""

_SHORTEST_NUMBER = 7
_LONGEST_COUNTRY_CODE = 3
_GAP = r"[\s().–-]{0,3}"


def blinded(ranked: Iterable[RankedCandidate]) -> tuple[RankedCandidate, ...]:
    """Returns the candidates as `blinded_one` shows each of them."""
    return tuple(map(blinded_one, ranked))


def blinded_one(ranked: RankedCandidate) -> RankedCandidate:
    """Returns a candidate without contact and profile, with `source` replaced by `item_id` and names masked in texts.

    File names are personal data, hence the source. Masked are the name as a whole and each part of it that a blank
    separates, the e-mail addresses, phone numbers and links of the same candidate, wherever a quote or a sentence
    repeats them, and in the identifier of the candidate; in quotes and sentences also what is a contact, or the number
    of a document, by its form: `QQ: 12345678`. What a resume says about gender, age or origin inside a quote stays: a
    quote is evidence.
    """
    return replace(ranked, candidate=_blind_candidate(ranked.candidate))


def blinded_kit(kit: InterviewKit, contact: Contact, profile: Profile | None = None) -> InterviewKit:
    """Returns the questions with the candidate's own name, addresses, numbers and links masked."""
    mask = mask_of(contact, profile)
    return replace(
        kit,
        questions=tuple(_blind_question(question, mask) for question in kit.questions),
        core_questions=tuple(
            replace(question, evidence=_blind_evidence(question.evidence, mask)) for question in kit.core_questions
        ),
    )


def mask_of(contact: Contact, profile: Profile | None) -> Mask:
    """Returns what masks in a text what `blinded_one` masks in the texts of a screening."""
    known = _known_mask(contact, profile)
    return lambda text: _without_contacts(known(text))


def _blind_candidate(candidate: ScreenedCandidate) -> ScreenedCandidate:
    screening = candidate.screening
    if screening is not None:
        known = _known_mask(candidate.contact, candidate.profile)
        candidate_id = known(screening.provenance.candidate_id)  # of a digest, numbers may look like any other
        screening = _blind_screening(screening, mask_of(candidate.contact, candidate.profile))
        screening = replace(screening, provenance=replace(screening.provenance, candidate_id=candidate_id))
    return replace(candidate, source=candidate.item_id, contact=NO_CONTACT, profile=None, screening=screening)


def _known_mask(contact: Contact, profile: Profile | None) -> Mask:
    secret = _secret(contact, profile)
    return str if secret is None else lambda text: secret.sub(MASK, text)


def _secret(contact: Contact, profile: Profile | None = None) -> re.Pattern[str] | None:
    parts = [part for part in contact.name.split() if len(part) >= _SHORTEST_NAME_PART]
    basics = Basics() if profile is None else profile.basics
    facts = (*basics.emails, *basics.phones, *basics.urls)
    stated = [fact.value for fact in facts if len(fact.value) >= _SHORTEST_ADDRESS]
    known = {text for text in (contact.name.strip(), contact.email, contact.phone, *parts, *stated) if text}
    if not known:
        return None
    longest_first = sorted(known, key=lambda text: (-len(text), text))
    phones = dict.fromkeys(_digits(one) for one in (contact.phone, *(fact.value for fact in basics.phones)))
    numbers = [_however_written(digits) for digits in phones if len(digits) >= _SHORTEST_NUMBER]
    return re.compile("|".join((*numbers, *map(_whole, longest_first))), re.IGNORECASE)


def _digits(phone: str) -> str:
    return "".join(re.findall("[0-9]", phone))


def _however_written(digits: str) -> str:
    """Matches a phone number whatever stands between its digits, with and without the code of its country."""
    code = min(_LONGEST_COUNTRY_CODE, len(digits) - _SHORTEST_NUMBER)
    optional = "".join(f"(?:{digit}{_GAP})?" for digit in digits[:code])
    return rf"(?<![0-9])(?:\+|00?)?{optional}{_GAP.join(digits[code:])}(?![0-9])"


def _whole(text: str) -> str:
    """Matches Latin names as whole words only; Chinese has no words to end at."""
    left = r"(?<![A-Za-z])" if text[0].isascii() and text[0].isalpha() else ""
    right = r"(?![A-Za-z])" if text[-1].isascii() and text[-1].isalpha() else ""
    return left + re.escape(text) + right


def _without_contacts(text: str) -> str:
    pieces: list[str] = []
    done = 0
    for span in sorted(contacts_in(text), key=lambda one: one.start):
        if span.start >= done:
            pieces += [text[done : span.start], MASK]
        done = max(done, span.end)
    return "".join((*pieces, text[done:]))


def _blind_screening(screening: Screening, mask: Mask) -> Screening:
    return replace(
        screening,
        recommendation_reason=mask(screening.recommendation_reason),
        experience_evaluation=mask(screening.experience_evaluation),
        summary=mask(screening.summary),
        red_flags=tuple(map(mask, screening.red_flags)),
        criteria=tuple(
            replace(one, evidence=_blind_evidence(one.evidence, mask), note=mask(one.note))
            for one in screening.criteria
        ),
        red_flag_details=tuple(
            replace(flag, message=mask(flag.message), evidence=_blind_evidence(flag.evidence, mask))
            for flag in screening.red_flag_details
        ),
        open_questions=tuple(replace(one, question=mask(one.question)) for one in screening.open_questions),
    )


def _blind_question(question: InterviewQuestion, mask: Mask) -> InterviewQuestion:
    return replace(
        question,
        question=mask(question.question),
        reason=mask(question.reason),
        evidence=_blind_evidence(question.evidence, mask),
        expected_points=tuple(map(mask, question.expected_points)),
        follow_ups=tuple(map(mask, question.follow_ups)),
    )


def _blind_evidence(evidence: Sequence[Evidence], mask: Mask) -> tuple[Evidence, ...]:
    return tuple(replace(one, quote=mask(one.quote)) for one in evidence)
