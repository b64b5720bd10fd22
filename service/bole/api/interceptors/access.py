"""Tells who calls, lets in who may, and has every access written down."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Iterable

from bole.api.current_call import CALLER
from bole.api.error_status import code_of
from bole.api.interceptors.wrapping import Behavior, Called, Context, WrappingInterceptor
from bole.api.method_roles import METHOD_ROLES, is_open
from bole.domain.access import ANYONE, Access, AuditLog, Authenticator, Caller, Shown
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.events import REQUEST_ID

STARTED = "STARTED"
"""Stands for the status of a stream that has begun: what it answers has left before it ends."""


class AccessInterceptor(WrappingInterceptor):
    """Lets a call in whose caller has the role of its method; all but health."""

    def __init__(self, authenticator: Authenticator | None = None, audit: AuditLog | None = None) -> None:
        """Without `authenticator` everybody is `ANYONE`; without `audit` nothing is written down."""
        self._authenticator = authenticator
        self._audit = audit

    def wraps(self, method: str) -> bool:
        """Tells True for all but health: what is added one day is closed until somebody opens it."""
        return not is_open(method)

    async def around(self, proceed: Behavior, request: object, context: Context, called: Called) -> object:
        """Runs the call as its caller, or refuses it; either is written down before the last answer leaves.

        Raises:
            BoleError: CREDENTIALS_MISSING, CREDENTIALS_INVALID or ROLE_MISSING; STORAGE_UNAVAILABLE where the access
                cannot be written down.
        """
        caller: Caller | None = None
        answer: object = None
        code = "OK"
        try:
            caller = self._caller(context)
            _require_role(caller, called.method)
            if called.answers_stream:
                self._record(caller, called.method, STARTED, request, None)
                request = self._noting(caller, called.method, request)
            token = CALLER.set(caller)
            try:
                answer = await proceed(request, context)
            finally:
                CALLER.reset(token)
        except BaseException as error:
            code = code_of(error, context).name
            raise
        finally:
            self._record(caller, called.method, code, request, answer)
        return answer

    def _caller(self, context: Context) -> Caller:
        if self._authenticator is None:
            return ANYONE
        return self._authenticator.caller(_shown(context))

    def _noting(self, caller: Caller, method: str, request: object) -> object:
        """Has each item of a stream written down that names a candidate: nothing else keeps it."""
        if self._audit is None or not isinstance(request, AsyncIterator):
            return request

        async def noted() -> AsyncIterator[object]:
            async for message in request:
                item = getattr(message, "item", None)
                if _named(item, "candidate_id"):
                    self._record(caller, method, STARTED, item, None)
                yield message

        return noted()

    def _record(self, caller: Caller | None, method: str, code: str, request: object, answer: object) -> None:
        if self._audit is None:
            return
        self._audit.record(
            Access(
                caller=caller,
                method=method,
                code=code,
                request_id=REQUEST_ID.get(),
                candidate_id=_named(request, "candidate_id") or _candidate_of(answer),
                batch_id=_named(request, "batch_id") or _named(getattr(answer, "batch", None), "batch_id"),
            )
        )


def _require_role(caller: Caller, method: str) -> None:
    role = METHOD_ROLES.get(method)
    if role is None or role not in caller.roles:
        name = "" if role is None else role.value
        raise BoleError(
            ErrorReason.ROLE_MISSING,
            f"The call needs the role {name or 'of nobody'}. Ask the operator of the service for it.",
            metadata={"role": name},
        )


def _shown(context: Context) -> Shown:
    """Returns what a call shows; a name that stands twice counts as one value, which is then no credential."""
    values: dict[str, str] = {}
    metadata: Iterable[tuple[str, str | bytes]] = context.invocation_metadata() or ()
    for name, value in metadata:
        if isinstance(value, str):
            values[name] = f"{values[name]},{value}" if name in values else value
    certificates = context.auth_context().get("x509_pem_cert", ())
    return Shown(metadata=values, certificate=next(iter(map(_der, certificates)), None))


def _der(pem: bytes) -> bytes:
    return ssl.PEM_cert_to_DER_cert(pem.decode("ascii"))


def _named(message: object, field: str) -> str:
    return "" if isinstance(message, AsyncIterator) else str(getattr(message, field, "") or "")


def _candidate_of(answer: object) -> str:
    """Returns whom an answer is about where the caller gave no name, by the name that the service gave."""
    return _named(getattr(getattr(answer, "screening", None), "provenance", None), "candidate_id")
