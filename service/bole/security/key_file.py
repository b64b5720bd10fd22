"""The file of API keys and of client certificates: who they are, whose data they see, what they may do."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from bole.domain.access import TENANT_PATTERN, Caller, Role
from bole.domain.errors import BoleError, ErrorReason

_Name = Annotated[str, Field(min_length=1, max_length=128, pattern=r"^[^\x00-\x1f\x7f]+$")]
_Tenant = Annotated[str, Field(pattern=f"^{TENANT_PATTERN}$")]
_Roles = Annotated[frozenset[Role], Field(min_length=1)]
_SUBJECT = re.compile(r"(?:dns|uri|email|cn):\S.*")


class _Known(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    name: _Name
    tenant: _Tenant
    roles: _Roles
    expires: datetime.date | None = None

    def known(self) -> Known:
        caller = Caller(tenant=self.tenant, subject=self.name, roles=self.roles)
        return Known(caller=caller, ends_at=None if self.expires is None else _end_of(self.expires))


class _Key(_Known):
    id: Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class _Certificate(_Known):
    shows: str

    @model_validator(mode="after")
    def _names_something(self) -> Self:
        if not _SUBJECT.fullmatch(self.shows):
            raise ValueError("write what the certificate shows as dns:NAME, uri:URI, email:ADDRESS or cn:NAME")
        return self


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    keys: tuple[_Key, ...] = ()
    certificates: tuple[_Certificate, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A caller, and when it ends to be one, in seconds since 1970; None for never."""

    caller: Caller
    ends_at: float | None = None

    def holds(self, now: float) -> bool:
        """Tells whether it is still good at a time."""
        return self.ends_at is None or now < self.ends_at


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFile:
    """What the file says.

    Attributes:
        keys: Digest of the whole key in hexadecimal, and whose it is, by the key's id.
        certificates: Whose certificates these are, by what they show, such as `dns:loader.example.com`.
    """

    keys: Mapping[str, tuple[str, Known]]
    certificates: Mapping[str, Known]


def read_key_file(content: bytes) -> KeyFile:
    """Reads the file.

    Raises:
        BoleError: ARGUMENT_INVALID with what is wrong and where; never with a value that stands there.
    """
    try:
        read = _File.model_validate(_mapping(content))
    except ValidationError as error:
        raise _refused("; ".join(map(_fault, error.errors()))) from None
    names = [(one.tenant, one.name) for one in (*read.keys, *read.certificates)]
    _refuse_twice("name within a tenant", names)
    _refuse_twice("id", [key.id for key in read.keys])
    _refuse_twice("certificate", [certificate.shows for certificate in read.certificates])
    return KeyFile(
        keys={key.id: (key.sha256, key.known()) for key in read.keys},
        certificates={certificate.shows: certificate.known() for certificate in read.certificates},
    )


def _mapping(content: bytes) -> Any:  # noqa: ANN401  # what stands in a file
    try:
        found = yaml.safe_load(content)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        raise _refused("it is no YAML" + (f" from line {mark.line + 1} on" if mark is not None else "")) from None
    if isinstance(found, list):  # what `bole key new` writes, one after the other
        return {"keys": found}
    return {} if found is None else found


def _fault(fault: Mapping[str, Any]) -> str:
    """Says what is wrong without the value: somebody may have written a key in the place of its digest."""
    place = ".".join(str(part) for part in fault["loc"])
    return f"{place or 'the whole'}: {str(fault['msg']).removeprefix('Value error, ')}"


def _refuse_twice(what: str, values: Iterable[object]) -> None:
    seen: set[object] = set()
    for number, value in enumerate(values, 1):
        if value in seen:
            raise _refused(f"entry {number} has the same {what} as one before it")
        seen.add(value)


def _refused(fault: str) -> BoleError:
    return BoleError(
        ErrorReason.ARGUMENT_INVALID, f"The file of BOLE_API_KEYS cannot be used: {fault}. Mend it; docs/security.md."
    )


def _end_of(day: datetime.date) -> float:
    """Returns when a day ends in UTC, in seconds since 1970."""
    following = datetime.datetime.combine(day, datetime.time(), tzinfo=datetime.UTC) + datetime.timedelta(days=1)
    return following.timestamp()
