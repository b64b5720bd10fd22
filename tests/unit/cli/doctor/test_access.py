"""What `bole doctor` says of certificates, keys of callers and listening addresses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bole.cli.doctor.access import callers, certificates, listening
from bole.cli.doctor.findings import Finding, State, found_by
from bole.settings import Settings
from tests.authority import Authority, Pair

Make = Callable[[Path], object]
AUTHORITY, STRANGER = Authority(), Authority()


def settings_of(folder: Path, **others: Path) -> Settings:
    return Settings(server_certificate=folder / "server.pem", server_key=folder / "server.key", **others)  # type: ignore[arg-type]  # paths alone


def found(settings: Settings) -> list[tuple[State, str]]:
    return [(finding.state, finding.text) for finding in certificates(settings)]


def lasting(days: float, folder: Path, chain: bytes = b"") -> Pair:
    """Puts a certificate that ends in so many days, with what is said to have signed it."""
    pair = AUTHORITY.issue("bole", ("bole",), days=(-1000, days))
    replace(pair, certificate=pair.certificate + chain).put(folder, "server")
    return pair


def ends_in_three_weeks(folder: Path) -> None:
    lasting(21, folder)


def has_ended(folder: Path) -> None:
    lasting(-1, folder)


def of_another_key(folder: Path) -> None:
    replace(lasting(365, folder), key=AUTHORITY.issue("other").key).put(folder, "server")


def chain_of_a_stranger(folder: Path) -> None:
    lasting(365, folder, chain=STRANGER.pem)


def issuer_ends_first(folder: Path) -> None:
    lasting(365, folder, chain=AUTHORITY.pem)


def is_no_certificate(folder: Path) -> None:
    lasting(365, folder)
    (folder / "server.pem").write_text("secret text")


def is_not_there(folder: Path) -> None:
    lasting(365, folder)
    (folder / "server.pem").unlink()


def is_readable_by_all(folder: Path) -> None:
    lasting(365, folder)
    (folder / "server.key").chmod(0o644)


@pytest.mark.parametrize(
    ("make", "state", "said"),
    [
        (ends_in_three_weeks, State.WARNING, "expires on"),
        (has_ended, State.BAD, "expired on"),
        (of_another_key, State.BAD, "is not the key of"),
        (chain_of_a_stranger, State.BAD, "no chain"),
        (issuer_ends_first, State.WARNING, "expires on"),
        (is_no_certificate, State.BAD, "holds no certificate in PEM"),
        (is_not_there, State.BAD, "cannot be read"),
        (is_readable_by_all, State.WARNING, "Other users may read the key"),
    ],
)
def test_a_certificate_that_is_not_as_it_should_be_is_named(
    make: Make, state: State, said: str, tmp_path: Path
) -> None:
    make(tmp_path)
    lines = [(found_state, text) for found_state, text in found(settings_of(tmp_path)) if said in text]
    assert [found_state for found_state, _ in lines] == [state]
    assert "secret" not in lines[0][1]


def test_a_certificate_of_the_authority_is_good(tmp_path: Path) -> None:
    lasting(365, tmp_path)
    (tmp_path / "ca.pem").write_bytes(AUTHORITY.pem)
    server, authority = found(settings_of(tmp_path, server_authority=tmp_path / "ca.pem"))
    assert server[0] is State.GOOD
    assert authority[0] is State.WARNING  # it ends tomorrow


def test_a_certificate_of_another_authority_is_named(tmp_path: Path) -> None:
    lasting(365, tmp_path)
    (tmp_path / "ca.pem").write_bytes(STRANGER.pem)
    (state, text), _ = found(settings_of(tmp_path, server_authority=tmp_path / "ca.pem"))
    assert (state, "no chain" in text) == (State.BAD, True)


def test_an_authority_that_ended_is_named(tmp_path: Path) -> None:
    lasting(-3, tmp_path)
    ((state, text),) = found(Settings(triton_root_certificates=tmp_path / "server.pem"))
    assert (state, text.partition(" expired")[0]) == (State.BAD, "BOLE_TRITON_ROOT_CERTIFICATES")


@pytest.mark.parametrize(
    ("settings", "state", "said"),
    [
        (Settings(), State.GOOD, "for this machine alone"),
        (Settings(listen="unix:/run/bole.sock"), State.GOOD, "for this machine alone"),
        (Settings(listen="0.0.0.0:50051"), State.BAD, "BOLE_SERVER_CERTIFICATE"),
        (Settings(listen="[::]:50051"), State.BAD, "BOLE_API_KEYS"),
        (Settings(listen="bole.example.com:50051"), State.BAD, "lets other machines in"),
        (Settings(listen="0.0.0.0:50051", allow_open_listening=True), State.WARNING, "keep strangers out"),
    ],
)
def test_where_strangers_reach_the_service_is_named(settings: Settings, state: State, said: str) -> None:
    ((finding),) = found_by("listening", listening, settings)
    assert (finding.state, said in finding.text) == (state, True)


@pytest.mark.parametrize("content", [b"keys: [{id: 1}]", b"keys: {", b"keys: \x80"])
def test_a_file_of_keys_that_cannot_be_read_is_named(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "keys.yaml"
    file.write_bytes(content)
    (finding,) = found_by("callers", callers, Settings(api_keys=file))
    assert finding.state is State.BAD
    assert "BOLE_API_KEYS" in finding.text


def test_callers_are_told_apart_where_there_is_a_file_of_keys(tmp_path: Path) -> None:
    file = tmp_path / "keys.yaml"
    file.write_text("keys: []")
    assert found_by("callers", callers, Settings(api_keys=file)) == [
        Finding(
            about="callers",
            state=State.GOOD,
            text="show who they are, and the files that say who may call can be read",
        )
    ]
