"""What tests of candidates' rights work with, and a thief who has all files and the master key."""

from __future__ import annotations

import hashlib
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CTR

from bole.api.stored_forms import StoredForms
from bole.domain.batches import Batch, ItemOutcome, NewItem
from bole.domain.documents import Document
from bole.domain.errors import BoleError
from bole.privacy.opt_outs import OptOuts
from bole.privacy.records import Records
from bole.privacy.rights import Rights
from bole.storage.keys.master_keys import MasterKeys, Wrapped, new_setting, parsed_keys
from bole.storage.keys.sealing import opened_vault
from bole.storage.opening import Storage, opened
from tests.integration.storage.making import TENANT, answer, claim, finish, made, taken
from tests.postgresql import PostgreSqlServer


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlitePlace:
    """Two files in a folder."""

    folder: Path

    @property
    def address(self) -> str:
        """Of the database of contents."""
        return f"sqlite:///{self.folder}/bole.db"

    @property
    def key_address(self) -> str:
        """Of the database of keys."""
        return f"sqlite:///{self.folder}/bole-keys.db"

    def files(self) -> bytes:
        """Returns all that lies on disk, while the service runs."""
        return b"\n".join(file.read_bytes() for file in sorted(self.folder.iterdir()))


@dataclass(frozen=True, slots=True, kw_only=True)
class PostgreSqlPlace:
    """Two schemas of a server."""

    server: PostgreSqlServer
    _addresses: list[str] = field(default_factory=list)

    @property
    def address(self) -> str:
        """Of the database of contents."""
        return self._address(0)

    @property
    def key_address(self) -> str:
        """Of the database of keys."""
        return self._address(1)

    def files(self) -> bytes:
        """Returns the files of all tables; that of the keys rewritten by the VACUUM that docs/privacy.md asks for."""
        contents, keys = (address.split("//")[1].split(":")[0] for address in self._addresses)
        self.server.execute(f"VACUUM FULL {keys}.data_key")
        self.server.execute("CHECKPOINT")
        tables = f"pg_tables WHERE schemaname IN ('{contents}', '{keys}')"
        read = self.server.execute(
            "SELECT encode(pg_read_binary_file(pg_relation_filepath(schemaname || '.' || tablename)), 'hex') FROM "  # noqa: S608  # of the tests themselves
            + tables
        )
        return bytes.fromhex(read.replace("\n", ""))

    def _address(self, number: int) -> str:
        while len(self._addresses) < 2:
            self._addresses.append(self.server.new_schema())
        return self._addresses[number]


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivacyDesk:
    """Stores with a vault whose master key is known, and what answers candidates."""

    place: SqlitePlace | PostgreSqlPlace
    storage: Storage
    rights: Rights
    masters: MasterKeys

    async def screened(self, people: Mapping[str, str], given: Mapping[str, str] | None = None) -> Batch:
        """Keeps a batch of a document a person, with an answer each, that has ended.

        Args:
            people: What is said of each candidate, in document, answer and names.
            given: Identifiers that the caller gives to candidates beforehand.
        """
        items = [item_of(number, said, (given or {}).get(who, "")) for number, (who, said) in enumerate(people.items())]
        batch = await made(self.storage, items)
        lease = await taken(self.storage, batch)
        await claim(self.storage, lease)
        outcomes = []
        for number, (who, said) in enumerate(people.items(), start=1):
            digest = f"{batch.batch_id}-{number}"
            await self.storage.answers.keep(TENANT, digest, answer(f"answer {said}", candidate_id=who))
            outcomes.append(
                ItemOutcome(number=number, answer_digest=digest, standing=answer("").standing, candidate_id=who)
            )
        await finish(self.storage, lease, outcomes)
        await self.storage.batches.complete(lease, None)
        return batch

    def stolen(self) -> bytes:
        """Returns all that the files say, to who has the master key and tries every key that is anywhere in them."""
        files = self.place.files()
        keys = dict(found_keys(files, self.masters))
        return files + b"\n".join(found_contents(files, keys))


def item_of(number: int, said: str, candidate_id: str = "") -> NewItem:
    """Returns an item that says the same in its document and in its names."""
    documents = (Document(content=f"document {said}".encode(), file_name=f"{said}.txt", media_type="text/plain"),)
    return NewItem(
        item_id=f"{number} {said}",
        candidate_id=candidate_id,
        document_key=hashlib.sha256(f"{number} {candidate_id}".encode()).hexdigest(),
        source=f"folder/{said}.txt",
        documents=StoredForms().encode_documents(documents),
    )


@asynccontextmanager
async def opened_desk(
    place: SqlitePlace | PostgreSqlPlace, masters: MasterKeys | None = None, *, busy_seconds: float = 15.0
) -> AsyncIterator[PrivacyDesk]:
    """Opens stores and what answers candidates; with master keys of its own, or new ones."""
    masters = masters or parsed_keys(new_setting())
    async with (
        opened_vault(place.key_address, masters, busy_seconds=busy_seconds) as vault,
        opened(place.address, vault) as storage,
    ):
        opt_outs = OptOuts()
        await opt_outs.open(storage.candidates)
        records = Records(
            store=storage.candidates, ledger=storage.ledger, codec=StoredForms(), answer_json=lambda payload: payload
        )
        rights = Rights(
            store=storage.candidates, vault=vault, ledger=storage.ledger, records=records, opt_outs=opt_outs
        )
        yield PrivacyDesk(place=place, storage=storage, rights=rights, masters=masters)


def found_keys(files: bytes, masters: MasterKeys) -> list[tuple[bytes, bytes]]:
    """Returns each key, by its name, that a master key unwraps, also those of rows that are deleted and of logs."""
    name = masters.newest.encode()
    found = []
    for match in re.finditer(rb"([0-9a-f]{32}).?(?:[0-9a-f]{64})?.?" + re.escape(name), files, re.DOTALL):
        for start in (match.end(), match.end() + 1):  # PostgreSQL writes the length before
            wrapped = Wrapped(master=masters.newest, content=files[start : start + 60])
            with suppress(BoleError):
                found.append((bytes.fromhex(match[1].decode()), masters.unwrap(match[1], wrapped)))
    return found


def found_contents(files: bytes, keys: Mapping[bytes, bytes]) -> list[bytes]:
    """Returns what stands behind every head of a sealed content whose key is known, whole or not."""
    found = []
    for match in re.finditer(b"BOL1", files):
        key = keys.get(files[match.start() + 4 : match.start() + 20])
        nonce = files[match.start() + 20 : match.start() + 32]
        if key is not None and len(nonce) == 12:
            decryptor = Cipher(AES(key), CTR(nonce + b"\0\0\0\2")).decryptor()
            found.append(decryptor.update(files[match.start() + 32 : match.start() + 2032]))
    return found
