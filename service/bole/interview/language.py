"""Whether all that is written of a question is in the language of its kit."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from bole.domain.interview import InterviewQuestion
from bole.lexicon.output_language import strays


def mixed_fields(
    question: InterviewQuestion, language_code: str, names: Callable[[], Collection[str]]
) -> tuple[str, ...]:
    """Returns the fields of a question that are, or are in part, in another language, each once and in order.

    Args:
        question: As it was written; its quotes may be in any language.
        language_code: BCP-47 language that was asked for.
        names: Returns what may stand as it is spelled; called where something would be wrong without.
    """
    suspect = [(field, text) for field, text in fields_of(question) if strays(text, language_code)]
    if not suspect:
        return ()
    known = names()
    return tuple(dict.fromkeys(field for field, text in suspect if strays(text, language_code, known)))


def fields_of(question: InterviewQuestion) -> Iterator[tuple[str, str]]:
    """Yields what is written of a question, each text with the name of its field."""
    yield "question", question.question
    yield "competency", question.competency
    yield "reason", question.reason
    yield from (("expected_points", point) for point in question.expected_points)
    yield from (("follow_ups", text) for text in question.follow_ups)
    anchors = question.rating_anchors
    yield from (("rating_anchors", text) for text in (anchors.low, anchors.medium, anchors.high))
