"""`bole doctor`."""

from __future__ import annotations

import json
import platform
import sys
from collections.abc import Iterable, Iterator
from importlib.metadata import version

import click

from bole.cli.connection import UserError, read_settings
from bole.cli.doctor.access import callers, certificates, listening
from bole.cli.doctor.findings import Check, Finding, State, bad, found_by, good, warning
from bole.cli.doctor.machine import clock, disks, open_files
from bole.cli.doctor.model import model
from bole.cli.doctor.named import record, roles, roots, spans, tenants
from bole.cli.doctor.reading import fonts, parts
from bole.cli.doctor.service import limits, service
from bole.cli.doctor.storage import keys, storage
from bole.settings import Settings

CHECKS: tuple[tuple[str, Check], ...] = (
    ("reading", parts),
    ("fonts", fonts),
    ("listening", listening),
    ("callers", callers),
    ("certificate", certificates),
    ("tenants", tenants),
    ("record", record),
    ("roots", roots),
    ("roles", roles),
    ("spans", spans),
    ("storage", storage),
    ("keys", keys),
    ("clock", clock),
    ("disk", disks),
    ("files", open_files),
    ("limits", limits),
    ("model", model),
    ("service", service),
)
"""What is looked at, in this order, each with what it is about."""

_SHOWN = {State.GOOD: ("ok", "green"), State.WARNING: ("warning", "yellow"), State.BAD: ("bad", "red")}


@click.command(name="doctor")
@click.option("--json", "as_json", is_flag=True, help="One JSON object for machines.")
def command(as_json: bool) -> None:
    """Check that all works that the settings ask for: ends with 1 where something does not.

    Says of each thing that it is good, or what to do. A warning says what somebody should know, and fails nothing.
    """
    found = list(_shown(_findings(), as_json=as_json))
    works = all(finding.state is not State.BAD for finding in found)
    if as_json:
        shown = [{"about": one.about, "state": one.state.value, "text": one.text} for one in found]
        click.echo(json.dumps({"works": works, "findings": shown}, ensure_ascii=False, indent=1))
    sys.exit(0 if works else 1)


def _shown(findings: Iterable[Finding], *, as_json: bool) -> Iterator[Finding]:
    """Shows each finding as it comes, for people."""
    for finding in findings:
        if not as_json:
            word, colour = _SHOWN[finding.state]
            click.echo(f"{click.style(f'{word:8}', fg=colour)}{finding.about:12}{finding.text}")
        yield finding


def _findings() -> Iterator[Finding]:
    yield good("bole", f"{version('bole-screening')}, Python {platform.python_version()} on {platform.machine()}")
    try:
        settings = read_settings()
    except UserError as error:
        yield bad("settings", error.message)
        return
    yield from _settings(settings)
    for about, check in CHECKS:
        yield from found_by(about, check, settings)


def _settings(settings: Settings) -> Iterator[Finding]:
    yield good("settings", f"engine {settings.engine}, {settings.processes} worker processes")
    if settings.candidate_id_key == type(settings).model_fields["candidate_id_key"].default:
        yield warning("settings", "BOLE_CANDIDATE_ID_KEY is the one that everybody knows: set your own")
