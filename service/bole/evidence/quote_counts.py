"""Counts what becomes of quotes, for whoever watches how often an engine makes them up."""

from __future__ import annotations

from collections.abc import Iterable

from bole.domain.measuring import Count, count, listener
from bole.evidence.support import Answer, Located

_FAILED = "failed"


def tell_quotes(answers: Iterable[Answer], engine: str) -> None:
    """Counts the quotes of one finding in one document, each once, for however many terms it was made.

    A quote is on topic where it is so for any of them.
    """
    if listener() is None:
        return
    fates: dict[str, Located] = {}
    for located in (located for one in answers for located in one.quotes):
        if located.quote not in fates or located.on_topic:
            fates[located.quote] = located
    for located in fates.values():
        alignment = _FAILED if located.alignment is None else located.alignment.value.lower()
        count(Count.EVIDENCE, engine, alignment, "on" if located.on_topic else "off")
