"""A kit as its page holds it: what was written stands in hidden fields, what a person may change in visible ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TypeVar

from google.protobuf import json_format
from google.protobuf.message import Message
from starlette.datastructures import FormData

from bole.api import messages
from bole.api.json_format import as_line
from bole.api.stored_kits import interview_kit, interview_question
from bole.api.validation import invalid, text_within, values_within
from bole.domain.errors import BoleError
from bole.domain.interview import InterviewKit, InterviewQuestion, RatingAnchors
from bole.interview.checks import LONGEST
from bole.v1 import interview_pb2

M = TypeVar("M", bound=Message)
T = TypeVar("T")

MOST_QUESTIONS = 50
"""In a kit, core questions included."""

MOST_SEEN = 20
"""Earlier questions of one place that are remembered, so that none of them comes back."""

LONGEST_TEXT = 1000
"""Characters of a point, a follow-up or an anchor."""

LONGEST_NAME = 128
MOST_TEXTS = 24
MOST_MINUTES = 30
QUESTION_ID = r"(?:core|own|mine)-[1-9][0-9]{0,3}"

_LONGEST_JSON = 64 * 1024
_MOST_WARNINGS = 50
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,4}")
_KNOWN_ID = re.compile(QUESTION_ID)
_EDITED = ("text", "points", "follow_ups", "low", "medium", "high", "minutes", "seen")
"""Fields that every question of the candidate's own has once, in the order of the questions."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptKit:
    """A kit between two requests.

    Attributes:
        kit: The questions, as they are now.
        seen: Texts that stood in the place of a question before, by `question_id`, the oldest first.
        candidate: What the sheet calls the candidate; empty for a line to fill in.
    """

    kit: InterviewKit
    seen: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
    candidate: str = ""


def read_kit(form: FormData) -> KeptKit:
    """Reads the kit of a form.

    Raises:
        BoleError: ARGUMENT_INVALID for what no page of the console sends, and for texts beyond their limits.
    """
    core, own = _texts(form, "core"), _texts(form, "own")
    edited = {name: _texts(form, name) for name in _EDITED}
    if any(len(values) != len(own) for values in edited.values()):
        raise _unreadable("own")
    if len(core) + len(own) > MOST_QUESTIONS:
        said = f"A kit has at most {MOST_QUESTIONS} questions. Remove some of them."
        raise invalid("own", said, limit=MOST_QUESTIONS)
    questions = tuple(
        _edited(_question(base, "own"), {name: values[index] for name, values in edited.items()})
        for index, base in enumerate(own)
    )
    seen = {one.question_id: _seen(text) for one, text in zip(questions, edited["seen"], strict=True)}
    kit = replace(_around(form), core_questions=tuple(_question(one, "core") for one in core), questions=questions)
    _require_identifiers(kit)
    candidate = " ".join(_text(form, "candidate").split())
    return KeptKit(kit=kit, seen=seen, candidate=text_within(candidate, "candidate", LONGEST_NAME))


def around_json(kit: InterviewKit) -> str:
    """Returns the kit without its questions and what is computed from them, for a hidden field."""
    return as_line(messages.interview_kit(replace(kit, questions=(), core_questions=(), coverage=())))


def question_json(question: InterviewQuestion) -> str:
    """Returns a question for a hidden field."""
    return as_line(messages.interview_question(question))


def lines_of(text: str) -> tuple[str, ...]:
    """Returns the lines that say something, each without blanks around it."""
    return tuple(line for line in (" ".join(one.split()) for one in text.splitlines()) if line)


def minutes_of(text: str, name: str) -> int:
    """Reads minutes, 1..30.

    Raises:
        BoleError: ARGUMENT_INVALID for anything else.
    """
    return whole_number(text, name, 1, MOST_MINUTES)


def whole_number(text: str, name: str, least: int, most: int) -> int:
    """Reads a whole number of a field.

    Raises:
        BoleError: ARGUMENT_INVALID for anything that is not one from `least` to `most`.
    """
    if not re.fullmatch(r"\s*[0-9]{1,4}\s*", text, re.ASCII):
        raise invalid(name, f"`{name}` is not a whole number. Send one from {least} to {most}.")
    values_within(int(text), name, least, most)
    return int(text)


def _around(form: FormData) -> InterviewKit:
    message = _message(_text(form, "kit"), interview_pb2.InterviewKit(), "kit")
    kit = _converted(interview_kit, message, "kit")
    holds_more = bool(kit.questions or kit.core_questions or kit.coverage)
    if holds_more or len(kit.warnings) > _MOST_WARNINGS or not _LANGUAGE.fullmatch(kit.language_code):
        raise _unreadable("kit")
    text_within(kit.role, "role", LONGEST_NAME)
    text_within(kit.engine, "engine", LONGEST_NAME)
    return kit


def _question(text: str, name: str) -> InterviewQuestion:
    question = _converted(interview_question, _message(text, interview_pb2.InterviewQuestion(), name), name)
    text_within(question.question, "question", LONGEST)
    for key in ("topic", "criterion_id"):
        text_within(getattr(question, key), key, LONGEST_NAME)
    for key in ("competency", "reason"):
        text_within(getattr(question, key), key, LONGEST_TEXT)
    _require_texts(question.expected_points, "points")
    _require_texts(question.follow_ups, "follow_ups")
    values_within(question.minutes, "minutes", 1, MOST_MINUTES)
    return question


def _edited(question: InterviewQuestion, fields: Mapping[str, str]) -> InterviewQuestion:
    """Puts what a person sees in place of what was written."""
    points, follow_ups = lines_of(fields["points"]), lines_of(fields["follow_ups"])
    _require_texts(points, "points")
    _require_texts(follow_ups, "follow_ups")
    low, medium, high = (
        text_within(" ".join(fields[name].split()), name, LONGEST_TEXT) for name in ("low", "medium", "high")
    )
    return replace(
        question,
        question=text_within(" ".join(fields["text"].split()), "text", LONGEST),
        expected_points=points,
        follow_ups=follow_ups,
        rating_anchors=RatingAnchors(low=low, medium=medium, high=high),
        minutes=minutes_of(fields["minutes"], "minutes"),
    )


def _seen(text: str) -> tuple[str, ...]:
    return tuple(text_within(one, "seen", LONGEST) for one in lines_of(text)[-MOST_SEEN:])


def _require_texts(texts: Sequence[str], name: str) -> None:
    if len(texts) > MOST_TEXTS:
        said = f"`{name}` has {len(texts)} lines, the limit is {MOST_TEXTS}. Remove some of them."
        raise invalid(name, said, limit=MOST_TEXTS)
    for text in texts:
        text_within(text, name, LONGEST_TEXT)


def _require_identifiers(kit: InterviewKit) -> None:
    """Refuses identifiers that no kit has, and those that stand for two questions."""
    core, own = ([one.question_id for one in part] for part in (kit.core_questions, kit.questions))
    known = all(_KNOWN_ID.fullmatch(one) for one in (*core, *own))
    apart = all(one.startswith("core-") for one in core) and not any(one.startswith("core-") for one in own)
    if not known or not apart or len({*core, *own}) < len(core) + len(own):
        raise _unreadable("question_id")


def _message(text: str, empty: M, name: str) -> M:
    if len(text) > _LONGEST_JSON:
        raise _unreadable(name)
    try:
        return json_format.Parse(text, empty)
    except (json_format.Error, ValueError, RecursionError) as error:
        raise _unreadable(name) from error


def _converted(convert: Callable[[M], T], message: M, name: str) -> T:
    try:
        return convert(message)
    except ValueError as error:  # a value of a later version, or a span that is none
        raise _unreadable(name) from error


def _texts(form: FormData, name: str) -> list[str]:
    return [value for value in form.getlist(name) if isinstance(value, str)]


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _unreadable(name: str) -> BoleError:
    return invalid(name, "The kit that the page sent cannot be read. Open the page again, and write the kit anew.")
