"""Keys of contents, the master keys that wrap them, and what happens where one is missing."""

from __future__ import annotations

import asyncio
import stat
from pathlib import Path

import pytest

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.vault import Content
from bole.storage.keys.master_keys import new_setting, parsed_keys
from bole.storage.keys.sealing import opened_vault
from tests.integration.privacy.desk import PostgreSqlPlace, SqlitePlace, found_keys, opened_desk
from tests.integration.storage.making import TENANT, answer

OLD, NEW = f"old:{new_setting().split(':')[1]}", f"new:{new_setting().split(':')[1]}"


def content(text: bytes, label: str = "thing", tenant: str = TENANT, candidate_id: str = "") -> Content:
    return Content(payload=text, tenant=tenant, label=label, candidate_id=candidate_id)


async def test_a_new_master_key_wraps_all_keys_anew_and_the_old_one_can_go(
    place: SqlitePlace | PostgreSqlPlace,
) -> None:
    async with opened_desk(place, parsed_keys(OLD)) as desk:
        await desk.storage.answers.keep(TENANT, "q", answer("kept", candidate_id="a"))
        digest = desk.storage.vault.digest(TENANT, "a")

    async with opened_desk(place, parsed_keys(f"{NEW},{OLD}")) as desk:
        assert await desk.storage.answers.find(TENANT, "q") == answer("kept", candidate_id="a")
    assert not found_keys(place.files(), parsed_keys(OLD))

    async with opened_desk(place, parsed_keys(NEW)) as desk:
        assert await desk.storage.answers.find(TENANT, "q") == answer("kept", candidate_id="a")
        assert desk.storage.vault.digest(TENANT, "a") == digest, "what is searched by stays as it is"


@pytest.mark.parametrize("setting", [NEW, f"old:{new_setting().split(':')[1]}"], ids=["is-away", "is-another-one"])
async def test_a_master_key_that_is_missing_ends_the_start(place: SqlitePlace | PostgreSqlPlace, setting: str) -> None:
    async with opened_vault(place.key_address, parsed_keys(OLD)) as vault:
        await vault.seal([content(b"x")])

    with pytest.raises(BoleError, match="BOLE_MASTER_KEYS") as caught:
        async with opened_vault(place.key_address, parsed_keys(setting)):
            pass
    assert caught.value.reason is ErrorReason.KEY_MISSING
    assert caught.value.metadata == {"master_key": "old"}


async def test_what_is_sealed_opens_as_what_it_is_alone(place: SqlitePlace | PostgreSqlPlace) -> None:
    async with opened_vault(place.key_address, parsed_keys(OLD)) as vault:
        sealed, other = await vault.seal([content(b"secret"), content(b"secret")])
        assert sealed != other
        assert b"secret" not in sealed
        assert await vault.open([content(sealed)]) == [b"secret"]
        swapped = sealed[:20] + other[20:]
        damaged = sealed[:-1] + bytes([sealed[-1] ^ 1])
        for wrong in (
            content(sealed, label="other"),
            content(sealed, tenant="other"),
            content(swapped),
            content(damaged),
            content(sealed[:25]),
            content(b"plain"),
        ):
            with pytest.raises(BoleError) as caught:
                await vault.open([wrong])
            assert caught.value.reason is ErrorReason.STORAGE_MISMATCH


async def test_destroyed_keys_open_nothing_also_at_a_replica_that_has_not_seen_them(
    place: SqlitePlace | PostgreSqlPlace,
) -> None:
    async with (
        opened_vault(place.key_address, parsed_keys(OLD)) as vault,
        opened_vault(place.key_address, parsed_keys(OLD)) as replica,
    ):
        ours, theirs = await vault.seal([content(b"1", candidate_id="a"), content(b"2", candidate_id="b")])

        assert await vault.destroy_all_of(TENANT, "a") == 1
        assert await vault.destroy_all_of(TENANT, "a") == 0

        for each in (vault, replica):
            assert await each.open([content(ours), content(theirs)]) == [None, b"2"]
        assert vault.digest(TENANT, "a") == replica.digest(TENANT, "a") != vault.digest("other", "a")


async def test_the_master_key_of_a_machine_is_made_once_for_this_user_alone(tmp_path: Path) -> None:
    place, file = SqlitePlace(folder=tmp_path / "state"), tmp_path / "state" / "bole-keys.master"

    async def sealed_by_a_replica() -> bytes:
        async with opened_vault(place.key_address, file) as vault:
            return (await vault.seal([content(b"x")]))[0]

    sealed = await asyncio.gather(*(sealed_by_a_replica() for _ in range(4)))

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sorted(each.name for each in place.folder.iterdir()) == ["bole-keys.db", "bole-keys.master"]
    async with opened_vault(place.key_address, file) as vault:
        assert await vault.open([content(each) for each in sealed]) == [b"x"] * 4


async def test_a_lost_file_of_the_master_key_is_not_made_anew(tmp_path: Path) -> None:
    place, file = SqlitePlace(folder=tmp_path / "state"), tmp_path / "state" / "bole-keys.master"
    async with opened_vault(place.key_address, file) as vault:
        await vault.seal([content(b"x")])
    file.unlink()

    with pytest.raises(BoleError) as caught:
        async with opened_vault(place.key_address, file):
            pass
    assert caught.value.reason is ErrorReason.KEY_MISSING
    assert not file.exists()


@pytest.mark.parametrize(
    "setting",
    ["", "name", "name:", "name:AAAA", f"{OLD},{OLD}", f"{OLD}=", f":{OLD.split(':')[1]}", "näme:" + "A" * 43 + "="],
    ids=["nothing", "a name", "no key", "short", "one name twice", "too long", "no name", "a name that is none"],
)
def test_master_keys_that_are_none_are_refused_without_repeating_them(setting: str) -> None:
    with pytest.raises(BoleError, match="BOLE_MASTER_KEYS") as caught:
        parsed_keys(setting)
    assert caught.value.reason is ErrorReason.ARGUMENT_INVALID
    assert OLD.split(":")[1] not in caught.value.message


def test_master_keys_come_in_lines_or_parted_by_commas_the_newest_first() -> None:
    assert parsed_keys(f"{NEW},{OLD}").newest == parsed_keys(f"{NEW}\n{OLD}\n").newest == "new"
    assert OLD.split(":")[1] not in repr(parsed_keys(OLD))
