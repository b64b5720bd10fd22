"""Tells who calls, lets in who may, and has every access written down."""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Iterable

import grpc

from bole.api.current_call import CALLER
from bole.api.error_status import code_of
from bole.api.interceptors.wrapping import (
    Behavior,
    Called,
    Context,
    Continuation,
    Handler,
    WrappingInterceptor,
    before_reading,
)
from bole.api.method_roles import METHOD_ROLES, is_open
from bole.domain.access import ANYONE, Access, AuditLog, Authenticator, Caller, Shown
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.events import REQUEST_ID

STARTED = "STARTED"
"""Stands for the status of a stream that has begun: what it answers has left before it ends."""


class AccessInterceptor(WrappingInterceptor):
    """Lets a call in whose caller has the role of its method; all but health."""

    def __init__(
        self,
        authenticator: Authenticator | None = None,
        audit: AuditLog | None = None,
        *,
        clients_show_certificates: bool = False,
    ) -> None:
        """Keeps who tells callers apart.

        Args:
            authenticator: None for a server on which everybody is `ANYONE`.
            audit: Where accesses are written down; None for nowhere.
            clients_show_certificates: Who calls is known once the call runs, and not by its metadata alone.
        """
        self._authenticator = authenticator
        self._audit = audit
        self._tells_by_metadata = authenticator is not None and not clients_show_certificates

    def wraps(self, method: str) -> bool:
        """Tells True for all but health: what is added one day is closed until somebody opens it."""
        return not is_open(method)

    async def intercept_service(
        self, continuation: Continuation, handler_call_details: grpc.HandlerCallDetails
    ) -> Handler | None:
        """Returns the method's handler, or one that refuses before it reads: a stranger's message is not taken."""
        method = handler_call_details.method
        if self._tells_by_metadata and method in METHOD_ROLES:
            try:
                caller = self._told_by(_shown(handler_call_details.invocation_metadata))
                _require_role(caller, method)
            except BoleError as error:
                return self._refusing(error, method)
            CALLER.set(caller)  # in the task of the call: the rings within count by tenant what is on its way
        return await super().intercept_service(continuation, handler_call_details)

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
        certificates = context.auth_context().get("x509_pem_cert", ())
        return self._told_by(
            _shown(context.invocation_metadata(), certificate=next(iter(map(_der, certificates)), None))
        )

    def _told_by(self, shown: Shown) -> Caller:
        return ANYONE if self._authenticator is None else self._authenticator.caller(shown)

    def _refusing(self, error: BoleError, method: str) -> Handler:
        async def refuse(_request: object, _context: Context) -> object:
            raise error

        async def behavior(request: object, context: Context) -> object:
            return await self.around(refuse, request, context, Called(method, answers_stream=False))

        return before_reading(behavior)

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
        kept = request if _named(request, "batch_id") else getattr(request, "batch_document", None)
        self._audit.record(
            Access(
                caller=caller,
                method=method,
                code=code,
                request_id=REQUEST_ID.get(),
                candidate_id=_named(request, "candidate_id") or _candidate_of(answer),
                batch_id=_named(kept, "batch_id") or _named(getattr(answer, "batch", None), "batch_id"),
                item_id=_named(kept, "item_id"),
                reviewer=_named(request, "reviewer") if code == "OK" and _is_nobody(caller) else "",
            )
        )


def _require_role(caller: Caller, method: str) -> None:
    role = METHOD_ROLES.get(method)
    if role is None:
        raise BoleError(ErrorReason.ROLE_MISSING, "Nobody may make this call: the service has no role for it.")
    if role not in caller.roles:
        raise BoleError(
            ErrorReason.ROLE_MISSING,
            f"The call needs the role {role.value}. Ask the operator of the service for it.",
            metadata={"role": role.value},
        )


def _is_nobody(caller: Caller | None) -> bool:
    """Tells whether a call was let in without credentials.

    Who it says that it is stands in the record once it was answered: what was refused may be anything, of any length.
    """
    return caller is not None and not caller.subject


def _shown(metadata: Iterable[tuple[str, str | bytes]] | None, certificate: bytes | None = None) -> Shown:
    """Returns what a call shows; a name that stands twice counts as one value, which is then no credential."""
    values: dict[str, str] = {}
    for name, value in metadata or ():
        if isinstance(value, str):
            values[name] = f"{values[name]},{value}" if name in values else value
    return Shown(metadata=values, certificate=certificate)


def _der(pem: bytes) -> bytes:
    return ssl.PEM_cert_to_DER_cert(pem.decode("ascii"))


def _named(message: object, field: str) -> str:
    return "" if isinstance(message, AsyncIterator) else str(getattr(message, field, "") or "")


def _candidate_of(answer: object) -> str:
    """Returns whom an answer is about where the caller gave no name, by the name that the service gave."""
    screened = getattr(getattr(answer, "screening", None), "provenance", None)
    named = (_named(one, "candidate_id") for one in (answer, screened, getattr(answer, "item", None)))
    return next(filter(None, named), "")
