"""`bole roles show`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click

from bole.api.json_format import as_line
from bole.api.stored_rubrics import rubric as stored_rubric
from bole.cli import options
from bole.cli.connection import UserError
from bole.cli.roles.asking import roles_of
from bole.rubric.rubric_file import write_rubric
from bole.v1 import interview_pb2, role_pb2, rubric_pb2


@click.command(name="show")
@click.argument("role_id", metavar="ROLE")
@options.language
@click.option("--json", "as_json", is_flag=True, help="The role as JSON.")
@click.option(
    "--rubric",
    "rubric_path",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write the criteria to this file, to be edited and passed to `bole screen --rubric`.",
)
@options.server
def command(*, role_id: str, language: str, as_json: bool, rubric_path: Path | None, server: str | None) -> None:
    """Show what is asked of people of ROLE, and the questions that everybody gets in an interview."""
    (role,) = roles_of(server, language, role_id)
    if rubric_path is not None:
        _write(rubric_path, write_rubric(stored_rubric(role.rubric)))
        return
    click.echo(as_line(role) if as_json else printed(role))


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UserError(f"The rubric cannot be written: {error.strerror}. Choose another file.") from error


def printed(role: role_pb2.Role) -> str:
    """Lays a role out for a terminal: what counts, criteria, and questions with all that helps to rate answers."""
    return "\n".join(_lines(role))


def _lines(role: role_pb2.Role) -> Iterator[str]:
    yield f"{role.title} ({role.role_id}{', your own' if role.custom else ''})"
    if role.guidance:
        yield ""
        yield role.guidance
    yield ""
    for criterion in role.rubric.criteria:
        yield _criterion(criterion)
    for number, question in enumerate(role.core_questions, start=1):
        yield ""
        yield from _question(number, question)


def _criterion(criterion: rubric_pb2.Criterion) -> str:
    requirement = rubric_pb2.Criterion.Requirement.Name(criterion.requirement)
    kind = rubric_pb2.Criterion.Kind.Name(criterion.kind)
    return f"{requirement:6}  {criterion.text} [{criterion.criterion_id}, {kind}{', gate' if criterion.gate else ''}]"


def _question(number: int, question: interview_pb2.InterviewQuestion) -> Iterator[str]:
    kind = interview_pb2.InterviewQuestion.Type.Name(question.type)
    yield f"{number}. [{kind}, {question.minutes} min, {question.criterion_id}] {question.question}"
    yield f"   {question.competency}: {question.reason}"
    yield from (f"   - {point}" for point in question.expected_points)
    yield from (f"   > {follow_up}" for follow_up in question.follow_ups)
    anchors = question.rating_anchors
    yield from (f"   {grade}: {getattr(anchors, grade)}" for grade in ("low", "medium", "high"))
