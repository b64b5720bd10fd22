"""Prompts and free text: requests to what operators try, and the answers."""

from __future__ import annotations

from bole.api import converters, messages
from bole.api.validation import invalid, text_within, values_within
from bole.domain.documents import Document
from bole.domain.generation import GREEDY, Sampling
from bole.domain.rubric import Rubric
from bole.pipeline.playground import Preview, PreviewRequest, TextRequest, WrittenText
from bole.prompting.tasks import Task
from bole.v1 import screening_service_pb2 as pb

LONGEST_SYSTEM_TEXT = 20_000
LONGEST_PROMPT_TEXT = 50_000
LONGEST_GRAMMAR = 20_000
HOTTEST = 2
MOST_OUTPUT_TOKENS = 4_096
DEFAULT_OUTPUT_TOKENS = 512
_TASKS = {
    pb.PreviewPromptRequest.TASK_UNSPECIFIED: Task.SCREENING,
    pb.PreviewPromptRequest.SCREENING: Task.SCREENING,
    pb.PreviewPromptRequest.INTERVIEW: Task.INTERVIEW,
}


def preview(
    message: pb.PreviewPromptRequest, rubric: Rubric, document: Document, documents: tuple[Document, ...]
) -> PreviewRequest:
    """Converts whose prompt is looked at; `documents` are all of the candidate, `document` one of them."""
    if message.task not in _TASKS:
        raise invalid("task", f"`task` has the value {message.task}, which this version does not know.")
    return PreviewRequest(
        task=_TASKS[message.task],
        document=document,
        documents=documents,
        rubric=rubric,
        as_of=converters.as_of(message.as_of, given=message.HasField("as_of")),
        language_code=converters.language_code(message.output_language_code),
    )


def preview_answer(shown: Preview, engine: str) -> pb.PreviewPromptResponse:
    """Converts a prompt; `engine` is the one that is configured."""
    return pb.PreviewPromptResponse(
        prompt_text=shown.text,
        parts=[pb.PromptPart(speaker=one.speaker, text=one.text, shared=one.shared) for one in shown.parts],
        grammar=shown.grammar,
        prompt_token_count=shown.token_count,
        prefix_token_count=shown.prefix_token_count,
        max_output_tokens=shown.max_output_tokens,
        prompt_digest=shown.prompt_digest,
        engine=engine,
        warnings=messages.warnings(shown.warnings),
    )


def text(message: pb.GenerateTextRequest) -> TextRequest:
    """Converts what a model is asked freely."""
    if not message.prompt_text.strip():
        raise invalid("prompt_text", "There is nothing to ask. Write a prompt.")
    values_within(message.max_output_tokens, "max_output_tokens", 0, MOST_OUTPUT_TOKENS)
    return TextRequest(
        system=text_within(message.system_text, "system_text", LONGEST_SYSTEM_TEXT),
        text=text_within(message.prompt_text, "prompt_text", LONGEST_PROMPT_TEXT),
        sampling=_sampling(message),
        max_output_tokens=message.max_output_tokens or DEFAULT_OUTPUT_TOKENS,
        grammar=text_within(message.grammar, "grammar", LONGEST_GRAMMAR).strip(),
    )


def text_answer(written: WrittenText, engine: str) -> pb.GenerateTextResponse:
    """Converts what a model wrote; `engine` is the one that is configured."""
    generation = written.generation
    return pb.GenerateTextResponse(
        text=generation.text,
        cut=generation.cut,
        prompt_token_count=generation.input_tokens,
        output_token_count=generation.output_tokens,
        seconds=written.seconds,
        model_digest=written.model_digest,
        engine=engine,
        left_premises=written.left_premises,
    )


def _sampling(message: pb.GenerateTextRequest) -> Sampling:
    values_within(message.temperature, "temperature", 0, HOTTEST)
    values_within(message.top_p, "top_p", 0, 1)
    if message.seed < 0:
        raise invalid("seed", f"`seed` is {message.seed}. Send 0 or more.")
    if not message.temperature:
        return GREEDY
    return Sampling(temperature=message.temperature, top_p=message.top_p or 1.0, seed=message.seed)
