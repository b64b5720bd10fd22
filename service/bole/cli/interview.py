"""`bole interview`."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from bole.api.json_format import as_line
from bole.api.messages import rubric as rubric_message
from bole.cli import options
from bole.cli.connection import connected, read_settings, run
from bole.v1 import interview_pb2
from bole.v1 import screening_service_pb2 as pb


@click.command(name="interview")
@click.argument("resume", type=options.existing_file)
@options.job_posting
@options.rubric
@options.language
@options.as_of
@options.server
@options.allow_degraded
@options.password
@click.option("--json", "as_json", is_flag=True, help="The whole kit as JSON.")
def command(
    *,
    resume: Path,
    posting_path: Path | None,
    rubric_path: Path | None,
    language: str,
    as_of: datetime.datetime | None,
    server: str | None,
    allow_degraded: bool,
    password: str,
    as_json: bool,
) -> None:
    """Write interview questions for the candidate of RESUME, tied to what it says."""
    options.refuse_two_targets(posting_path, rubric_path)
    request = pb.GenerateInterviewKitRequest(
        output_language_code=language,
        as_of=options.date_message(options.day(as_of)),
        allow_degraded=allow_degraded,
    )
    if rubric_path is not None:
        request.rubric.CopyFrom(rubric_message(options.rubric_of(rubric_path)))
    elif posting_path is not None:
        request.job_posting.CopyFrom(options.posting_message(posting_path))
    kit = run(lambda: _write(resume, request, password, server)).interview_kit
    click.echo(as_line(kit) if as_json else printed(kit))


async def _write(
    resume: Path, request: pb.GenerateInterviewKitRequest, password: str, server: str | None
) -> pb.GenerateInterviewKitResponse:
    request.document.CopyFrom(options.document_message(resume, read_settings().document_limit_bytes, password))
    async with connected(server) as stub:
        return await stub.GenerateInterviewKit(request)


def printed(kit: interview_pb2.InterviewKit) -> str:
    """Lays a kit out for a terminal: question, quote, what a good answer touches, follow-ups."""
    blocks = [_question(number, question) for number, question in enumerate(kit.questions, start=1)]
    blocks += [f"! {warning.message}" for warning in kit.warnings]
    return "\n\n".join(blocks)


def _question(number: int, question: interview_pb2.InterviewQuestion) -> str:
    kind = interview_pb2.InterviewQuestion.Type.Name(question.type)
    lines = [f"{number}. [{kind} · {question.topic} · {question.minutes} min] {question.question}"]
    lines += [f"   “{evidence.quote}”" for evidence in question.evidence[:1]]
    lines += [f"   - {point}" for point in question.expected_points]
    lines += [f"   > {follow_up}" for follow_up in question.follow_ups]
    return "\n".join(lines)
