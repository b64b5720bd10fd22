"""`bole serve`."""

from __future__ import annotations

import asyncio
import gc
import resource
import signal

import click

from bole.api.server import AddressInUseError
from bole.bootstrap import running_server
from bole.cli import options
from bole.cli.connection import UserError, read_settings
from bole.domain.errors import BoleError
from bole.settings import Settings
from bole.telemetry.logs import LogFormat, LogLevel, configure_logs, watch_tasks

_COLLECTIONS = (10_000, 20, 20)
"""New objects, and younger collections, before the next collection: the usual (700, 10, 10) holds calls up for 4 to 16
milliseconds every other second under load."""


@click.command(name="serve")
@options.engine
@click.option("--listen", metavar="HOST:PORT", help="Address to listen on; BOLE_LISTEN when left out.")
def command(engine: str | None, listen: str | None) -> None:
    """Start the gRPC server; SIGTERM lets calls in progress finish."""
    settings = read_settings(**options.chosen(engine=engine, listen=listen))
    configure_logs(LogFormat(settings.log_format), LogLevel(settings.log_level))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # the memory of this process holds resumes and keys
    try:
        asyncio.run(_serve(settings))
    except BoleError as error:
        raise UserError(f"{error.message} ({error.reason})") from error
    except AddressInUseError as error:
        raise UserError(
            f"Cannot listen on {settings.listen}: it is in use or not an address of this machine. "
            "Stop the other server, or choose another address with --listen."
        ) from error


async def _serve(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    watch_tasks(loop)
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    host = settings.listen.rpartition(":")[0]
    async with running_server(settings, settings.listen, storage=True) as (_, port):
        address = settings.listen if settings.listen.startswith("unix:") else f"{host}:{port}"
        # What was loaded stays: to look through it again and again takes time from calls.
        gc.collect()
        gc.freeze()
        gc.set_threshold(*_COLLECTIONS)
        click.echo(f"Bole serves on {address} with the engine {settings.engine}.")
        await stop.wait()
        click.echo("Bole is stopping: calls in progress finish, new ones are refused.")
