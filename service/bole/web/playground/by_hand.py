"""The model by hand: what it writes to a prompt of an operator's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import grpc
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from bole.v1 import screening_service_pb2 as pb
from bole.web.errors import Failure, failure_to_show
from bole.web.pages import calls_of, page
from bole.web.playground.fields import Fault, NumberField, TextField, faults_of, given

SYSTEM = TextField(name="system_text", most=20_000)
PROMPT = TextField(name="prompt_text", least=1, most=50_000)
GRAMMAR = TextField(name="grammar", most=20_000)
TEMPERATURE = NumberField(name="temperature", low="0", high="2", step="0.05", usual="0")
TOP_P = NumberField(name="top_p", low="0.01", high="1", step="0.01", usual="1")
MOST_TOKENS = NumberField(name="max_output_tokens", low="1", high="4096", step="1", usual="512")
SEED = NumberField(name="seed", low="0", high="999999999", step="1", usual="0")
NUMBERS = (TEMPERATURE, TOP_P, MOST_TOKENS, SEED)
FIELDS = (SYSTEM, PROMPT, GRAMMAR, *NUMBERS)
"""Limits of texts are those of `GenerateTextRequest`."""

_USUAL = MappingProxyType({one.name: one.usual for one in FIELDS})


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What the model wrote."""

    message: pb.GenerateTextResponse

    @property
    def seconds(self) -> str:
        """Time that it took."""
        return f"{self.message.seconds:.2f}"

    @property
    def pace(self) -> str:
        """Tokens a second; empty where they are not counted."""
        message = self.message
        if not message.HasField("output_token_count") or message.seconds <= 0:
            return ""
        return f"{message.output_token_count / message.seconds:.1f}"


async def empty(request: Request) -> Response:
    """Shows the empty form."""
    await calls_of(request).introduce()
    return _page(request, _USUAL)


async def write(request: Request, form: FormData) -> Response:
    """Asks the model; with `do=fill` only puts what was sent into the form."""
    values = given(form, FIELDS)
    if form.get("do") == "fill":
        return _page(request, values)
    faults = faults_of(values, FIELDS)
    if faults:
        return _page(request, values, faults=faults)
    calls = calls_of(request)
    try:
        answer = await calls.ask(calls.backend.screening.GenerateText, request_of(values))
    except grpc.aio.AioRpcError as error:
        return _page(request, values, failure=failure_to_show(error))
    return _page(request, values, written=Written(message=answer))


def request_of(values: Mapping[str, str]) -> pb.GenerateTextRequest:
    """Returns the request for values without faults."""
    return pb.GenerateTextRequest(
        system_text=values[SYSTEM.name].strip(),
        prompt_text=values[PROMPT.name],
        temperature=TEMPERATURE.value(values[TEMPERATURE.name]),
        top_p=TOP_P.value(values[TOP_P.name]),
        max_output_tokens=int(MOST_TOKENS.value(values[MOST_TOKENS.name])),
        seed=int(SEED.value(values[SEED.name])),
        grammar=values[GRAMMAR.name].strip(),
    )


def _page(
    request: Request,
    values: Mapping[str, str],
    *,
    faults: Mapping[str, Fault] | None = None,
    failure: Failure | None = None,
    written: Written | None = None,
) -> Response:
    status = failure.status if failure else 400 if faults else 200
    return page(
        request,
        "playground/by_hand.html.jinja",
        status=status,
        values=values,
        faults=faults or {},
        failure=failure,
        written=written,
        numbers=NUMBERS,
        most={one.name: one.most for one in (SYSTEM, PROMPT, GRAMMAR)},
    )
