"""Signing in with an API key or a token of the service, and choosing a language."""

from __future__ import annotations

from urllib.parse import urlsplit

import grpc
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bole.web.backend import Calls, shown
from bole.web.pages import choose_language, get, page, post, redirect, session_of
from bole.web.sessions import Sessions

_MOST_CHARACTERS = 16_384


def routes() -> list[Route]:
    """Returns the routes of this part."""
    return [
        get("/sign-in", ask),
        post("/sign-in", sign_in),
        post("/sign-out", sign_out),
        get("/session", stay),
        post("/language", choose),
    ]


async def ask(request: Request) -> Response:
    """Asks who it is."""
    return page(request, "sign_in.html.jinja", fault="sign_in_ended" if request.query_params.get("again") else "")


async def sign_in(request: Request, form: FormData) -> Response:
    """Takes a key or token that the service takes, under a new session."""
    secret = str(form.get("secret", "")).strip()
    if not secret or len(secret) > _MOST_CHARACTERS or not secret.isascii() or not secret.isprintable():
        return page(request, "sign_in.html.jinja", status=400, fault="sign_in_unusable")
    try:
        await Calls(request.app.state.backend, shown(secret)).introduce()
    except grpc.aio.AioRpcError as error:
        if error.code() is not grpc.StatusCode.UNAUTHENTICATED:
            raise
        return page(request, "sign_in.html.jinja", status=401, fault="sign_in_refused")
    sessions: Sessions = request.app.state.sessions
    sessions.end(session_of(request).session_id)
    request.scope["session"] = sessions.begin(secret=secret)
    return redirect("/")


async def sign_out(request: Request, form: FormData) -> Response:  # noqa: ARG001  # it holds the token alone
    """Ends the session."""
    sessions: Sessions = request.app.state.sessions
    sessions.end(session_of(request).session_id)
    request.scope["session"] = sessions.begin()
    return redirect("/sign-in")


async def stay(request: Request) -> Response:  # noqa: ARG001  # that it was sent is all
    """Notes that the person is there, as every request does; for pages on which somebody writes for long."""
    return Response(status_code=204)


async def choose(request: Request, form: FormData) -> Response:
    """Remembers the language, and goes back to where it was chosen."""
    return choose_language(request, form)(redirect(_local(str(form.get("here", "/")))))


def _local(address: str) -> str:
    """Returns a path of the console itself, never the address of another site."""
    parts = urlsplit(address)
    is_path = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if is_path and not parts.scheme and not parts.netloc and address.isprintable() else "/"
