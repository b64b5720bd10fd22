"""What prose may repeat from a resume: nothing that says who the person is."""

from __future__ import annotations

from bole.domain.resume import Profile
from bole.evidence.cue_patterns import pattern
from bole.lexicon.folding import fold

_SHORTEST_NAME = 2


def is_impersonal(text: str, profile: Profile | None = None) -> bool:
    """Tells whether a passage is free of age, gender, origin and the like, and of the names in a profile.

    Args:
        text: A passage of visible text.
        profile: Whose name, contacts and schools must not stand in it; None where it is not known.
    """
    folded = fold(text).text
    if pattern("demographic").search(folded) is not None:
        return False
    return profile is None or not any(name in folded for name in _names(profile))


def _names(profile: Profile) -> list[str]:
    basics = profile.basics
    facts = [basics.name, *basics.emails, *basics.phones, *(entry.institution for entry in profile.education)]
    names = [fold(fact.value).text.strip() for fact in facts if fact is not None]
    return [name for name in names if len(name) >= _SHORTEST_NAME]
