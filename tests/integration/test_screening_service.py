"""`ScreeningService` over a real server."""

from __future__ import annotations

import asyncio
import datetime
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TYPE_CHECKING

import grpc
import pytest
from google.rpc import error_details_pb2
from google.type import date_pb2

from bole.v1 import interview_pb2, rubric_pb2, screening_pb2
from bole.v1 import screening_service_pb2 as pb
from tests.errors import details_of, reason_of, status_of_call

if TYPE_CHECKING:
    from bole.v1.screening_service_pb2_grpc import ScreeningServiceAsyncStub

pytestmark = pytest.mark.asyncio(loop_scope="session")

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
POSTING = (EXAMPLES / "job_postings" / "python_backend_zh.txt").read_text(encoding="utf-8").strip()
RESUME = (EXAMPLES / "resumes" / "zhang_wei_zh.txt").read_text(encoding="utf-8").strip()
AS_OF = date_pb2.Date(year=2026, month=1, day=31)


def request(**changes: object) -> pb.ScreenResumeRequest:
    """A valid request with some fields changed."""
    values: dict[str, object] = {
        "job_posting": rubric_pb2.JobPosting(text=POSTING),
        "documents": [pb.Document(content=RESUME.encode())],
        "as_of": AS_OF,
    }
    return pb.ScreenResumeRequest(**(values | changes))  # type: ignore[arg-type]


def criterion(**changes: object) -> rubric_pb2.Criterion:
    """A valid criterion with some fields changed."""
    values: dict[str, object] = {
        "text": "Python",
        "kind": rubric_pb2.Criterion.SKILL,
        "requirement": rubric_pb2.Criterion.MUST,
    }
    return rubric_pb2.Criterion(**(values | changes))  # type: ignore[arg-type]


async def test_the_pair_answers_as_the_design_says(stub: ScreeningServiceAsyncStub) -> None:
    """Python, Flask, MySQL and 微服务 are found with quotes, Redis is absent and a question: 83, ADVANCE."""
    response = await stub.ScreenResume(request())

    screening = response.screening
    terms = {term.term: term.level for answer in screening.criteria for term in answer.terms}
    assert screening.match_score == 83
    assert screening.coverage == 1
    assert screening.recommendation == screening_pb2.Screening.ADVANCE
    assert [answer.credit for answer in screening.criteria] == [100, 100, 50, 80]
    assert terms["Redis"] == screening_pb2.LEVEL_ABSENT
    assert any("Redis" in question.question for question in screening.open_questions)
    assert all(answer.evidence for answer in screening.criteria)


async def test_every_quote_is_the_slice_of_the_visible_text(stub: ScreeningServiceAsyncStub) -> None:
    """`text[start:end]` equals the quote, for the text that ParseResume returns."""
    response = await stub.ScreenResume(request())
    parsed = await stub.ParseResume(pb.ParseResumeRequest(document=pb.Document(content=RESUME.encode())))

    text = parsed.parsed_resume.text
    evidence = [one for answer in response.screening.criteria for one in answer.evidence]
    assert evidence
    assert all(text[one.span.start : one.span.end] == one.quote for one in evidence)


async def test_the_same_request_gives_the_same_bytes(stub: ScreeningServiceAsyncStub) -> None:
    """Twenty at a time, over two worker processes."""
    responses = await asyncio.gather(*(stub.ScreenResume(request()) for _ in range(20)))

    assert len({response.SerializeToString(deterministic=True) for response in responses}) == 1


async def test_labels_and_candidate_id_come_back(stub: ScreeningServiceAsyncStub) -> None:
    """The caller's own identifiers are echoed."""
    response = await stub.ScreenResume(request(candidate_id="c-77", labels={"requisition": "r-9"}))

    assert response.screening.provenance.candidate_id == "c-77"
    assert dict(response.labels) == {"requisition": "r-9"}


async def test_view_basic_leaves_the_details_out(stub: ScreeningServiceAsyncStub) -> None:
    """BASIC holds score and summary, not criteria."""
    response = await stub.ScreenResume(request(view=pb.SCREENING_VIEW_BASIC))

    assert response.screening.match_score == 83
    assert response.screening.summary
    assert not response.screening.criteria


async def test_as_of_defaults_to_today(stub: ScreeningServiceAsyncStub) -> None:
    """The day that was used is echoed."""
    before = datetime.datetime.now(tz=datetime.UTC).date()
    response = await stub.ScreenResume(
        pb.ScreenResumeRequest(
            job_posting=rubric_pb2.JobPosting(text=POSTING), documents=[pb.Document(content=RESUME.encode())]
        )
    )

    used = response.screening.provenance.as_of
    assert before <= datetime.date(used.year, used.month, used.day) <= before + datetime.timedelta(days=1)


BAD_REQUESTS = {
    "no target": (pb.ScreenResumeRequest(documents=[pb.Document(content=b"x")]), "ARGUMENT_INVALID", "target"),
    "no documents": (request(documents=[]), "ARGUMENT_INVALID", "documents"),
    "eleven documents": (request(documents=[pb.Document(content=b"x")] * 11), "ARGUMENT_INVALID", "documents"),
    "only a cover letter": (
        request(documents=[pb.Document(content=b"x", role=screening_pb2.DOCUMENT_ROLE_COVER_LETTER)]),
        "ARGUMENT_INVALID",
        "documents",
    ),
    "role from the future": (
        request(documents=[pb.Document(content=b"x", role=99)]),  # type: ignore[arg-type]
        "ARGUMENT_INVALID",
        "documents[0].role",
    ),
    "empty document": (request(documents=[pb.Document()]), "DOCUMENT_EMPTY", "documents[0].content"),
    "50 MB document": (
        request(documents=[pb.Document(content=bytes(50 * 1024 * 1024))]),
        "DOCUMENT_TOO_LARGE",
        "documents[0].content",
    ),
    "empty posting": (request(job_posting=rubric_pb2.JobPosting(text=" \n")), "JOB_POSTING_EMPTY", "job_posting.text"),
    "posting without criteria": (
        request(job_posting=rubric_pb2.JobPosting(text="We are a great company.")),
        "JOB_POSTING_WITHOUT_CRITERIA",
        None,
    ),
    "long candidate_id": (request(candidate_id="x" * 129), "ARGUMENT_INVALID", "candidate_id"),
    "no such day": (request(as_of=date_pb2.Date(year=2026, month=2, day=30)), "ARGUMENT_INVALID", "as_of"),
    "language that is none": (request(output_language_code="!"), "ARGUMENT_INVALID", "output_language_code"),
    "rubric without criteria": (request(rubric=rubric_pb2.Rubric()), "RUBRIC_INVALID", "rubric.criteria"),
    "weight out of range": (
        request(rubric=rubric_pb2.Rubric(criteria=[criterion(weight=101)])),
        "RUBRIC_INVALID",
        "rubric.criteria[0].weight",
    ),
    "criterion without kind": (
        request(rubric=rubric_pb2.Rubric(criteria=[criterion(kind=0)])),
        "RUBRIC_INVALID",
        "rubric.criteria[0].kind",
    ),
    "25 criteria": (
        request(rubric=rubric_pb2.Rubric(criteria=[criterion()] * 25)),
        "RUBRIC_INVALID",
        "rubric.criteria",
    ),
    "33 terms": (
        request(
            rubric=rubric_pb2.Rubric(
                criteria=[criterion(term_groups=[rubric_pb2.TermGroup(terms=[rubric_pb2.Term(name="x")] * 33)])]
            )
        ),
        "RUBRIC_INVALID",
        "rubric.criteria[0].term_groups[0].terms",
    ),
    "long request_id": (request(request_id="x" * 129), "ARGUMENT_INVALID", "request_id"),
    "request_id that forges a log line": (request(request_id="a\nb"), "ARGUMENT_INVALID", "request_id"),
    "view from the future": (request(view=99), "ARGUMENT_INVALID", "view"),
    "criterion on age": (
        request(rubric=rubric_pb2.Rubric(criteria=[criterion(), criterion(text="35岁以下")])),
        "CRITERION_PROTECTED",
        "rubric.criteria[1].text",
    ),
    "criterion on gender": (
        request(rubric=rubric_pb2.Rubric(criteria=[criterion(text="male candidates only")])),
        "CRITERION_PROTECTED",
        "rubric.criteria[0].text",
    ),
}


@pytest.mark.parametrize("case", BAD_REQUESTS)
async def test_a_bad_request_names_reason_and_field(stub: ScreeningServiceAsyncStub, case: str) -> None:
    """Each is INVALID_ARGUMENT with its reason, and `BadRequest` names the field."""
    message, reason, field = BAD_REQUESTS[case]

    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await stub.ScreenResume(message)

    status = status_of_call(caught.value)
    assert caught.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert reason_of(status) == reason
    if field is not None:
        violations = details_of(status)["BadRequest"]
        assert isinstance(violations, error_details_pb2.BadRequest)
        assert [one.field for one in violations.field_violations] == [field]


async def test_a_protected_criterion_offers_the_lawful_one(stub: ScreeningServiceAsyncStub) -> None:
    """The metadata say what may be asked instead."""
    message = request(rubric=rubric_pb2.Rubric(criteria=[criterion(text="35岁以下")]))

    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await stub.ScreenResume(message)

    info = details_of(status_of_call(caught.value))["ErrorInfo"]
    assert isinstance(info, error_details_pb2.ErrorInfo)
    assert info.metadata["lawful_alternative"]


async def items(*contents: bytes) -> AsyncIterator[pb.ScreenResumesRequest]:
    """A stream of a configuration and one item a content."""
    yield pb.ScreenResumesRequest(
        config=pb.ScreenResumesConfig(
            job_posting=rubric_pb2.JobPosting(text=POSTING), as_of=AS_OF, include_contact=True
        )
    )
    for number, content in enumerate(contents):
        item = pb.ScreenResumesItem(item_id=f"i{number}", documents=[pb.Document(content=content)])
        yield pb.ScreenResumesRequest(item=item)


async def test_a_stream_answers_every_item_and_a_bad_one_fails_alone(stub: ScreeningServiceAsyncStub) -> None:
    """The first answer is the rubric; failures carry their own status."""
    contents = [RESUME.encode(), b"", b"%PDF-1.7 cut off", RESUME.encode()]

    answers = [one async for one in stub.ScreenResumes(items(*contents))]

    assert answers[0].WhichOneof("message") == "rubric"
    by_id = {one.item.item_id: one.item for one in answers[1:]}
    assert sorted(by_id) == ["i0", "i1", "i2", "i3"]
    assert [by_id[key].status.code for key in sorted(by_id)] == [0, 3, 3, 0]
    assert by_id["i0"].screening == by_id["i3"].screening
    assert reason_of(by_id["i1"].status) == "DOCUMENT_EMPTY"
    assert reason_of(by_id["i2"].status) == "DOCUMENT_DAMAGED"
    assert not by_id["i1"].HasField("screening")


async def test_a_stream_answers_before_the_next_item_is_sent(stub: ScreeningServiceAsyncStub) -> None:
    """A caller that waits for each answer is not made to wait for ever."""
    call = stub.ScreenResumes()
    async for message in items(RESUME.encode()):
        await call.write(message)

    first = await asyncio.wait_for(call.read(), 30)
    second = await asyncio.wait_for(call.read(), 30)
    await call.done_writing()

    assert isinstance(first, pb.ScreenResumesResponse)
    assert first.HasField("rubric")
    assert isinstance(second, pb.ScreenResumesResponse)
    assert second.item.screening.match_score == 83


async def test_a_stream_without_configuration_is_refused(stub: ScreeningServiceAsyncStub) -> None:
    """The first message must be the configuration."""

    async def only_an_item() -> AsyncIterator[pb.ScreenResumesRequest]:
        yield pb.ScreenResumesRequest(item=pb.ScreenResumesItem(item_id="x"))

    with pytest.raises(grpc.aio.AioRpcError) as caught:
        [one async for one in stub.ScreenResumes(only_an_item())]

    assert reason_of(status_of_call(caught.value)) == "ARGUMENT_INVALID"


async def test_a_second_configuration_ends_the_stream_after_the_items_before_it(
    stub: ScreeningServiceAsyncStub,
) -> None:
    """Nothing that was sent before the mistake is lost."""

    async def twice() -> AsyncIterator[pb.ScreenResumesRequest]:
        async for message in items(RESUME.encode()):
            yield message
        yield pb.ScreenResumesRequest(config=pb.ScreenResumesConfig())

    call = stub.ScreenResumes(twice())
    seen = [await call.read(), await call.read()]
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await call.read()

    assert isinstance(seen[1], pb.ScreenResumesResponse)
    assert seen[1].item.screening.match_score == 83
    assert reason_of(status_of_call(caught.value)) == "ARGUMENT_INVALID"


async def test_rescore_is_arithmetic_on_the_same_findings(stub: ScreeningServiceAsyncStub) -> None:
    """Without MySQL/Redis in the weights it is (4 x 100 + 4 x 100 + 2 x 80) / 10; the evidence stays as it is."""
    screened = await stub.ScreenResume(request())
    rubric = screened.rubric
    rubric.criteria[2].weight = 0

    rescored = (await stub.Rescore(pb.RescoreRequest(screenings=[screened.screening], rubric=rubric))).screenings[0]

    assert rescored.match_score == 96
    assert [a.evidence for a in rescored.criteria] == [a.evidence for a in screened.screening.criteria]
    assert rescored.provenance.criteria_digest == screened.screening.provenance.criteria_digest
    assert rescored.provenance.rubric_digest != screened.screening.provenance.rubric_digest


async def test_rescore_with_the_same_rubric_changes_nothing(stub: ScreeningServiceAsyncStub) -> None:
    """The answer is the same to the byte."""
    screened = await stub.ScreenResume(request())

    response = await stub.Rescore(pb.RescoreRequest(screenings=[screened.screening], rubric=screened.rubric))

    assert response.screenings[0] == screened.screening


async def test_rescore_with_other_criteria_is_refused(stub: ScreeningServiceAsyncStub) -> None:
    """What was not asked cannot be computed."""
    screened = await stub.ScreenResume(request())
    rubric = rubric_pb2.Rubric(criteria=[criterion(criterion_id="c1", text="Rust")])

    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await stub.Rescore(pb.RescoreRequest(screenings=[screened.screening], rubric=rubric))

    assert reason_of(status_of_call(caught.value)) == "FINDINGS_MISMATCH"


async def test_an_interview_kit_follows_the_default_plan(stub: ScreeningServiceAsyncStub) -> None:
    """Three technical questions, one behavioural, one open-ended, each with a quote."""
    response = await stub.GenerateInterviewKit(
        pb.GenerateInterviewKitRequest(
            job_posting=rubric_pb2.JobPosting(text=POSTING), document=pb.Document(content=RESUME.encode())
        )
    )

    kinds = [interview_pb2.InterviewQuestion.Type.Name(one.type) for one in response.interview_kit.questions]
    assert kinds == ["TECHNICAL"] * 3 + ["BEHAVIORAL", "OPEN_ENDED"]
    assert all(RESUME.count(one.evidence[0].quote) for one in response.interview_kit.questions)


async def test_a_summary_text_will_do_for_a_kit(stub: ScreeningServiceAsyncStub) -> None:
    """Neither a posting nor a resume is needed."""
    text = (
        "Led a team of five that moved an order system from MySQL to PostgreSQL and cut report time from 40 s to 2 s."
    )

    response = await stub.GenerateInterviewKit(pb.GenerateInterviewKitRequest(summary_text=text))

    assert response.interview_kit.questions
    assert response.interview_kit.language_code == "en"


async def test_a_deadline_that_passes_ends_the_call(stub: ScreeningServiceAsyncStub) -> None:
    """The caller gets DEADLINE_EXCEEDED, and the server goes on serving."""
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await stub.ScreenResume(request(), timeout=0.001)

    assert caught.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
    assert (await stub.ScreenResume(request())).screening.match_score == 83


async def test_a_client_that_cancels_frees_the_server(stub: ScreeningServiceAsyncStub) -> None:
    """A cancelled call ends at once, and the server goes on serving."""
    calls = [stub.ScreenResume(request()) for _ in range(20)]
    await asyncio.sleep(0)
    for call in calls:
        call.cancel()
    ended = await asyncio.gather(*calls, return_exceptions=True)

    assert all(isinstance(one, asyncio.CancelledError) for one in ended)
    assert (await stub.ScreenResume(request())).screening.match_score == 83


async def test_refused_lines_stay_with_the_rubric(stub: ScreeningServiceAsyncStub) -> None:
    """A drafted rubric that is passed back shows what was left out, in a screening and after Rescore."""
    posting = rubric_pb2.JobPosting(text=f"{POSTING}；35岁以下")
    drafted = await stub.DraftRubric(pb.DraftRubricRequest(job_posting=posting))

    screened = await stub.ScreenResume(request(rubric=drafted.rubric))
    rescored = await stub.Rescore(pb.RescoreRequest(screenings=[screened.screening], rubric=drafted.rubric))

    assert [one.reason for one in drafted.rubric.refused_criteria] == ["AGE"]
    assert screened.screening.refused_criteria == drafted.rubric.refused_criteria
    assert rescored.screenings[0] == screened.screening


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (lambda one: setattr(one.criteria[0], "credit", 2**31 - 1), "screenings[0].criteria[0].credit"),
        (lambda one: setattr(one.criteria[1], "credit", -1), "screenings[0].criteria[1].credit"),
        (lambda one: one.criteria.append(one.criteria[0]), "screenings[0].criteria"),
        (lambda one: one.ClearField("criteria"), "screenings[0].criteria"),
    ],
)
async def test_rescore_takes_only_what_the_service_could_have_written(
    stub: ScreeningServiceAsyncStub, change: Callable[[screening_pb2.Screening], None], field: str
) -> None:
    """Credits beyond 0..100, a criterion twice, and a screening of view BASIC are refused with their place."""
    screened = await stub.ScreenResume(request())
    change(screened.screening)

    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await stub.Rescore(pb.RescoreRequest(screenings=[screened.screening], rubric=screened.rubric))

    violations = details_of(status_of_call(caught.value))["BadRequest"]
    assert isinstance(violations, error_details_pb2.BadRequest)
    assert [one.field for one in violations.field_violations] == [field]


async def test_bytes_that_are_no_message_are_refused_without_the_text_of_an_exception(
    channel: grpc.aio.Channel,
) -> None:
    """ARGUMENT_INVALID, for a unary call and in a stream."""
    unary: grpc.aio.UnaryUnaryMultiCallable[bytes, bytes] = channel.unary_unary(
        "/bole.v1.ScreeningService/ScreenResume"
    )
    stream: grpc.aio.StreamStreamMultiCallable[bytes, bytes] = channel.stream_stream(
        "/bole.v1.ScreeningService/ScreenResumes"
    )

    with pytest.raises(grpc.aio.AioRpcError) as first:
        await unary(b"\xff\xff\xff\x01")
    with pytest.raises(grpc.aio.AioRpcError) as second:
        [one async for one in stream(iter([b"\xff\xff\xff\x01"]))]

    for caught in (first, second):
        assert reason_of(status_of_call(caught.value)) == "ARGUMENT_INVALID"
        assert "Decode" not in str(caught.value.details())


async def test_a_stream_is_refused_before_its_rubric_is_sent(stub: ScreeningServiceAsyncStub) -> None:
    """Whatever is wrong with the configuration is said at once."""

    async def configured() -> AsyncIterator[pb.ScreenResumesRequest]:
        yield pb.ScreenResumesRequest(
            config=pb.ScreenResumesConfig(job_posting=rubric_pb2.JobPosting(text=POSTING), output_language_code="zh_CN")
        )

    seen = []
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        seen = [one async for one in stub.ScreenResumes(configured())]

    assert seen == []
    assert "BCP-47" in str(caught.value.details())


async def test_the_resume_says_who_the_candidate_is_wherever_it_stands(stub: ScreeningServiceAsyncStub) -> None:
    """A cover letter that is sent first changes neither the identifier nor the contact."""
    letter = pb.Document(
        content=b"Dear team, write to letter@example.com about my Python and Flask work.",
        role=screening_pb2.DOCUMENT_ROLE_COVER_LETTER,
    )
    resume = pb.Document(content=f"{RESUME}\nzhang@example.com".encode())

    one, other = [
        await stub.ScreenResume(request(documents=documents, include_contact=True))
        for documents in ([letter, resume], [resume, letter])
    ]

    assert one.contact == other.contact
    assert one.contact.email == "zhang@example.com"
    assert one.screening.provenance.candidate_id == other.screening.provenance.candidate_id
