"""`bole interview`."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bole.api.json_format import as_line
from bole.api.messages import rubric as rubric_message
from bole.cli import options
from bole.cli.connection import connected, read_settings, run
from bole.cli.interview_files import write_kit_files
from bole.v1 import interview_pb2, rubric_pb2
from bole.v1 import screening_service_pb2 as pb

if TYPE_CHECKING:
    from bole.v1.screening_service_pb2_grpc import ScreeningServiceAsyncStub


@click.command(name="interview")
@click.argument("resume", type=options.existing_file)
@options.job_posting
@options.rubric
@click.option("--role", default="", metavar="ID", help="Role whose core questions are asked, see `bole roles list`.")
@click.option("--core", "core_count", type=click.IntRange(0, 10), help="Only so many of the core questions.")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for kit.json, and sheet.html and sheet.docx to print.",
)
@click.option(
    "--candidate", default="", metavar="TEXT", help="What the sheet calls the candidate; else a line to fill."
)
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
    role: str,
    core_count: int | None,
    out: Path | None,
    candidate: str,
    language: str,
    as_of: datetime.datetime | None,
    server: str | None,
    allow_degraded: bool,
    password: str,
    as_json: bool,
) -> None:
    """Write interview questions for the candidate of RESUME: the role's, and some tied to what the resume says."""
    options.refuse_two_targets(posting_path, rubric_path)
    if out is not None:
        options.prepare_folder(out)
    request = pb.GenerateInterviewKitRequest(
        output_language_code=language,
        as_of=options.date_message(options.day(as_of)),
        allow_degraded=allow_degraded,
        role=role,
    )
    if core_count is not None:
        request.plan.core_count = core_count
    if rubric_path is not None:
        request.rubric.CopyFrom(rubric_message(options.rubric_of(rubric_path)))
    elif posting_path is not None:
        request.job_posting.CopyFrom(options.posting_message(posting_path))
    kit, rubric = run(lambda: _write(resume, request, password, server))
    click.echo(as_line(kit) if as_json else printed(kit))
    if out is not None:
        written = write_kit_files(kit, rubric, out, candidate=candidate)
        click.echo(f"Written: {', '.join(written)}", err=as_json)


async def _write(
    resume: Path, request: pb.GenerateInterviewKitRequest, password: str, server: str | None
) -> tuple[interview_pb2.InterviewKit, rubric_pb2.Rubric | None]:
    """Returns the kit with the rubric that it was written for, None without one."""
    request.document.CopyFrom(options.document_message(resume, read_settings().document_limit_bytes, password))
    async with connected(server) as stub:
        if request.HasField("job_posting"):
            draft = pb.DraftRubricRequest(job_posting=request.job_posting, allow_degraded=request.allow_degraded)
            request.rubric.CopyFrom((await stub.DraftRubric(draft)).rubric)
        kit = (await stub.GenerateInterviewKit(request)).interview_kit
        if request.HasField("rubric"):
            return kit, request.rubric
        return kit, await _of_role(stub, kit) if kit.coverage else None


async def _of_role(stub: ScreeningServiceAsyncStub, kit: interview_pb2.InterviewKit) -> rubric_pb2.Rubric:
    asked = pb.ListRolesRequest(role_id=kit.role, language_code=kit.language_code)
    return (await stub.ListRoles(asked)).roles[0].rubric


def printed(kit: interview_pb2.InterviewKit) -> str:
    """Lays a kit out for a terminal: the core, then the candidate's own, each with quote, points and follow-ups."""
    core, own = len(kit.core_questions), len(kit.questions)
    blocks = [f"Core questions, the same for every candidate ({kit.role}):"] if core else []
    blocks += _questions(kit.core_questions, 1)
    blocks += ["Questions for this candidate:"] if core and own else []
    blocks += _questions(kit.questions, core + 1)
    if core:
        minutes = sum(one.minutes for one in (*kit.core_questions, *kit.questions))
        blocks.append(f"{core + own} questions, {minutes} minutes.")
    blocks += [f"! {warning.message}" for warning in kit.warnings]
    return "\n\n".join(blocks)


def _questions(questions: Sequence[interview_pb2.InterviewQuestion], first: int) -> list[str]:
    return [_question(number, question) for number, question in enumerate(questions, start=first)]


def _question(number: int, question: interview_pb2.InterviewQuestion) -> str:
    kind = interview_pb2.InterviewQuestion.Type.Name(question.type)
    probe = interview_pb2.InterviewQuestion.Probe.Name(question.probe) if question.probe else ""
    labels = " · ".join(part for part in (kind, question.topic, probe, f"{question.minutes} min") if part)
    lines = [f"{number}. [{labels}] {question.question}"]
    lines += [f"   “{evidence.quote}”" for evidence in question.evidence[:1]]
    lines += [f"   - {point}" for point in question.expected_points]
    lines += [f"   > {follow_up}" for follow_up in question.follow_ups]
    return "\n".join(lines)
