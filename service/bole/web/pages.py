"""Pages and what every handler of one needs: who asks, in which language, with which form."""

from __future__ import annotations

import functools
import hashlib
import hmac
from collections.abc import Awaitable, Callable
from importlib.resources import files
from typing import TypeAlias
from urllib.parse import urlsplit

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import Message

from bole.evidence.labels import percent
from bole.evidence.wording import Phrases
from bole.reports.cells import portable_text
from bole.reports.pages import templates_of
from bole.reports.wording import advice, catalogue, named
from bole.web.backend import Backend, Calls, shown
from bole.web.options import WebOptions
from bole.web.sessions import Session

LANGUAGES = ("en", "zh")
LANGUAGE_COOKIE = "bole_language"
_YEAR_SECONDS = 365 * 24 * 3600
_WORD_FILES = (
    "words/shell.yaml",
    "words/screenings.yaml",
    "words/candidates.yaml",
    "words/interviews.yaml",
    "words/library.yaml",
    "words/playground.yaml",
    "words/gateway.yaml",
)

MOST_FORM_BYTES = 2 * 1024 * 1024
"""Of all fields of a form together; each file has room of its own beside it."""
MOST_FIELDS = 2_000

Handler: TypeAlias = Callable[[Request], Awaitable[Response]]
FormHandler: TypeAlias = Callable[[Request, FormData], Awaitable[Response]]


def get(path: str, handler: Handler) -> Route:
    """Returns the route of a page that changes nothing."""
    return Route(path, handler, methods=["GET"], name=handler.__name__)


def post(path: str, handler: FormHandler, *, most_files: int = 0) -> Route:
    """Returns the route of a form: what comes from elsewhere than a page of this session is refused unread.

    A script that sends something else than a form shows the token in the header `X-CSRF-Token`; `streamed` is for
    handlers that read the body themselves.
    """

    @functools.wraps(handler)
    async def guarded(request: Request) -> Response:
        _refuse_other_sites(request)
        limited = _limited(request, MOST_FORM_BYTES + most_files * options_of(request).document_bytes)
        async with limited.form(max_files=most_files, max_fields=MOST_FIELDS, max_part_size=MOST_FORM_BYTES) as form:
            token = request.headers.get("x-csrf-token") or form.get("csrf_token")
            _refuse_without_token(request, token)
            return await handler(limited, form)

    return Route(path, guarded, methods=["POST"], name=handler.__name__)


def streamed(path: str, handler: Handler) -> Route:
    """Returns the route of a request whose body the handler reads itself: its token has to be in the header."""

    @functools.wraps(handler)
    async def guarded(request: Request) -> Response:
        _refuse_other_sites(request)
        _refuse_without_token(request, request.headers.get("x-csrf-token"))
        return await handler(request)

    return Route(path, guarded, methods=["POST"], name=handler.__name__)


def session_of(request: Request) -> Session:
    """Returns the session of the browser that asks."""
    session: Session = request.scope["session"]
    return session


def options_of(request: Request) -> WebOptions:
    """Returns what the console is run with."""
    options: WebOptions = request.app.state.options
    return options


def calls_of(request: Request) -> Calls:
    """Returns the API in the name of whoever asks."""
    backend: Backend = request.app.state.backend
    return Calls(backend, shown(session_of(request).secret))


def language_of(request: Request) -> str:
    """Returns `zh` or `en`: what was chosen, else what the browser prefers."""
    chosen = request.scope.get("language") or request.cookies.get(LANGUAGE_COOKIE)
    if chosen in LANGUAGES:
        return chosen
    for preferred in request.headers.get("accept-language", "").lower().split(","):
        if preferred.strip().startswith(LANGUAGES):
            return preferred.strip()[:2]
    return "en"


def choose_language(request: Request, form: FormData) -> Callable[[Response], Response]:
    """Speaks from now on as the button of a form says, if it is one for that; returns what lets an answer keep it."""
    language = str(form.get("language", ""))
    if language not in LANGUAGES:
        return lambda response: response
    request.scope["language"] = language

    def kept(response: Response) -> Response:
        https = options_of(request).https
        response.set_cookie(
            LANGUAGE_COOKIE, language, max_age=_YEAR_SECONDS, httponly=True, samesite="lax", secure=https
        )
        return response

    return kept


@functools.lru_cache(maxsize=2)
def words_in(language: str) -> Phrases:
    """Returns the words of the console and of reports."""
    return catalogue(language, ("bole.reports", "wording.yaml"), *(("bole.web", name) for name in _WORD_FILES))


def text(request: Request, key: str, **values: str | int) -> str:
    """Returns one phrase in the language of whoever asks."""
    return words_in(language_of(request)).say(key, **values)


def page(request: Request, template: str, *, status: int = 200, **values: object) -> HTMLResponse:
    """Returns a page; every value is escaped.

    A template knows, beside its values: `say`, `has`, `named`, `advice`, `percent`, `language`, `csrf_token`,
    `static(name)` for the address of a file, `signed_in`, and `here`, the path and query that were asked for.
    """
    return HTMLResponse(rendered(request, template, **values), status)


def rendered(request: Request, template: str, **values: object) -> str:
    """Returns the text of a page or of a part of one, as `page` does."""
    words = words_in(language_of(request))
    session = session_of(request)
    return portable_text(
        templates_of("bole.web")
        .get_template(template)
        .render(
            say=words.say,
            has=words.has,
            named=functools.partial(named, words),
            advice=functools.partial(advice, words),
            percent=percent,
            language=words.language,
            csrf_token=session.csrf_token,
            static=static_address,
            signed_in=session.secret is not None,
            has_reports=options_of(request).reports is not None,
            here=_here(request),
            **values,
        )
    )


def _here(request: Request) -> str:
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path


def redirect(address: str) -> RedirectResponse:
    """Sends the browser on after a form: reloading the page that follows sends nothing again."""
    return RedirectResponse(address, 303)


@functools.lru_cache(maxsize=64)
def static_address(name: str) -> str:
    """Returns the address of a file of `static`; it changes with the content, so that browsers may keep the file."""
    content = files("bole.web").joinpath("static").joinpath(name).read_bytes()
    return f"/static/{name}?v={hashlib.sha256(content).hexdigest()[:12]}"


def _limited(request: Request, most_bytes: int) -> Request:
    """Returns the request with a body that ends the request where it goes on: what it holds is kept in memory."""
    read = 0

    async def receive() -> Message:
        nonlocal read
        message = await request.receive()
        read += len(message.get("body", b""))
        if read > most_bytes:
            raise HTTPException(413)
        return message

    return Request(request.scope, receive)


def _refuse_other_sites(request: Request) -> None:
    """Refuses what a page of another site sends, by what the browser itself says."""
    if request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise HTTPException(403)
    origin = request.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc.lower() != request.headers.get("host", "").lower():
        raise HTTPException(403)


def _refuse_without_token(request: Request, token: object) -> None:
    if not isinstance(token, str) or not hmac.compare_digest(token.encode(), session_of(request).csrf_token.encode()):
        raise HTTPException(403)
