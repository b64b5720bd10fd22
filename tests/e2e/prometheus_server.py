"""A real Prometheus with the rules of deploy/, that scrapes every second."""

from __future__ import annotations

import json
import math
import socket
import subprocess
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tests.requirements import require_program
from tests.unit.deploy.compose import ROOT

RULES = ROOT / "deploy" / "prometheus" / "rules" / "*.yml"
_SECONDS = 30.0
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True, slots=True, kw_only=True)
class Prometheus:
    """A server that runs: its address as HOST:PORT."""

    address: str

    def ask(self, path: str, **parameters: str) -> Any:  # noqa: ANN401 (JSON)
        """Returns `data` of the answer of `/api/v1/` and a path."""
        url = f"http://{self.address}/api/v1/{path}?{urllib.parse.urlencode(parameters)}"
        with _OPENER.open(url, timeout=_SECONDS) as response:
            return json.load(response)["data"]

    def values(self, expression: str) -> list[float]:
        """Returns the present values of a query that are numbers."""
        found = (float(one["value"][1]) for one in self.ask("query", query=expression)["result"])
        return [value for value in found if not math.isnan(value)]

    def is_ready(self) -> bool:
        """Tells whether it takes queries."""
        try:
            with _OPENER.open(f"http://{self.address}/-/ready", timeout=_SECONDS) as response:
                return bool(response.status == 200)
        except OSError:
            return False


@contextmanager
def running_prometheus(folder: Path, targets: Mapping[str, list[str]]) -> Iterator[Prometheus]:
    """Runs a Prometheus while the context lasts.

    Args:
        folder: Gets its configuration, its data and its log.
        targets: Addresses by the names that deploy/prometheus/prometheus.yml gives to jobs.
    """
    program = require_program("prometheus", package="prometheus")
    configuration = folder / "prometheus.yml"
    configuration.write_text(yaml.safe_dump(_configuration(targets)))
    address = f"127.0.0.1:{free_port()}"
    arguments = [f"--config.file={configuration}", f"--storage.tsdb.path={folder / 'data'}"]
    with (folder / "prometheus.log").open("wb") as log:
        process = subprocess.Popen(
            [program, *arguments, f"--web.listen-address={address}"], stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    try:
        server = Prometheus(address=address)
        deadline = time.monotonic() + _SECONDS
        while not server.is_ready():
            assert process.poll() is None, (folder / "prometheus.log").read_text()
            assert time.monotonic() < deadline
            time.sleep(0.05)
        yield server
    finally:
        process.kill()
        process.wait()


def free_port() -> int:
    """Returns a port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _configuration(targets: Mapping[str, list[str]]) -> dict[str, Any]:
    times = {"scrape_interval": "1s", "scrape_timeout": "1s", "evaluation_interval": "1s"}
    jobs = [{"job_name": name, "static_configs": [{"targets": named}]} for name, named in targets.items()]
    return {"global": times, "rule_files": [str(RULES)], "scrape_configs": jobs}
