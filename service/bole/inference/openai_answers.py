"""What is read of the answers of an OpenAI-compatible server."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, Field, ValidationError

from bole.domain.generation import Generation
from bole.inference.openai_errors import OTHER_API, as_bole_error

_T = TypeVar("_T", bound=BaseModel)


class ListedModel(BaseModel):
    """A model that a server lists; `max_model_len` are its tokens of prompt and output, which vLLM tells."""

    id: str
    max_model_len: int | None = Field(default=None, ge=1)


def read_models(body: str) -> list[ListedModel]:
    """Reads the answer of /models.

    Raises:
        BoleError: MODEL_UNAVAILABLE, it is something else.
    """
    return _read(_ServedModels, body).data


def read_generation(body: str) -> Generation:
    """Reads the answer of /chat/completions or /completions.

    No choices, no text and a refusal are all an empty text, which no grammar allows: the caller asks again.

    Raises:
        BoleError: MODEL_UNAVAILABLE, it is something else.
    """
    answer = _read(_Answer, body)
    choice = answer.choices[0] if answer.choices else _Choice()
    usage = answer.usage or _Usage()
    return Generation(
        text=(choice.message.content if choice.message else choice.text) or "",
        cut=choice.finish_reason == "length",
        input_tokens=usage.prompt_tokens,
        output_tokens=usage.completion_tokens,
    )


class _ServedModels(BaseModel):
    data: list[ListedModel]


class _Message(BaseModel):
    content: str | None = None


class _Choice(BaseModel):
    message: _Message | None = None
    text: str | None = None
    finish_reason: str | None = None


class _Usage(BaseModel):
    prompt_tokens: int | None = None
    completion_tokens: int | None = None


class _Answer(BaseModel):
    choices: list[_Choice]
    usage: _Usage | None = None


def _read(kind: type[_T], body: str) -> _T:
    try:
        return kind.model_validate_json(body)
    except ValidationError:
        raise as_bole_error(OTHER_API) from None  # without the body, which the validation error quotes
