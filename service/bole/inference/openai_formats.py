"""How output is guided at a server that may not know every way."""

from __future__ import annotations

import json

import openai
from openai.types.chat.completion_create_params import ResponseFormat

FORMATS = ("json_schema", "json_object", "none")
"""The strictest first; a server that refuses one is asked with the next."""

_REMEMBERED = 256
_WORDS = ("response_format", "response format", "schema", "grammar", "guided", "structured")
"""What servers speak of when they refuse a format; a word too many costs two more calls at most."""


class FormatMemory:
    """Remembers for each schema the format that a server took; a server may refuse one schema and take another."""

    def __init__(self) -> None:
        self._weaker: dict[str, str] = {}

    def tries(self, schema: str) -> tuple[str, ...]:
        """Returns the formats to ask with, one after another."""
        return FORMATS[FORMATS.index(self._weaker.get(schema, FORMATS[0])) :]

    def keep(self, schema: str, guided: str) -> None:
        """Notes which format was answered; of more than 256 schemas the oldest are forgotten."""
        if guided == FORMATS[0]:
            return
        self._weaker[schema] = guided
        if len(self._weaker) > _REMEMBERED:
            del self._weaker[next(iter(self._weaker))]


def refuses_format(error: openai.APIStatusError) -> bool:
    """Tells whether a server may have refused how output is guided: 400 or 422, with words about that.

    Its words are looked at here and go nowhere else.
    """
    return error.status_code in {400, 422} and any(word in error.response.text.lower() for word in _WORDS)


def response_format(guided: str, schema: str) -> ResponseFormat | openai.Omit:
    """Returns a format of `FORMATS` as the API takes it."""
    match guided:
        case "json_schema":
            return {
                "type": "json_schema",
                "json_schema": {"name": "answer", "schema": json.loads(schema), "strict": True},
            }
        case "json_object":
            return {"type": "json_object"}
        case _:
            return openai.omit
