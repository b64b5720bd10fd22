"""Core questions, a candidate's own, and others in their place, over a real server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import grpc
import pytest
from google.type import date_pb2

from bole.v1 import interview_pb2, rubric_pb2
from bole.v1 import screening_service_pb2 as pb
from tests.errors import failure_of, reason_of, status_of_call

if TYPE_CHECKING:
    from bole.v1.screening_service_pb2_grpc import ScreeningServiceAsyncStub

pytestmark = pytest.mark.asyncio(loop_scope="session")

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
AS_OF = date_pb2.Date(year=2026, month=1, day=31)
ROLE = "backend_engineer"
CHEN = (EXAMPLES / "resumes" / "chen_jingyi_en.txt").read_bytes()
ROWAN = (EXAMPLES / "resumes" / "rowan_hale_concrete_en.txt").read_bytes()
OWN = interview_pb2.InterviewQuestion(
    type=interview_pb2.InterviewQuestion.TECHNICAL, question_id="own-1", question="What did you build with Python?"
)


def kit_request(content: bytes = CHEN, **changes: object) -> pb.GenerateInterviewKitRequest:
    """Asks for a kit of the role, with some fields changed."""
    values: dict[str, object] = {"document": pb.Document(content=content), "as_of": AS_OF, "role": ROLE}
    return pb.GenerateInterviewKitRequest(**(values | changes))  # type: ignore[arg-type]


def other_request(**changes: object) -> pb.RegenerateQuestionRequest:
    """Asks for another question, with some fields changed."""
    values: dict[str, object] = {
        "document": pb.Document(content=CHEN),
        "as_of": AS_OF,
        "role": ROLE,
        "question": OWN,
        "variation": 1,
    }
    return pb.RegenerateQuestionRequest(**(values | changes))  # type: ignore[arg-type]


def changed(**changes: object) -> interview_pb2.InterviewQuestion:
    """Returns the question with some fields changed."""
    question = interview_pb2.InterviewQuestion()
    question.CopyFrom(OWN)
    question.MergeFrom(interview_pb2.InterviewQuestion(**changes))  # type: ignore[arg-type]
    return question


async def test_everybody_is_asked_the_role_s_questions_in_the_same_order(stub: ScreeningServiceAsyncStub) -> None:
    """The texts are equal, the quotes each candidate's; their own questions differ."""
    kits = [(await stub.GenerateInterviewKit(kit_request(content))).interview_kit for content in (CHEN, ROWAN)]

    first, second = ([one.question for one in kit.core_questions] for kit in kits)
    assert first == second
    assert len(first) >= 4
    assert {kit.role for kit in kits} == {ROLE}
    assert all(one.question_id == f"core-{number}" for number, one in enumerate(kits[0].core_questions, 1))
    assert kits[0].core_questions[0].evidence != kits[1].core_questions[0].evidence
    own = [{one.question for one in kit.questions} for kit in kits]
    assert not own[0] & own[1]
    assert all(one.probe and one.difficulty for kit in kits for one in kit.questions)


async def test_the_core_is_cut_from_its_end(stub: ScreeningServiceAsyncStub) -> None:
    """Two of them, or none."""
    whole = (await stub.GenerateInterviewKit(kit_request())).interview_kit
    two = (await stub.GenerateInterviewKit(kit_request(plan=interview_pb2.QuestionPlan(core_count=2)))).interview_kit
    none = (await stub.GenerateInterviewKit(kit_request(plan=interview_pb2.QuestionPlan(core_count=0)))).interview_kit

    assert list(two.core_questions) == list(whole.core_questions)[:2]
    assert not none.core_questions
    assert len(none.questions) == 5


@pytest.mark.parametrize("place", range(5))
async def test_another_question_takes_the_place(stub: ScreeningServiceAsyncStub, place: int) -> None:
    """Same type, criterion and identifier; the same for the same number, another for the next, none that is there."""
    kit = (await stub.GenerateInterviewKit(kit_request())).interview_kit
    question = kit.questions[place]
    avoid = [one.question for one in kit.questions if one.question_id != question.question_id]

    async def other(variation: int) -> interview_pb2.InterviewQuestion:
        asked = other_request(question=question, avoid_questions=avoid, variation=variation)
        return (await stub.RegenerateQuestion(asked)).question

    first, again, second = await other(1), await other(1), await other(2)

    assert first == again
    assert (first.type, first.criterion_id, first.question_id) == (
        question.type,
        question.criterion_id,
        question.question_id,
    )
    assert len({first.question, second.question, question.question, *avoid}) == 7
    assert all(CHEN.decode().count(one.quote) for one in first.evidence)


BAD = {
    "no source": (other_request(document=None), "ARGUMENT_INVALID", "source"),
    "no question": (other_request(question=None), "ARGUMENT_INVALID", "question"),
    "a core question": (
        other_request(question=changed(question_id="core-1")),
        "ARGUMENT_INVALID",
        "question.question_id",
    ),
    "no type": (
        other_request(question=interview_pb2.InterviewQuestion(question_id="own-1", question="What?")),
        "ARGUMENT_INVALID",
        "question.type",
    ),
    "no identifier": (
        other_request(question=interview_pb2.InterviewQuestion(type=OWN.type, question="What?")),
        "ARGUMENT_INVALID",
        "question.question_id",
    ),
    "a long reason": (other_request(question=changed(reason="x" * 1001)), "ARGUMENT_INVALID", "question.reason"),
    "25 follow-ups": (
        other_request(question=changed(follow_ups=["Why so?"] * 25)),
        "ARGUMENT_INVALID",
        "question.follow_ups",
    ),
    "a type of the future": (other_request(question=changed(type=99)), "ARGUMENT_INVALID", "question.type"),
    "a probe of the future": (other_request(question=changed(probe=99)), "ARGUMENT_INVALID", "question.probe"),
    "no text": (other_request(question=changed(question=" ")), "ARGUMENT_INVALID", "question.question"),
    "a long text": (other_request(question=changed(question="x" * 401)), "ARGUMENT_INVALID", "question.question"),
    "a long criterion": (
        other_request(question=changed(criterion_id="x" * 129)),
        "ARGUMENT_INVALID",
        "question.criterion_id",
    ),
    "a criterion of another rubric": (
        other_request(question=changed(criterion_id="c99")),
        "ARGUMENT_INVALID",
        "question.criterion_id",
    ),
    "variation 0": (other_request(variation=0), "ARGUMENT_INVALID", "variation"),
    "variation 101": (other_request(variation=101), "ARGUMENT_INVALID", "variation"),
    "51 to avoid": (other_request(avoid_questions=["x"] * 51), "ARGUMENT_INVALID", "avoid_questions"),
    "a long one to avoid": (
        other_request(avoid_questions=["x", "x" * 401]),
        "ARGUMENT_INVALID",
        "avoid_questions[1]",
    ),
    "a role that is none": (other_request(role="astronaut"), "ROLE_UNKNOWN", "role"),
    "a blank posting": (
        other_request(job_posting=rubric_pb2.JobPosting(text=" ")),
        "JOB_POSTING_EMPTY",
        "job_posting.text",
    ),
    "the last variation of a short resume": (
        other_request(
            document=pb.Document(content=b"Cook. Grilled fish for 80 guests a night."), role="", variation=100
        ),
        "QUESTIONS_EXHAUSTED",
        "variation",
    ),
}


@pytest.mark.parametrize(("bad", "reason", "field"), BAD.values(), ids=BAD)
async def test_a_bad_request_is_told_what_is_wrong(
    stub: ScreeningServiceAsyncStub, bad: pb.RegenerateQuestionRequest, reason: str, field: str
) -> None:
    """A reason each, and the field at fault."""
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await stub.RegenerateQuestion(bad)

    _, told, fields = failure_of(caught)
    assert (told, fields) == (reason, [field])


async def test_a_kit_of_an_unknown_role_or_of_a_core_too_large_is_refused(stub: ScreeningServiceAsyncStub) -> None:
    """Not a kit without core questions."""
    for bad, reason in (
        (kit_request(role="astronaut"), "ROLE_UNKNOWN"),
        (kit_request(plan=interview_pb2.QuestionPlan(core_count=11)), "ARGUMENT_INVALID"),
    ):
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await stub.GenerateInterviewKit(bad)
        assert reason_of(status_of_call(caught.value)) == reason
