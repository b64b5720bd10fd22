"""Settings of the Triton client."""

import pytest

from bole.domain.generation import ModelIdentity
from bole.inference.triton_options import TritonOptions

IDENTITY = ModelIdentity(model_digest="", tokenizer_sha256="", vocab_size=1, max_seq_len=1, max_batch_size=3)


def options(**changes: object) -> TritonOptions:
    return TritonOptions(**{"addresses": ("127.0.0.1:1",), "tokenizer_path": "t", **changes})  # type: ignore[arg-type]  # names are checked by the class


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"addresses": ()}, "address"),
        ({"client_key_path": "k", "root_certificates_path": "r"}, "belong together"),
        ({"client_certificate_path": "c", "root_certificates_path": "r"}, "belong together"),
        ({"client_certificate_path": "c", "client_key_path": "k"}, "root certificates"),
        ({"restricted_key": "name"}, "NAME=VALUE"),
        ({"restricted_key": "=value"}, "NAME=VALUE"),
        ({"addresses": ("10.0.0.5:1", "dns:///models:1")}, "HOST:PORT"),
        ({"addresses": ("models.internal:1",), "allowed_hosts": ("models.internal",)}, "BOLE_TRITON_ROOT_CERTIFICATES"),
        ({"addresses": ("8.8.8.8:1",), "allowed_hosts": ("8.8.8.8",)}, "BOLE_TRITON_ROOT_CERTIFICATES"),
    ],
)
def test_settings_that_do_not_fit_together_are_refused(changes: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        options(**changes)


def test_the_restricted_key_becomes_tritons_header() -> None:
    assert options(restricted_key="bole=a=b").headers == {"triton-grpc-protocol-bole": "a=b"}
    assert options().headers == {}


def test_the_restricted_key_is_not_shown() -> None:
    assert "secret" not in repr(options(restricted_key="bole=secret"))


def test_a_quarter_more_calls_than_run_at_a_time() -> None:
    assert options().calls_at(IDENTITY) == 4
    assert options(calls_per_replica=2).calls_at(IDENTITY) == 2
