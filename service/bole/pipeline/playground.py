"""What operators try by hand: the prompt of a candidate to the letter, and a model that writes freely."""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from bole.domain.calls import CallTerms
from bole.domain.documents import Document
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.generation import (
    ChatMessage,
    EncodedPrompt,
    Generation,
    GenerationRequest,
    Guide,
    Prompt,
    Sampling,
)
from bole.domain.interview import QuestionPlan
from bole.domain.ports import LanguageModel, PromptEncoder, Workers
from bole.domain.resume import Warning
from bole.domain.rubric import Rubric
from bole.engines.asking import generated
from bole.engines.model_interview import AskedInterview, interview_question
from bole.engines.model_screening import AskedScreening
from bole.inference.chat_encoder import ChatEncoder, chat_ml, without_control_tokens
from bole.pipeline.interviewing import InterviewRequest, brief_of
from bole.pipeline.model_interview import made_ready
from bole.pipeline.model_screening import answer_warnings, asked_of
from bole.pipeline.screening import Reader, ScreeningRequest
from bole.prompting.tasks import Task

_TOKENS_OF_QWEN = 32_768
"""What Qwen2.5 takes: the room of prompts that are written where no model is configured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRequest:
    """Whose prompt for which task is looked at.

    A screening reads all `documents` of the candidate, an interview is written from `document`. `language_code` is
    BCP-47, empty for the language of the rubric.
    """

    task: Task
    document: Document
    documents: tuple[Document, ...]
    rubric: Rubric
    as_of: datetime.date
    language_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PromptPart:
    """A part of a prompt: who speaks, and whether every candidate of the rubric gets the same."""

    speaker: str
    text: str
    shared: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a model is sent.

    Attributes:
        text: The whole prompt in the layout of Qwen2.5.
        parts: The same in parts.
        grammar: What the answer has to follow.
        token_count: Of the prompt; None where there is no tokenizer to count them.
        prefix_token_count: Tokens at the beginning that all candidates of the rubric share; None as before.
        max_output_tokens: What the answer may take.
        prompt_digest: The version of the prompt.
        warnings: What a reader should know.
    """

    text: str
    parts: tuple[PromptPart, ...]
    grammar: str
    token_count: int | None
    prefix_token_count: int | None
    max_output_tokens: int
    prompt_digest: str
    warnings: tuple[Warning, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TextRequest:
    """What a model is asked freely; an empty grammar allows any text."""

    system: str
    text: str
    sampling: Sampling
    max_output_tokens: int
    grammar: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenText:
    """What a model wrote, in how many seconds, and which model it was."""

    generation: Generation
    seconds: float
    model_digest: str
    left_premises: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Playground:
    """Shows prompts and lets the model write; nothing of it is kept.

    Attributes:
        engine: Name of the engine that is configured.
        model: What writes; None for engines that ask no model.
        reader: What documents are read with.
        workers: Where CPU work runs.
    """

    engine: str
    model: LanguageModel | None
    reader: Reader
    workers: Workers

    async def preview(self, request: PreviewRequest) -> Preview:
        """Returns what a model is sent, without asking one.

        Raises:
            BoleError: The document cannot be read, PROMPT_TOO_LONG, or MODEL_UNAVAILABLE before the model server was
                ever reached.
        """
        encoder = ChatEncoder(max_tokens=_TOKENS_OF_QWEN) if self.model is None else self.model.encoder()
        return await self.workers.run(previewed, request, self.reader, encoder)

    async def write(self, request: TextRequest, terms: CallTerms) -> WrittenText:
        """Lets the model write.

        Raises:
            BoleError: MODEL_NOT_CONFIGURED, ARGUMENT_INVALID for a grammar that the server does not take, or what
                `LanguageModel.generate` raises.
        """
        model = self.model
        if model is None:
            raise _not_configured(self.engine)
        prompt = await self.workers.run(free_prompt, request, model.encoder())
        asked = GenerationRequest(
            prompt=prompt,
            guide=Guide(grammar=request.grammar, json_schema=""),
            max_output_tokens=request.max_output_tokens,
            sampling=request.sampling,
            priority=terms.priority,
            timeout_seconds=terms.seconds_left(),
        )
        began = time.monotonic()
        generation = await generated(model, asked)
        return WrittenText(
            generation=generation,
            seconds=time.monotonic() - began,
            model_digest=model.identity().model_digest,
            left_premises=model.leaves_premises,
        )


def previewed(request: PreviewRequest, reader: Reader, encoder: PromptEncoder) -> Preview:
    """Reads the document and puts together what a model would be asked.

    Raises:
        BoleError: The document cannot be read, is no resume, or the criteria alone do not fit the model.
    """
    if request.task is Task.INTERVIEW:
        interview = _interview(request, reader, encoder)
        return _preview(interview, encoder, asked_alike=False)
    return _preview(_screening(request, reader, encoder), encoder, asked_alike=True)


def free_prompt(request: TextRequest, encoder: PromptEncoder) -> EncodedPrompt:
    """Encodes what an operator wrote; a system text that is empty is left out where the server builds the prompt."""
    prompt = Prompt(system=request.system, examples=(), task="", document=request.text, closing="", version="")
    encoded = encoder.encode(prompt)
    return replace(encoded, messages=tuple(message for message in encoded.messages if message.content))


def _screening(request: PreviewRequest, reader: Reader, encoder: PromptEncoder) -> AskedScreening:
    asked = ScreeningRequest(
        documents=request.documents,
        rubric=request.rubric,
        as_of=request.as_of,
        language_code=request.language_code,
    )
    return asked_of(asked, reader, encoder).asked


def _interview(request: PreviewRequest, reader: Reader, encoder: PromptEncoder) -> AskedInterview:
    kit = InterviewRequest(
        source=request.document,
        rubric=request.rubric,
        plan=QuestionPlan(),
        as_of=request.as_of,
        language_code=request.language_code,
    )
    ready = made_ready(brief_of(kit, reader))
    return interview_question(ready.brief, ready.masked, encoder)


def _preview(asked: AskedScreening | AskedInterview, encoder: PromptEncoder, *, asked_alike: bool) -> Preview:
    """Shows a question; `asked_alike` says that only the document tells two candidates of a rubric apart."""
    encoded = asked.question.prompt
    parts = tuple(_parts(asked.prompt, cleaned=bool(encoded.messages), asked_alike=asked_alike))
    counted = bool(encoded.input_ids)
    shared = encoded if asked_alike else encoder.encode(replace(asked.prompt, task="", document="", closing=""))
    return Preview(
        text=chat_ml(_messages(parts)),
        parts=parts,
        grammar=asked.question.guide.grammar,
        token_count=encoded.token_count if counted else None,
        prefix_token_count=shared.prefix_token_count if counted else None,
        max_output_tokens=asked.question.output_tokens,
        prompt_digest=asked.prompt.version,
        warnings=answer_warnings(asked.cut_code_points, 0, left_premises=False),
    )


def _parts(prompt: Prompt, *, cleaned: bool, asked_alike: bool) -> Iterator[PromptPart]:
    spoken = [("system", prompt.system, True)]
    for turn in prompt.examples:
        spoken += [("user", turn.question, True), ("assistant", turn.answer, True)]
    spoken += [("user", prompt.task, asked_alike), ("user", prompt.document, False)]
    spoken += [("user", prompt.closing, asked_alike)]
    for speaker, text, shared in spoken:
        if text:
            yield PromptPart(speaker=speaker, text=without_control_tokens(text) if cleaned else text, shared=shared)


def _messages(parts: tuple[PromptPart, ...]) -> tuple[ChatMessage, ...]:
    grouped = groupby(parts, key=lambda part: part.speaker)
    return tuple(ChatMessage(role=speaker, content="".join(one.text for one in some)) for speaker, some in grouped)


def _not_configured(engine: str) -> BoleError:
    return BoleError(
        ErrorReason.MODEL_NOT_CONFIGURED,
        f"The engine '{engine}' writes no text. Start the service with a model, such as BOLE_ENGINE=triton.",
        metadata={"engine": engine},
    )
