"""What the library asks of people in each role, and what everybody is asked in an interview."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response

from bole.api.stored_kits import interview_question
from bole.api.stored_rubrics import rubric
from bole.domain.interview import InterviewQuestion
from bole.domain.rubric import Criterion, Requirement
from bole.evidence.labels import percent
from bole.evidence.scoring import weights
from bole.v1 import role_pb2
from bole.web.pages import page
from bole.web.roles import all_roles, role_of


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleView:
    """A role as its page shows it.

    Attributes:
        message: As the service sent it.
        asked: Its criteria, each with its share of all weight as a percentage; empty where it is not scored.
        questions: Asked of everybody, in order.
    """

    message: role_pb2.Role
    asked: tuple[tuple[Criterion, str], ...]
    questions: tuple[InterviewQuestion, ...]

    @property
    def musts(self) -> tuple[Criterion, ...]:
        """What everybody must have."""
        return tuple(one for one, _ in self.asked if one.requirement is Requirement.MUST)

    @property
    def minutes(self) -> int:
        """Time for all questions."""
        return sum(one.minutes for one in self.questions)

    def asked_about(self, criterion_id: str) -> str:
        """Returns the text of a criterion; empty where no criterion has the identifier."""
        return next((one.text for one, _ in self.asked if one.criterion_id == criterion_id), "")


async def role_list(request: Request) -> Response:
    """Lists the roles."""
    return page(request, "library/roles.html.jinja", roles=[role_view(one) for one in await all_roles(request)])


async def role(request: Request) -> Response:
    """Shows one role."""
    found = await role_of(request, request.path_params["role_id"])
    return page(request, "library/role.html.jinja", role=role_view(found))


def role_view(message: role_pb2.Role) -> RoleView:
    """Converts a role as the service returned it."""
    criteria = rubric(message.rubric).criteria
    weighed = weights(criteria)
    total = sum(weighed) or 1
    shares = (percent(float(weight / total)) if weight else "" for weight in weighed)
    return RoleView(
        message=message,
        asked=tuple(zip(criteria, shares, strict=True)),
        questions=tuple(interview_question(one) for one in message.core_questions),
    )
