"""Sees to it that a model's narrative is in the language that was asked for: it is asked once more where it mixes."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Collection, Sequence

from bole.domain.measuring import Count, count
from bole.lexicon.output_language import strays


async def in_language(
    sentences: Sequence[str],
    language_code: str,
    names: Collection[str],
    again: Callable[[], Awaitable[Sequence[str]]],
) -> tuple[str, ...]:
    """Returns a narrative as it was, or the one of a second try where that has more sentences in the language.

    What still mixes languages stays, for code to leave out and tell. Counts what came of it.

    Args:
        sentences: What the model wrote first.
        language_code: BCP-47 of the language that was asked for.
        names: What may stand as it is spelled.
        again: Asks once more with the language named again; nothing where that fails.
    """
    first = tuple(sentences)
    mixed = _mixed(first, language_code, names)
    if not mixed:
        _tell(language_code, "right")
        return first
    second = tuple(await again())
    left = _mixed(second, language_code, names)
    _tell(language_code, "repaired" if second and not left else "flagged")
    return second if len(second) - left > len(first) - mixed else first


def _mixed(sentences: Sequence[str], language_code: str, names: Collection[str]) -> int:
    return sum(bool(strays(sentence, language_code, names)) for sentence in sentences)


def _tell(language_code: str, outcome: str) -> None:
    count(Count.OUTPUT_LANGUAGE, "screening", language_code, outcome)
