"""Files of API keys that are taken, and those that are refused with what is wrong."""

from __future__ import annotations

import datetime

import pytest

from bole.domain.access import Caller, Role
from bole.domain.errors import BoleError, ErrorReason
from bole.security.api_keys import caller_of_key, new_key
from bole.security.key_file import read_key_file

ID, DIGEST = "0123456789abcdef", "a" * 64
KEY = f"- {{id: '{ID}', name: ats, tenant: acme, roles: [caller], sha256: '{DIGEST}'"


def test_an_empty_file_knows_nobody() -> None:
    read = read_key_file(b"# none yet\n")

    assert not read.keys
    assert not read.certificates


def test_what_the_command_writes_is_a_file() -> None:
    """One key after the other, without a line before them."""
    read = read_key_file(f"{KEY}}}\n{KEY.replace(ID, ID[::-1]).replace('ats', 'b')}}}\n".encode())

    assert set(read.keys) == {ID, ID[::-1]}


def test_a_key_stands_for_its_tenant_and_roles() -> None:
    key = new_key()
    content = (
        f"keys:\n- {{id: '{key.key_id}', name: ats, tenant: acme, roles: [caller, reviewer], sha256: {key.sha256}}}"
    )

    caller = caller_of_key(key.text, read_key_file(content.encode()), lambda: 0.0)

    assert caller == Caller(tenant="acme", subject="ats", roles=frozenset({Role.CALLER, Role.REVIEWER}))


@pytest.mark.parametrize(("hour", "is_good"), [(23, True), (24, False)])
def test_a_key_is_good_to_the_end_of_its_last_day_in_utc(hour: int, *, is_good: bool) -> None:
    key = new_key()
    entry = f"{{id: '{key.key_id}', name: a, tenant: t, roles: [caller], sha256: '{key.sha256}', expires: 2026-03-01}}"
    known = read_key_file(f"keys: [{entry}]".encode())
    now = datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC) + datetime.timedelta(hours=hour)

    if is_good:
        assert caller_of_key(key.text, known, now.timestamp).subject == "a"
    else:
        with pytest.raises(BoleError, match="has expired"):
            caller_of_key(key.text, known, now.timestamp)


def test_keys_are_of_256_bits_and_never_the_same() -> None:
    """43 letters of 64, and the file has nothing of them."""
    keys = [new_key() for _ in range(100)]

    assert len({key.text for key in keys}) == len({key.key_id for key in keys}) == 100
    assert all(len(key.text.rsplit(key.key_id + "_", 1)[1]) == 43 for key in keys)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("keys: [", "no YAML from line 1 on"),
        ("\xff", "no YAML"),
        ("7", "the whole: Input should be"),
        ("key: []", "key: Extra inputs"),
        (f"keys:\n{KEY}, secret: x}}", "keys.0.secret: Extra inputs"),
        (f"keys:\n{KEY.replace('acme', 'Acme Ltd')}}}", "keys.0.tenant: String should match"),
        (f"keys:\n{KEY.replace('acme', '../other')}}}", "keys.0.tenant: String should match"),
        (f"keys:\n{KEY.replace('[caller]', '[root]')}}}", "keys.0.roles.0: Input should be 'caller'"),
        (f"keys:\n{KEY.replace('[caller]', '[]')}}}", "keys.0.roles: Frozenset should have at least 1 item"),
        (f"keys:\n{KEY.replace('aaaa', 'zz')}}}", "keys.0.sha256: String should match"),
        (f"keys:\n{KEY.replace(ID, '1')}}}", "keys.0.id: String should match"),
        (f"keys:\n{KEY}, expires: soon}}", "keys.0.expires: Input should be a valid date"),
        (f"keys:\n{KEY}}}\n{KEY.replace('ats', 'b')}}}", "entry 2 has the same id"),
        (f"keys:\n{KEY}}}\n{KEY.replace(ID, ID[::-1])}}}", "entry 2 has the same name within a tenant"),
        ("certificates:\n- {name: a, tenant: t, roles: [caller], shows: CN=a}", "certificates.0: write what"),
    ],
)
def test_a_file_that_cannot_be_used_says_where(content: str, fault: str) -> None:
    with pytest.raises(BoleError, match="BOLE_API_KEYS") as caught:
        read_key_file(content.encode("latin-1"))

    assert caught.value.reason is ErrorReason.ARGUMENT_INVALID
    assert fault in caught.value.message


def test_a_key_that_stands_in_the_file_is_not_repeated() -> None:
    """It may be logged, and somebody may have written the key in the place of its digest."""
    key = new_key()

    with pytest.raises(BoleError) as caught:
        read_key_file(f"keys:\n{KEY.replace(DIGEST, key.text)}}}".encode())

    assert key.text not in caught.value.message
