"""Alerts: each fires and stays silent where it should, by the word of promtool, and has a page that says what to do."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import grpc
import pytest
import yaml

from bole.domain.errors import ErrorReason
from tests.requirements import require_program
from tests.unit.deploy.compose import ROOT

RULES = sorted((ROOT / "deploy" / "prometheus" / "rules").glob("*.yml"))
TESTS = sorted(Path(__file__).with_name("rules").glob("*.yml"))
PAGES = sorted((ROOT / "docs" / "runbooks").glob("Bole*.md"))


def _alerts() -> list[dict[str, Any]]:
    groups = [group for file in RULES for group in yaml.safe_load(file.read_text())["groups"]]
    return [rule for group in groups for rule in group["rules"] if "alert" in rule]


ALERTS = _alerts()
NAMES = sorted({alert["alert"] for alert in ALERTS})
REASONS = re.compile(r'bole_\w+\{[^}]*?(?:reason|outcome)(?:=|!=|=~|!~)"(?P<values>[^"]*)"')
CODES = re.compile(r'code=~"(?P<values>[^"]*)"')
FIRING = re.compile(r'ALERTS\{alertname="(?P<name>\w+)", alertstate="firing"(?P<labels>[^}]*)\}')
"""An alert in the samples that a test expects."""


def _expected() -> list[dict[str, Any]]:
    cases = [case for file in TESTS for case in yaml.safe_load(file.read_text())["tests"]]
    return [expectation for case in cases for expectation in case["promql_expr_test"]]


def _fired() -> list[tuple[str, str]]:
    """Returns names and labels of all alerts that tests want to see firing."""
    samples = [sample["labels"] for one in _expected() for sample in one["exp_samples"]]
    return [(match["name"], match["labels"]) for labels in samples for match in FIRING.finditer(labels)]


@pytest.mark.parametrize("tests", TESTS, ids=lambda path: path.stem)
def test_alerts_fire_when_they_should_and_at_no_other_time(tests: Path) -> None:
    promtool = require_program("promtool", package="prometheus")
    tested = subprocess.run(
        [promtool, "test", "rules", tests], capture_output=True, text=True, timeout=60, check=False, cwd=ROOT
    )
    assert tested.returncode == 0, tested.stdout + tested.stderr


@pytest.mark.parametrize("name", NAMES)
def test_every_alert_is_seen_firing_by_a_test(name: str) -> None:
    wanted = {alert["labels"]["severity"] for alert in ALERTS if alert["alert"] == name}
    labels = [labels for seen, labels in _fired() if seen == name]
    fired = {severity for severity in wanted if any(f'severity="{severity}"' in text for text in labels)}
    assert fired == wanted


@pytest.mark.parametrize("name", NAMES)
def test_every_alert_is_seen_silent_by_a_test(name: str) -> None:
    """Where its own series are there and are well."""
    silent = [one["expr"] for one in _expected() if one["exp_samples"] == []]
    of_its_file = [expr for expr in silent if name in expr or "alertname" not in expr]
    assert of_its_file


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: f"{alert['alert']}-{alert['labels'].get('burn', '')}")
def test_an_alert_says_what_happens_and_how_much_it_matters(alert: dict[str, Any]) -> None:
    assert alert["labels"]["severity"] in {"page", "ticket"}
    assert set(alert["annotations"]) == {"summary", "description", "runbook_url"}
    assert alert["annotations"]["runbook_url"] == f"docs/runbooks/{alert['alert']}.md"
    assert not alert["annotations"]["summary"].endswith(".")


@pytest.mark.parametrize("alert", ALERTS, ids=lambda alert: f"{alert['alert']}-{alert['labels'].get('burn', '')}")
def test_what_a_description_names_is_a_label_of_the_alert(alert: dict[str, Any]) -> None:
    named = set(re.findall(r"\$labels\.(\w+)", alert["annotations"]["description"]))
    labels = [labels for name, labels in _fired() if name == alert["alert"]]
    assert any(all(f'{one}="' in text for one in named) for text in labels)


def test_reasons_and_codes_are_those_of_the_contract() -> None:
    """Words in small letters are the metrics' own: tests/e2e/test_dashboards.py finds them."""
    rules = "".join(file.read_text() for file in RULES)
    reasons = {value for match in REASONS.finditer(rules) for value in match["values"].split("|") if value.isupper()}
    codes = {value for match in CODES.finditer(rules) for value in match["values"].split("|")}
    assert {"SERVER_OVERLOADED", "MODEL_.*", "DOCUMENT_TIMED_OUT", "ITEM_CANCELLED"} <= reasons
    known = [*ErrorReason, "OK"]
    assert [reason for reason in reasons if not any(re.fullmatch(reason, one) for one in known)] == []
    assert codes == {"INTERNAL", "UNKNOWN", "DATA_LOSS", "UNAVAILABLE"}
    assert codes <= set(grpc.StatusCode.__members__)


def test_every_alert_has_its_page_and_every_page_its_alert() -> None:
    assert [page.stem for page in PAGES] == NAMES


def test_commands_call_the_service_by_a_name_of_its_certificate() -> None:
    assert {host for page in PAGES for host in re.findall(r"--server (\S+):50051", page.read_text())} == {"localhost"}


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_a_page_says_what_it_means_how_to_look_and_what_to_do(page: Path) -> None:
    text = page.read_text()
    assert text.startswith(f"# {page.stem}\n")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["What it means", "How to look", "What to do"]
    severities = sorted({alert["labels"]["severity"] for alert in ALERTS if alert["alert"] == page.stem})
    assert f"Severity: {', '.join(severities)}." in text
