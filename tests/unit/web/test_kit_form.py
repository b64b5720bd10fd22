"""A kit that comes back in a form: what a person may change is read, everything else is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from starlette.datastructures import FormData, UploadFile

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.interview import InterviewKit, Probe, RatingAnchors
from bole.domain.resume import Warning, WarningCode
from bole.interview.checks import LONGEST
from bole.web.interviews.kit_form import MOST_QUESTIONS, around_json, question_json, read_kit
from tests.factories import interview_question

CORE = replace(interview_question("Which steps lead from a slow list to a fix?"), question_id="core-1", evidence=())
OWN = tuple(
    replace(interview_question(f"What limited the order service, case {one}?"), question_id=f"own-{one}")
    for one in (1, 2)
)
KIT = InterviewKit(
    core_questions=(CORE,),
    questions=(replace(OWN[0], probe=Probe.SHOWN_WORK), OWN[1]),
    language_code="zh-Hans",
    engine="rules",
    role="backend_engineer",
    warnings=(Warning(code=WarningCode.QUESTIONS_FEWER, message="Fewer."),),
)

Fields = list[tuple[str, str | UploadFile]]


def fields_of(kit: InterviewKit = KIT) -> Fields:
    """Returns what the page of a kit sends."""
    fields: Fields = [("kit", around_json(kit)), ("candidate", " A3F-29C ")]
    fields += [("core", question_json(one)) for one in kit.core_questions]
    for one in kit.questions:
        anchors = one.rating_anchors
        fields += [
            ("own", question_json(one)),
            ("seen", ""),
            ("text", one.question),
            ("points", "\r\n".join(one.expected_points)),
            ("follow_ups", "\r\n".join(one.follow_ups)),
            ("low", anchors.low),
            ("medium", anchors.medium),
            ("high", anchors.high),
            ("minutes", str(one.minutes)),
        ]
    return fields


def changed(name: str, value: str) -> Fields:
    """Returns the fields with another value in the first one of a name."""
    fields = fields_of()
    place = next(index for index, (key, _) in enumerate(fields) if key == name)
    return [*fields[:place], (name, value), *fields[place + 1 :]]


def test_a_kit_that_nobody_changed_comes_back_as_it_was() -> None:
    """Quotes, probes, levels and warnings too."""
    kept = read_kit(FormData(fields_of()))
    assert kept.kit == KIT
    assert kept.candidate == "A3F-29C"


def test_what_a_person_typed_takes_the_place_of_what_was_written() -> None:
    """Blank lines and blanks at the ends are dropped; text that looks like a page stays text."""
    typed = {
        "text": " Why\nthis <b>index</b>? ",
        "points": "one\n\n  two \n",
        "follow_ups": "",
        "low": "",
        "medium": "m",
        "high": "h",
        "minutes": "12",
        "seen": "An earlier question?\nAnother one?",
    }
    fields: Fields = [(name, typed.pop(name, value)) for name, value in fields_of()]

    kept = read_kit(FormData(fields))

    assert kept.kit.questions[0] == replace(
        KIT.questions[0],
        question="Why this <b>index</b>?",
        expected_points=("one", "two"),
        follow_ups=(),
        rating_anchors=RatingAnchors(low="", medium="m", high="h"),
        minutes=12,
    )
    assert kept.kit.questions[1] == KIT.questions[1]
    assert kept.seen["own-1"] == ("An earlier question?", "Another one?")


def _with(**changes: object) -> Callable[[], str]:
    return lambda: json.dumps(json.loads(question_json(OWN[0])) | changes)


UNREADABLE: dict[str, tuple[str, str | Callable[[], str]]] = {
    "no JSON": ("own", "question"),
    "a list": ("own", "[]"),
    "nested without end": ("own", "[" * 60_000),
    "an endless number": ("own", '{"minutes":' + "9" * 6_000 + "}"),
    "half a character": ("own", '{"question":"\\ud800"}'),
    "the same field twice": ("own", '{"topic":"a","topic":"b"}'),
    "a field that is none": ("own", _with(script="alert(1)")),
    "a type that is none": ("own", _with(type=99)),
    "no type": ("own", _with(type="TYPE_UNSPECIFIED")),
    "a probe that is none": ("own", _with(probe=99)),
    "a quote from nowhere": ("own", _with(evidence=[{"quote": "x", "span": {"start": 9, "end": 2}}])),
    "more than a question": ("own", " " * 70_000),
    "an identifier of another kind": ("own", _with(question_id='x"><script>')),
    "an identifier that is taken": ("own", _with(question_id="own-2")),
    "a core question among the own": ("own", _with(question_id="core-9")),
    "an own question in the core": ("core", _with(question_id="own-9")),
    "no kit": ("kit", ""),
    "a kit with questions": ("kit", '{"language_code":"en","questions":[{"type":"TECHNICAL"}]}'),
    "a language that is none": ("kit", '{"language_code":"en\\" onload=\\"x"}'),
    "no language": ("kit", "{}"),
}


@pytest.mark.parametrize(("name", "value"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_no_page_sends_is_refused(name: str, value: str | Callable[[], str]) -> None:
    """With one sentence, and nothing of what was sent in it."""
    with pytest.raises(BoleError) as caught:
        read_kit(FormData(changed(name, value if isinstance(value, str) else value())))
    assert caught.value.reason == ErrorReason.ARGUMENT_INVALID
    assert caught.value.message.endswith("cannot be read. Open the page again, and write the kit anew.")


BEYOND = {
    "text": "x" * (LONGEST + 1),
    "seen": "x" * (LONGEST + 1),
    "points": "x\n" * 25,
    "follow_ups": "x" * 1_001,
    "low": "x" * 1_001,
    "minutes": "31",
    "candidate": "x" * 129,
}


@pytest.mark.parametrize(("name", "value"), BEYOND.items(), ids=BEYOND)
def test_what_is_too_much_says_how_much_is_not(name: str, value: str) -> None:
    """The limit stands in the message."""
    with pytest.raises(BoleError) as caught:
        read_kit(FormData(changed(name, value)))
    assert caught.value.field == name
    assert caught.value.metadata["limit"] in caught.value.message


@pytest.mark.parametrize("minutes", ["", "0", "-1", "1.5", "1e1", "five", "٥", "99999"])
def test_minutes_are_a_whole_number(minutes: str) -> None:
    """From 1 to 30."""
    with pytest.raises(BoleError):
        read_kit(FormData(changed("minutes", minutes)))


def test_a_question_without_one_of_its_fields_is_refused() -> None:
    """Fields are told apart by their order: one that is missing would move all that follow."""
    with pytest.raises(BoleError):
        read_kit(FormData([one for one in fields_of() if one[0] != "low"] + [("low", "x")]))


def test_a_kit_of_very_many_questions_is_refused() -> None:
    """As many as the service takes texts to keep away from."""
    many = [("core", question_json(replace(CORE, question_id=f"core-{n}"))) for n in range(2, MOST_QUESTIONS + 1)]
    with pytest.raises(BoleError, match="at most 50 questions"):
        read_kit(FormData([*fields_of(), *many]))
