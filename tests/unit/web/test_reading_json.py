"""JSON that does not fit is refused by the place at fault, and nothing of a value is repeated."""

from __future__ import annotations

import base64
import json

import pytest

from bole.domain.errors import BoleError, ErrorReason
from bole.v1 import screening_service_pb2 as pb
from bole.web.gateway.methods import METHODS
from bole.web.gateway.reading import message_of, messages_of

SCREEN = METHODS["ScreeningService/ScreenResume"]
MANY = METHODS["ScreeningService/ScreenResumes"]
PERSON = "Ada Lovelace"

UNFIT = {
    "nothing of JSON": (b"{", "", "is no JSON in UTF-8. It fails at line 1."),
    "another encoding": ('{"request_id": "\xe9"}'.encode("latin-1"), "", "is no JSON in UTF-8"),
    "a list": (b"[]", "", "has to be a JSON object"),
    "null": (b"null", "", "has to be a JSON object"),
    "a number without end": (b'{"as_of": {"year": ' + b"9" * 5000 + b"}}", "", "is no JSON"),
    "nested without end": (b'{"rubric": ' * 100_000, "", "is no JSON"),
    "a field twice": (b'{"request_id": "a", "request_id": "b"}', "", "names a field of an object twice"),
    "an unknown field": (b'{"resume": "x"}', "", "has no field `resume`"),
    "an unknown field below": (b'{"documents": [{}, {"text": "x"}]}', "documents[1]", "has no field `text`"),
    "a name that is no name": (b'{"Ada Lovelace": 1}', "", "has a field that is not known"),
    "both of which one may be set": (b'{"rubric": {}, "job_posting": {}}', "", "has two fields of which only one"),
    "a word for a number": (b'{"as_of": {"year": "Ada Lovelace"}}', "as_of.year", "does not have the type"),
    "a fraction for a number": (b'{"as_of": {"year": 1.5}}', "as_of.year", "does not have the type"),
    "a number too large": (b'{"as_of": {"year": 99999999999}}', "as_of.year", "does not have the type"),
    "a number for a text": (b'{"request_id": 7}', "request_id", "does not have the type"),
    "an object for a list": (b'{"documents": {"0": {}}}', "documents", "has to be a list"),
    "a text for an object": (b'{"job_posting": "Ada Lovelace"}', "job_posting", "has to be a JSON object"),
    "null in a list": (b'{"documents": [null]}', "documents[0]", "has to be a JSON object"),
    "an unknown value": (b'{"view": "EVERYTHING"}', "view", "does not have the type"),
    "half a character": (b'{"request_id": "\\ud800"}', "request_id", "does not have the type"),
    "text for base64": (b'{"documents": [{"content": "Ada Lovelace!"}]}', "documents[0].content", "base64"),
    "blanks without end for base64": (
        b'{"documents": [{"content": "' + b" " * 100_000 + b'!"}]}',
        "documents[0].content",
        "base64",
    ),
    "base64 that is cut": (b'{"documents": [{"content": "QQQQQ"}]}', "documents[0].content", "does not have the type"),
    "a number for base64": (b'{"documents": [{"content": 12}]}', "documents[0].content", "does not have the type"),
}


@pytest.mark.parametrize(("body", "field", "said"), UNFIT.values(), ids=UNFIT)
def test_what_does_not_fit_is_named(body: bytes, field: str, said: str) -> None:
    with pytest.raises(BoleError) as caught:
        message_of(SCREEN, body)
    assert caught.value.reason is ErrorReason.ARGUMENT_INVALID
    assert said in caught.value.message
    assert caught.value.field == (field or None)
    assert PERSON not in caught.value.message


UNFIT_STREAMS = {
    "one message": (b'{"item": {}}', "item", "is not known"),
    "no list": (b'{"items": {}}', "items", "has to be a list"),
    "a fault in the configuration": (b'{"config": {"as_of": {"year": "x"}}}', "config.as_of.year", "does not have"),
    "a fault in an item": (
        b'{"items": [{}, {"documents": [{"content": "?"}]}]}',
        "items[1].documents[0].content",
        "base64",
    ),
    "an unknown field of an item": (b'{"items": [{"name": "x"}]}', "items[0]", "has no field `name`"),
    "an item that is none": (b'{"items": [7]}', "items[0]", "has to be a JSON object"),
}


@pytest.mark.parametrize(("body", "field", "said"), UNFIT_STREAMS.values(), ids=UNFIT_STREAMS)
def test_what_does_not_fit_a_stream_is_named(body: bytes, field: str, said: str) -> None:
    with pytest.raises(BoleError) as caught:
        messages_of(MANY, body)
    assert said in caught.value.message
    assert caught.value.field == field


def test_fields_have_the_names_of_the_protos_or_of_json_and_bytes_either_alphabet() -> None:
    content = bytes(range(256))
    for encoded in (
        base64.b64encode(content),
        base64.urlsafe_b64encode(content).rstrip(b"="),
        base64.encodebytes(content),
    ):
        body = {"requestId": "a", "documents": [{"content": encoded.decode(), "file_name": "b"}]}
        message = message_of(SCREEN, json.dumps(body).encode())
        assert isinstance(message, pb.ScreenResumeRequest)
        assert (message.request_id, message.documents[0].content) == ("a", content)


def test_no_body_is_an_empty_request() -> None:
    assert message_of(SCREEN, b"") == pb.ScreenResumeRequest()


def test_a_stream_begins_with_its_configuration() -> None:
    config, *items = messages_of(
        MANY, b'{"items": [{"item_id": "a"}, {"item_id": "b"}], "config": {"request_id": "r"}}'
    )
    assert config == pb.ScreenResumesRequest(config=pb.ScreenResumesConfig(request_id="r"))
    assert items == [pb.ScreenResumesRequest(item=pb.ScreenResumesItem(item_id=name)) for name in "ab"]
