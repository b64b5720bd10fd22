"""What holds for every request: under which name, in which session, and what a browser may do with the answer."""

from __future__ import annotations

from types import MappingProxyType

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bole.web.options import WebOptions
from bole.web.sessions import Session, Sessions

COOKIE = "bole_session"
COOKIE_OF_HTTPS = f"__Host-{COOKIE}"
"""Browsers take it from this very host alone, not from another name of the same domain."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
DOCUMENT_POLICY = (
    "sandbox allow-same-origin allow-modals; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "frame-ancestors 'self'"
)
"""Of a page that was written to stand for itself, with its style in it: it runs nothing and asks for nothing."""

_HEADERS = MappingProxyType(
    {
        "content-security-policy": POLICY,
        "x-content-type-options": "nosniff",
        "referrer-policy": "same-origin",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
        "cache-control": "no-store",
    }
)


_WITHOUT_SESSION = ("/static/", "/api/v1/", "/api/openapi.json")
_ASKED_BY_SCRIPTS = ("/ranking", "/events")
"""Ends of addresses that a page asks by itself while a screening runs: a screen that nobody watches signs out."""


class Guard:
    """Wraps the application."""

    def __init__(self, app: ASGIApp, *, options: WebOptions, sessions: Sessions) -> None:
        """Keeps what answers and what is allowed."""
        self._app, self._options, self._sessions = app, options, sessions
        self._cookie = COOKIE_OF_HTTPS if options.https else COOKIE

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers a request with its session in `scope["session"]`."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if _host(headers) not in self._options.hosts:
            # A page of somebody else's whose name leads here is another site to a browser, and not to us.
            refusal = PlainTextResponse(
                "The console does not answer under this name. Its operator can add it to BOLE_WEB_HOSTS.\n", 421
            )
            await refusal(scope, receive, send)
            return
        named = HTTPConnection(scope).cookies.get(self._cookie, "")
        scope["session"] = self._session(named, scope["path"])

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._complete(MutableHeaders(scope=message), named, scope["session"])
            await send(message)

        await self._app(scope, receive, guarded)

    def _session(self, named: str, path: str) -> Session | None:
        """Returns the session of the cookie, else a new one; what needs none, files and the JSON gateway, has none."""
        if path.startswith(_WITHOUT_SESSION):
            return None
        found = self._sessions.find(named, by_person=not path.endswith(_ASKED_BY_SCRIPTS))
        return found or self._sessions.begin()

    def _complete(self, headers: MutableHeaders, named: str, session: Session | None) -> None:
        for name, value in _HEADERS.items():
            headers.setdefault(name, value)
        if self._options.https:
            headers.setdefault("strict-transport-security", "max-age=31536000")
        if session is not None and session.session_id != named:
            secure = "; Secure" if self._options.https else ""
            headers.append("set-cookie", f"{self._cookie}={session.session_id}; Path=/; HttpOnly; SameSite=Lax{secure}")


def _host(headers: Headers) -> str:
    """Returns the name that a browser asked for, without its port."""
    given = headers.get("host", "").lower()
    if given.startswith("["):
        return given[1:].partition("]")[0]
    return given.partition(":")[0]
