"""`bole web`."""

from __future__ import annotations

import asyncio
import contextlib
import resource
import signal
from importlib.util import find_spec
from typing import TYPE_CHECKING

import click

from bole.cli import options
from bole.cli.connection import UserError, console_channel, read_settings, run
from bole.domain.errors import BoleError, ErrorReason
from bole.security.listening import is_private, refuse_open_listening
from bole.settings import Settings
from bole.telemetry.logs import LogFormat, LogLevel, configure_logs, watch_tasks

if TYPE_CHECKING:
    from bole.web.options import WebOptions

_LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


@click.command(name="web")
@options.engine
@click.option("--listen", metavar="HOST:PORT", help="Address to listen on; BOLE_WEB_LISTEN when left out.")
@options.server
def command(engine: str | None, listen: str | None, server: str | None) -> None:
    """Open the console for browsers; SIGTERM lets requests in progress finish."""
    if find_spec("starlette") is None or find_spec("uvicorn") is None:
        raise UserError(
            "The console is not installed. Install it: pip install 'bole-screening[web]'. (PART_NOT_INSTALLED)"
        )
    settings = read_settings(**options.chosen(engine=engine, web_listen=listen))
    configure_logs(LogFormat(settings.log_format), LogLevel(settings.log_level))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # the memory of this process holds resumes and keys
    run(lambda: _serve(settings, server))


async def _serve(settings: Settings, server: str | None) -> None:
    from bole.web.app import create_app  # noqa: PLC0415  # an extra
    from bole.web.backend import Backend  # noqa: PLC0415
    from bole.web.serving import served  # noqa: PLC0415

    _refuse_what_shows_keys(settings, server)
    certificate = settings.server_certificate
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    watch_tasks(loop)
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    async with contextlib.AsyncExitStack() as stack:
        channel = await stack.enter_async_context(console_channel(server, settings))
        backend = Backend.over(channel)
        if not settings.allow_open_listening:
            asks = await backend.asks_who_calls()
            refuse_open_listening(settings.web_listen, has_tls=certificate is not None, has_authentication=asks)
        app = create_app(backend, _choices(settings))
        port = await stack.enter_async_context(
            served(app, settings.web_listen, certificate=certificate, key=settings.server_key)
        )
        scheme = "http" if certificate is None else "https"
        click.echo(f"The console is open: {scheme}://{settings.web_listen.rpartition(':')[0]}:{port}/")
        await stop.wait()
        click.echo("The console is closing.")


def _choices(settings: Settings) -> WebOptions:
    from bole.web.options import WebOptions  # noqa: PLC0415  # an extra

    host = settings.web_listen.rpartition(":")[0].strip("[]").lower()
    return WebOptions(
        hosts=_LOCAL_NAMES | {host} | {name.lower() for name in settings.web_hosts},
        https=settings.web_https or settings.server_certificate is not None,
        idle_seconds=60.0 * settings.web_idle_minutes,
        session_seconds=3600.0 * settings.web_session_hours,
        upload_bytes=settings.web_upload_limit_bytes,
        document_bytes=settings.document_limit_bytes,
        reports=settings.web_reports,
    )


def _refuse_what_shows_keys(settings: Settings, server: str | None) -> None:
    """Refuses a key that everybody would call with, and a way to the service on which others read those of people."""
    if settings.api_key is not None or settings.token is not None:
        raise BoleError(
            ErrorReason.ARGUMENT_INVALID,
            "BOLE_API_KEY and BOLE_TOKEN are not for the console: people sign in with their own. Unset them.",
        )
    plain = server is not None and settings.server_authority is None and not is_private(server)
    if plain and not settings.allow_open_listening:
        raise BoleError(
            ErrorReason.ARGUMENT_INVALID,
            f"What people sign in with would go to {server} in plain text. Set BOLE_SERVER_AUTHORITY to the PEM file "
            "of the authority that signed its certificate, or BOLE_ALLOW_OPEN_LISTENING=true where nobody else "
            "listens.",
        )
