"""docs/logs-and-traces.md names what the code logs: each event with its levels and keys, and each span."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from bole.domain.events import KEYS, Event
from bole.domain.measuring import Stage
from bole.domain.tracing import SpanName

REPOSITORY = Path(__file__).resolve().parents[3]
PAGE = (REPOSITORY / "docs" / "logs-and-traces.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `([a-z_.]+)` \| ([A-Za-z, ]+) \| ([a-z_, ]*)\| [^|]+ \|$", re.MULTILINE)
OF_AN_ERROR = {"at", "exception", "reason"}


def calls() -> Iterator[ast.Call]:
    for file in (REPOSITORY / "service" / "bole").rglob("*.py"):
        text = file.read_text(encoding="utf-8")
        if re.search(r"Line\(Event\.|SpanName|OpenSpan|traced_call", text):
            yield from (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call))


def event_of(call: ast.expr) -> Event | None:
    """Returns the event of `Line(Event.X, ...)`; None for other calls."""
    match call:
        case ast.Call(func=ast.Name("Line"), args=[ast.Attribute(ast.Name("Event"), name)]):
            return Event[name]
    return None


def keys_of(call: ast.Call) -> set[str]:
    names = {word.arg or "?" for word in call.keywords}
    return names - {"error"} | (OF_AN_ERROR if "error" in names else set())


def test_the_page_names_each_event_with_its_levels_and_keys() -> None:
    keys: dict[Event, set[str]] = defaultdict(set)
    levels: dict[Event, set[str]] = defaultdict(set)
    for call in calls():
        event = event_of(call)
        if event is not None:
            keys[event] |= keys_of(call)
        elif isinstance(call.func, ast.Attribute) and call.args and (logged := event_of(call.args[0])):
            levels[logged].add(call.func.attr.upper())
    levels[Event.FOREIGN] = {"of the record"}

    written = {
        name: (set(level.split(", ")), set(re.findall(r"\w+", names))) for name, level, names in ROW.findall(PAGE)
    }

    assert written == {event.value: (levels[event], keys[event]) for event in Event}


def test_the_page_names_each_span() -> None:
    spans = set(re.findall(r"`([a-z.]+)`", PAGE.partition("## Traces")[2]))

    assert {*SpanName, *Stage} <= spans


def test_every_key_of_the_allow_list_is_used() -> None:
    told = [call for call in calls() if ast.unparse(call.func).rpartition(".")[2] in {"Line", "span", "tell"}]

    assert KEYS.keys() <= {"request_id", "trace_id"}.union(*map(keys_of, told))
