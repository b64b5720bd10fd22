"""What the use cases need from outside, as Protocols."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import ParamSpec, Protocol, TypeVar

from bole.domain.generation import EncodedPrompt, Generation, GenerationRequest, ModelIdentity, Prompt
from bole.domain.interview import QuestionPlan
from bole.domain.resume import ParsedResume
from bole.domain.roles import Role
from bole.domain.rubric import Rubric
from bole.domain.screening import CriterionAssessment, RedFlag
from bole.domain.service_state import ModelState

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewBrief:
    """What an interview kit is written from.

    `rubric` is None when neither posting nor rubric was given; `assessments` are the verified answers for it, empty
    when there is none or the engine does not read the language of the resume. `language_code` is BCP-47. `role` holds
    the core questions, None when no role of the library fits. `red_flags` are what a reader should look at twice;
    `as_of` is the day that "present" means, None where the length of the experience is not to be counted.
    """

    resume: ParsedResume
    rubric: Rubric | None
    plan: QuestionPlan
    language_code: str
    assessments: tuple[CriterionAssessment, ...] = ()
    role: Role | None = None
    red_flags: tuple[RedFlag, ...] = ()
    as_of: datetime.date | None = None


class Workers(Protocol):
    """Runs CPU work off the event loop, with a limit of time and memory for each piece."""

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs `work` in another process and returns its result; its exceptions are raised here."""
        ...


class PromptEncoder(Protocol):
    """Turns prompts into what a model is sent; picklable, for use in worker processes."""

    @property
    def max_tokens(self) -> int:
        """Tokens of prompt and output together that the model takes."""
        ...

    def count(self, text: str) -> int:
        """Returns the tokens of a text, or an upper estimate."""
        ...

    def encode(self, prompt: Prompt) -> EncodedPrompt:
        """Encodes a prompt; what stands in its texts is never read as a control token."""
        ...


class PassageMatcher(Protocol):
    """Tells what passages are about by their meaning, on this machine; picklable, for use in worker processes."""

    @property
    def digest(self) -> str:
        """SHA-256 over the files of its model, in lower-case hex."""
        ...

    @property
    def languages(self) -> tuple[str, ...]:
        """Primary BCP-47 languages that it reads."""
        ...

    @property
    def threshold(self) -> float:
        """Likeness from which a passage supports a criterion."""
        ...

    def likeness(self, criteria: Sequence[str], passages: Sequence[str]) -> tuple[tuple[float, ...], ...]:
        """Returns for each criterion how alike each passage is to it: about 0 where they are unrelated, no upper end.

        What it says of two texts does not depend on the others.

        Raises:
            BoleError: MODEL_CONTRACT_MISMATCH where its model cannot be used.
        """
        ...


class LanguageModel(Protocol):
    """A served language model; one for the life of a service, used from its event loop."""

    @property
    def leaves_premises(self) -> bool:
        """True where what is sent leaves private networks."""
        ...

    async def connect(self) -> ModelIdentity:
        """Checks that the model is there and is the one that is expected.

        Raises:
            BoleError: MODEL_UNAVAILABLE, or MODEL_CONTRACT_MISMATCH with every difference named.
        """
        ...

    async def differences(self) -> list[str]:
        """Names everything that keeps the service from using the model, a line each; empty where all is well.

        Raises:
            BoleError: MODEL_CONTRACT_MISMATCH where a file of this side cannot be read.
        """
        ...

    def identity(self) -> ModelIdentity:
        """Returns which model answers.

        Raises:
            BoleError: MODEL_UNAVAILABLE as long as no `connect` succeeded.
        """
        ...

    def encoder(self) -> PromptEncoder:
        """Returns what encodes prompts for this model.

        Raises:
            BoleError: MODEL_UNAVAILABLE as long as no `connect` succeeded.
        """
        ...

    async def warm(self, grammars: Iterable[str]) -> None:
        """Lets the server compile these grammars, so that no caller waits for it.

        Raises:
            BoleError: As `generate`.
        """
        ...

    async def generate(self, request: GenerationRequest) -> Generation:
        """Answers one request; cancelling it ends the work in the model server.

        Raises:
            BoleError: MODEL_UNAVAILABLE, MODEL_OVERLOADED, DEADLINE_TOO_SHORT, MODEL_REQUEST_REFUSED, PROMPT_TOO_LONG;
                MODEL_CONTRACT_MISMATCH where the server serves another model since it was connected;
                ARGUMENT_INVALID for a grammar alone, where the server takes only schemas.
        """
        ...

    def state(self) -> ModelState:
        """Returns who waits for the model and how its servers are; quick."""
        ...

    async def close(self) -> None:
        """Closes connections."""
        ...
