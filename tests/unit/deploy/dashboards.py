"""The dashboards of deploy/grafana as tests look at them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.unit.deploy.compose import ROOT

FILES = sorted((ROOT / "deploy" / "grafana" / "dashboards").glob("*.json"))
VARIABLE = re.compile(r"\$(\{\w+\}|\w+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What a panel asks Prometheus."""

    panel: str
    expression: str

    def with_values(self, values: dict[str, str]) -> str:
        """Puts a value in the place of each variable, as Grafana does."""
        return VARIABLE.sub(lambda match: values[match[1].strip("{}")], self.expression)


def boards() -> dict[str, Any]:
    """Returns the dashboards by the names of their files."""
    return {file.stem: json.loads(file.read_text()) for file in FILES}


def queries() -> Iterator[Query]:
    """Yields every query of every panel."""
    for name, board in boards().items():
        for panel in board["panels"]:
            for target in panel["targets"]:
                yield Query(panel=f"{name}: {panel['title']} ({target['refId']})", expression=target["expr"])
