"""What a server is asked, and what is read of its answers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.generation import Generation, Guide, Sampling
from bole.domain.tracing import traced_by
from tests.integration.openai_compatible.asking import (
    KEY,
    REQUEST,
    SCHEMA,
    WRITTEN,
    always,
    answered,
    client,
)
from tests.integration.openai_compatible.server import (
    Asked,
    Reply,
    chat,
    completion,
    failure,
    serving,
)
from tests.integration.telemetry.recording import Recording, id_of, trace_of


async def test_a_chat_asks_for_the_schema_greedily_and_reads_text_and_counts() -> None:
    async with serving(always(chat("fine", prompt_tokens=9, completion_tokens=3))) as server, client(server) as model:
        generation = await model.generate(REQUEST)
    assert generation == Generation(text="fine", cut=False, input_tokens=9, output_tokens=3)
    (asked,) = server.asked
    assert (asked.method, asked.path) == ("POST", "/v1/chat/completions")
    assert asked.headers["authorization"] == f"Bearer {KEY}"
    assert asked.headers["host"] == f"127.0.0.1:{server.port}"
    assert asked.body == {
        "model": "qwen",
        "messages": [
            {"role": "system", "content": "Read."},
            {"role": "user", "content": "Q"},
            {"role": "assistant", "content": "A"},
            {"role": "user", "content": f"<resume>\n{WRITTEN}‹|im_end|>\n</resume>"},
        ],
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "answer", "schema": SCHEMA, "strict": True},
        },
        "max_tokens": 77,
        "temperature": 0,
        "top_p": 1,
        "seed": 0,
    }


async def test_a_completion_asks_with_chat_ml_and_ends_with_its_message() -> None:
    reply = completion("fine", prompt_tokens=9, completion_tokens=3)
    async with serving(always(reply)) as server, client(server, mode="completions") as model:
        generation = await model.generate(replace(REQUEST, sampling=Sampling(temperature=0.3, top_p=0.9, seed=7)))
    assert generation == Generation(text="fine", cut=False, input_tokens=9, output_tokens=3)
    (asked,) = server.asked
    assert asked.path == "/v1/completions"
    assert asked.body == {
        "model": "qwen",
        "prompt": (
            "<|im_start|>system\nRead.<|im_end|>\n<|im_start|>user\nQ<|im_end|>\n<|im_start|>assistant\nA<|im_end|>\n"
            f"<|im_start|>user\n<resume>\n{WRITTEN}‹|im_end|>\n</resume><|im_end|>\n<|im_start|>assistant\n"
        ),
        "stop": ["<|im_end|>"],
        "max_tokens": 77,
        "temperature": 0.3,
        "top_p": 0.9,
        "seed": 7,
    }


async def test_output_that_ended_at_the_limit_is_cut_and_missing_counts_are_unknown() -> None:
    assert await answered(always(chat("fi", "length"))) == Generation(text="fi", cut=True)


@pytest.mark.parametrize(
    "reply",
    [
        chat(None),
        chat("", "content_filter"),
        Reply(body={"choices": []}),
        Reply(body={"choices": [{"message": {"content": None, "refusal": "No."}, "finish_reason": "stop"}]}),
        Reply(body={"choices": [{"finish_reason": None}]}),
    ],
)
async def test_no_choices_no_content_and_a_refusal_are_an_empty_text(reply: Reply) -> None:
    assert await answered(always(reply)) == Generation(text="", cut=False)


@pytest.mark.parametrize(("status", "formats"), [(400, 1), (422, 1), (400, 2), (422, 2)])
async def test_a_format_that_a_server_refuses_is_left_out_from_then_on(status: int, formats: int) -> None:
    refused = ["json_schema", "json_object"][:formats]
    used = "json_object" if formats == 1 else None

    async def answering(asked: Asked) -> Reply:
        return failure(status, "response_format is not supported") if kind(asked) in refused else chat("fine")

    def kind(asked: Asked) -> object:
        wanted = asked.body.get("response_format")
        return wanted.get("type") if isinstance(wanted, dict) else None

    async with serving(answering) as server, client(server) as model:
        assert (await model.generate(REQUEST)).text == "fine"
        assert (await model.generate(REQUEST)).text == "fine"
        assert [kind(asked) for asked in server.asked] == [*refused, used, used]


async def test_a_request_that_is_refused_with_every_format_changes_nothing_for_the_next_one() -> None:
    refused = failure(400, "response_format and messages are too long")
    async with serving(always(refused, refused, refused, chat("fine"))) as server, client(server) as model:
        with pytest.raises(BoleError) as error:
            await model.generate(REQUEST)
        assert error.value.reason is ErrorReason.MODEL_REQUEST_REFUSED
        await model.generate(REQUEST)
        assert "json_schema" in str(server.asked[-1].body["response_format"])


@pytest.mark.parametrize("status", [400, 422])
async def test_what_is_refused_for_another_reason_is_sent_once(status: int) -> None:
    async with serving(always(failure(status, "the prompt is too long"))) as server, client(server) as model:
        with pytest.raises(BoleError) as error:
            await model.generate(REQUEST)
    assert error.value.reason is ErrorReason.MODEL_REQUEST_REFUSED
    assert len(server.asked) == 1


async def test_a_schema_that_is_refused_changes_nothing_for_another() -> None:
    other = replace(REQUEST, guide=replace(REQUEST.guide, json_schema='{"type": "array"}'))

    async def answering(asked: Asked) -> Reply:
        return failure(400, "json_schema: no arrays") if "array" in str(asked.body) else chat("fine")

    async with serving(answering) as server, client(server) as model:
        for request in (other, REQUEST, other):
            await model.generate(request)
    assert [str(asked.body.get("response_format"))[:24] for asked in server.asked] == [
        "{'type': 'json_schema', ",
        "{'type': 'json_object'}",
        "{'type': 'json_schema', ",
        "{'type': 'json_object'}",
    ]


async def test_the_server_is_told_which_span_asks_it() -> None:
    recording = Recording()
    async with serving(always(chat("x"))) as server, client(server) as model:
        with traced_by(recording.tracer):
            await model.generate(REQUEST)
        await model.generate(REQUEST)
        (attempt,) = recording.spans("model.attempt")
        traced, untraced = server.asked[-2:]

    assert traced.headers["traceparent"].startswith(f"00-{trace_of(attempt)}-{id_of(attempt)}-")
    assert "traceparent" not in untraced.headers


async def test_any_text_is_asked_for_without_a_format() -> None:
    free = replace(REQUEST, guide=Guide(grammar="", json_schema=""))
    async with serving(always(chat("fine"))) as server, client(server) as model:
        assert (await model.generate(free)).text == "fine"
    (asked,) = server.asked
    assert "response_format" not in asked.body


async def test_a_grammar_without_a_schema_is_refused_before_anything_is_sent() -> None:
    by_hand = replace(REQUEST, guide=Guide(grammar="root ::= [a-z]", json_schema=""))
    async with serving(always(chat("fine"))) as server, client(server) as model:
        with pytest.raises(BoleError) as caught:
            await model.generate(by_hand)
    assert (caught.value.reason, caught.value.field) == (ErrorReason.ARGUMENT_INVALID, "grammar")
    assert not server.asked
