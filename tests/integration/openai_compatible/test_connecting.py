"""Finding the model, and where it may be."""

from __future__ import annotations

import hashlib
import ssl
from pathlib import Path

import pytest

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.ports import LanguageModel
from bole.inference.chat_encoder import ChatEncoder
from bole.inference.openai_compatible import OpenAiCompatibleModel
from bole.inference.openai_options import OpenAiCompatibleOptions
from tests.integration.inference.certificates import make_certificates
from tests.integration.openai_compatible.asking import (
    KEY,
    REQUEST,
    always,
    answered,
    client,
)
from tests.integration.openai_compatible.server import (
    Reply,
    chat,
    failure,
    models,
    serving,
)


async def test_a_server_without_key_is_sent_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-the-environment")
    monkeypatch.setenv("OPENAI_ADMIN_KEY", "sk-of-the-environment")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    async with serving(always(chat("fine"))) as server, client(server, api_key="") as model:
        await model.generate(REQUEST)
    assert "authorization" not in server.asked[0].headers


async def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert (await answered(always(chat("fine")))).text == "fine"


async def test_connecting_checks_the_name_and_takes_the_length_that_vllm_tells() -> None:
    async with serving(always(models("other", "qwen", max_model_len=1234))) as server, client(server) as model:
        for read in (model.encoder, model.identity):
            with pytest.raises(BoleError) as error:
                read()
            assert error.value.reason is ErrorReason.MODEL_UNAVAILABLE
        identity = await model.connect()
        assert model.identity() == identity
        assert (server.asked[0].method, server.asked[0].path) == ("GET", "/v1/models")
        assert identity.model_digest == hashlib.sha256(b"openai_compatible:qwen").hexdigest()
        assert (identity.max_seq_len, identity.max_batch_size) == (1234, 16)
        assert (identity.tokenizer_sha256, identity.vocab_size) == ("", 0)
        assert model.encoder() == ChatEncoder(max_tokens=1234)


async def test_connecting_takes_the_length_of_the_options_where_the_server_tells_none() -> None:
    async with serving(always(models("qwen"))) as server, client(server, max_tokens=555) as model:
        assert (await model.connect()).max_seq_len == 555
        assert model.encoder().max_tokens == 555


@pytest.mark.parametrize(
    ("reply", "reason", "said"),
    [
        (models("a", "b"), ErrorReason.MODEL_CONTRACT_MISMATCH, "does not serve qwen but 'a', 'b'"),
        (models(), ErrorReason.MODEL_CONTRACT_MISMATCH, "does not serve qwen but no model"),
        (failure(401, "no"), ErrorReason.MODEL_CONTRACT_MISMATCH, "BOLE_OPENAI_API_KEY"),
        (failure(404, "no"), ErrorReason.MODEL_CONTRACT_MISMATCH, "BOLE_OPENAI_BASE_URL"),
        (failure(503, "no"), ErrorReason.MODEL_UNAVAILABLE, "not ready"),
        (Reply(body=b"hello"), ErrorReason.MODEL_CONTRACT_MISMATCH, "OpenAI API"),
        (None, ErrorReason.MODEL_UNAVAILABLE, "away"),
    ],
)
async def test_connecting_tells_what_is_wrong(reply: Reply | None, reason: ErrorReason, said: str) -> None:
    async with serving(always(reply)) as server, client(server) as model:
        with pytest.raises(BoleError, match=said) as error:
            await model.connect()
        assert error.value.reason is reason


async def test_a_name_that_turns_to_an_external_address_is_asked_nothing_more() -> None:
    answers = [("127.0.0.1",), ("203.0.113.1",)]

    async def resolver(host: str, port: int) -> tuple[str, ...]:
        assert host == "models.internal"
        assert port
        return answers.pop(0)

    async with serving(always(models("qwen"))) as server:
        async with client(server, resolver, base_url=f"http://models.internal:{server.port}/v1") as model:
            await model.connect()
            assert server.asked[0].headers["host"] == f"models.internal:{server.port}"
            with pytest.raises(BoleError, match="BOLE_ALLOW_EXTERNAL_MODEL=models"):
                await model.generate(REQUEST)
            assert not model.leaves_premises
        assert len(server.asked) == 1


async def test_an_allowed_host_leaves_the_premises_and_each_of_its_addresses_is_tried(tmp_path: Path) -> None:
    certificates = make_certificates(tmp_path)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificates.path("server.pem"), certificates.path("server.key"))

    async def resolver(host: str, port: int) -> tuple[str, ...]:
        assert (host, bool(port)) == ("api.example.com", True)
        return ("127.0.0.9", "::1", "127.0.0.1")  # nothing listens at the first two

    async with serving(always(chat("fine")), certificates=context) as server:
        url = f"https://api.example.com:{server.port}/v1"
        trusted: dict[str, object] = {"root_certificates_path": certificates.path("ca.pem")}
        async with client(server, resolver, base_url=url, allowed_hosts=("api.example.com",), **trusted) as model:
            assert model.leaves_premises
            assert (await model.generate(REQUEST)).text == "fine"
        async with client(server, resolver, base_url=url, allowed_hosts=("api.example.com",)) as model:
            with pytest.raises(BoleError) as error:
                await model.generate(REQUEST)
            assert error.value.reason is ErrorReason.MODEL_UNAVAILABLE
    assert server.asked[0].headers["accept-encoding"] == "identity"


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_certificates_that_cannot_be_read_are_refused(content: str | None, tmp_path: Path) -> None:
    path = tmp_path / "ca.pem"
    if content is not None:
        path.write_text(content)
    options = OpenAiCompatibleOptions(base_url="https://127.0.0.1:9", model="qwen", root_certificates_path=str(path))
    with pytest.raises(ValueError, match="BOLE_OPENAI_ROOT_CERTIFICATES"):
        OpenAiCompatibleModel(options)


async def test_an_external_address_is_refused_before_anything_is_sent() -> None:
    options = OpenAiCompatibleOptions(base_url="https://8.8.8.8/v1", model="qwen", api_key=KEY)
    with pytest.raises(ValueError, match=r"BOLE_ALLOW_EXTERNAL_MODEL=8\.8\.8\.8"):
        OpenAiCompatibleModel(options)
    assert KEY not in repr(options)


@pytest.mark.parametrize("key", ["schlüssel", "two\nlines"])
def test_a_key_that_cannot_be_sent_is_refused_and_not_shown(key: str) -> None:
    with pytest.raises(ValueError, match="BOLE_OPENAI_API_KEY") as error:
        OpenAiCompatibleModel(OpenAiCompatibleOptions(base_url="http://127.0.0.1:9", model="qwen", api_key=key))
    assert key not in str(error.value)


async def test_warming_sends_nothing() -> None:
    async with serving(always(chat("fine"))) as server, client(server) as model:
        await model.warm([REQUEST.guide.grammar])
    assert not server.asked


def test_the_client_is_a_language_model() -> None:
    model: LanguageModel = OpenAiCompatibleModel(OpenAiCompatibleOptions(base_url="http://127.0.0.1:9", model="qwen"))
    assert not model.leaves_premises
