"""Who calls, what they may do, and what is written down of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

DEFAULT_TENANT = "default"
"""Whose data it is where callers are not told apart."""

TENANT_PATTERN = r"[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?"
"""Names of tenants: they stand in paths and in databases."""


class Role(StrEnum):
    """What a caller may do; the roles are independent of each other."""

    CALLER = "caller"
    """Screens: documents, rubrics, kits, batches."""
    REVIEWER = "reviewer"
    """Decides on candidates and does what candidates ask for."""
    OPERATOR = "operator"
    """Looks at the service itself: reflection, the ledger's check."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who makes a call.

    Attributes:
        tenant: Whose data the call is about; other tenants' data does not exist for it.
        subject: Who it is within the tenant: the name of a key, the subject of a token or certificate; empty where
            callers show no credentials.
        roles: What they may do.
    """

    tenant: str
    subject: str
    roles: frozenset[Role]


ANYONE = Caller(tenant=DEFAULT_TENANT, subject="", roles=frozenset(Role))
"""Every caller of a service that asks for no credentials, which then listens on this machine alone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a call shows of its caller.

    Attributes:
        metadata: The call's metadata by lower-case name; values as text.
        certificate: The client's certificate in DER, None without mutual TLS.
    """

    metadata: Mapping[str, str]
    certificate: bytes | None = None


class Authenticator(Protocol):
    """Tells who calls; for use from the event loop, and quick."""

    def caller(self, shown: Shown) -> Caller:
        """Returns who calls.

        Raises:
            BoleError: CREDENTIALS_MISSING or CREDENTIALS_INVALID.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Access:
    """One call, for the record of who did what.

    Attributes:
        caller: Who; None where it is not known.
        method: Full name of the method.
        code: Name of the gRPC status.
        request_id: As in the logs.
        candidate_id: Whom it was about, where the call names one; kept as a keyed digest.
        batch_id: Which batch it was about, where the call names one.
        item_id: Which item of that batch, where the call names one.
        reviewer: Who the caller says that they are, where callers show no credentials and the call was answered.
    """

    caller: Caller | None
    method: str
    code: str
    request_id: str
    candidate_id: str = ""
    batch_id: str = ""
    item_id: str = ""
    reviewer: str = ""


class AuditLog(Protocol):
    """Writes down who did what."""

    def record(self, access: Access) -> None:
        """Writes one access."""
        ...
