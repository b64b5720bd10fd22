"""docker-compose.yml as tests look at it, with the defaults of its variables put in."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[3]
FILE = ROOT / "docker-compose.yml"
VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?P<default>:-[^}]*)?\}")


def filled(text: str) -> str:
    """Puts in the defaults; a variable without one is an error."""
    for match in VARIABLE.finditer(text):
        if match["default"] is None:
            raise ValueError(f"{match['name']} has no default")
    return VARIABLE.sub(lambda match: match["default"].removeprefix(":-"), text)


def composed() -> Any:  # noqa: ANN401 (YAML)
    """Returns the file as Compose sees it."""
    return yaml.safe_load(filled(FILE.read_text()))


def services() -> dict[str, Any]:
    """Returns the services by name."""
    found: dict[str, Any] = composed()["services"]
    return found


def once(service: dict[str, Any]) -> bool:
    """Says whether a service does one thing and ends."""
    return bool(service["restart"] == "no")
