"""English verb forms."""

from __future__ import annotations

from dataclasses import dataclass

_VOWELS = "aeiou"


@dataclass(frozen=True, slots=True, kw_only=True)
class VerbForms:
    """The forms of one verb that resumes use: base, third person, past, gerund."""

    base: str
    third: str
    past: str
    gerund: str


def verb_forms(entry: str) -> VerbForms:
    """Inflects a verb written as `build:built`, or `audit` where the past is regular.

    A phrase inflects its first word: `care for:cared for` gives `caring for`.
    """
    base, _, past = entry.partition(":")
    head, _, particle = base.partition(" ")
    past = past or _past(head) + (f" {particle}" if particle else "")
    doubled = past.split(" ")[0] == head + head[-1] + "ed"
    forms = (_third(head), _gerund(head, doubled=doubled))
    third, gerund = (f"{form} {particle}".rstrip() for form in forms)
    return VerbForms(base=base, third=third, past=past, gerund=gerund)


def _past(verb: str) -> str:
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2] not in _VOWELS:
        return verb[:-1] + "ied"
    return verb + "ed"


def _third(verb: str) -> str:
    if verb.endswith(("s", "x", "z", "ch", "sh", "o")):
        return verb + "es"
    if verb.endswith("y") and verb[-2] not in _VOWELS:
        return verb[:-1] + "ies"
    return verb + "s"


def _gerund(verb: str, *, doubled: bool) -> str:
    # The last consonant doubles in the gerund of a short irregular verb (cut, run, win) as in a regular past (shipped).
    if doubled or (len(verb) == 3 and verb[-1] in "tn" and verb[-2] in _VOWELS and verb not in {"own", "aid"}):
        return verb + verb[-1] + "ing"
    if verb.endswith("e") and not verb.endswith("ee"):
        return verb[:-1] + "ing"
    return verb + "ing"
