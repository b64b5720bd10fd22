"""Dashboards: files as Grafana takes them. Whether their queries find anything: tests/e2e/test_dashboards.py."""

from __future__ import annotations

import re
from itertools import combinations
from typing import Any

import pytest
import yaml

from tests.unit.deploy.compose import ROOT, services
from tests.unit.deploy.dashboards import VARIABLE, boards, queries

BOARDS = boards()
ONE_OF = pytest.mark.parametrize("name", sorted(BOARDS))
OF_GRAFANA = {"__rate_interval"}
SOURCE = {"type": "prometheus", "uid": "${datasource}"}
PROVIDER = ROOT / "deploy" / "grafana" / "provisioning" / "dashboards" / "bole.yml"


def _overlap(one: dict[str, int], other: dict[str, int]) -> bool:
    beside = one["x"] + one["w"] <= other["x"] or other["x"] + other["w"] <= one["x"]
    below = one["y"] + one["h"] <= other["y"] or other["y"] + other["h"] <= one["y"]
    return not beside and not below


def test_there_is_one_for_each_of_those_who_look() -> None:
    assert sorted(BOARDS) == ["batches", "model_server", "screening_quality", "service"]
    assert len({board["uid"] for board in BOARDS.values()}) == len(BOARDS)


@ONE_OF
def test_grafana_takes_it(name: str) -> None:
    """Version 41 is that of Grafana 12.0 and 12.1; `id` is Grafana's own to give."""
    board = BOARDS[name]
    assert board["schemaVersion"] == 41
    assert re.fullmatch(r"[a-z-]{1,40}", board["uid"])
    assert "id" not in board
    assert board["title"].startswith("Bole: ")
    assert board["tags"] == ["bole"]


@ONE_OF
def test_panels_are_told_apart_and_do_not_lie_on_each_other(name: str) -> None:
    panels = BOARDS[name]["panels"]
    assert len({panel["id"] for panel in panels}) == len(panels)
    assert len({panel["title"] for panel in panels}) == len(panels)
    places = [panel["gridPos"] for panel in panels]
    assert all(place["x"] >= 0 and place["x"] + place["w"] <= 24 and place["h"] >= 2 for place in places)
    assert [pair for pair in combinations(places, 2) if _overlap(*pair)] == []


@ONE_OF
def test_a_panel_says_where_its_figures_come_from_and_what_they_are_counted_in(name: str) -> None:
    for panel in BOARDS[name]["panels"]:
        assert panel["datasource"] == SOURCE
        assert panel["type"] in {"timeseries", "stat", "heatmap"}
        shown: dict[str, Any] = panel["options"].get("yAxis") or panel["fieldConfig"]["defaults"]
        assert shown["unit"]
        references = [target["refId"] for target in panel["targets"]]
        assert references
        assert references == sorted(set(references))


@ONE_OF
def test_variables_of_queries_are_those_of_the_dashboard(name: str) -> None:
    board = BOARDS[name]
    offered = {variable["name"] for variable in board["templating"]["list"]}
    expressions = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    used = {match[1] for expression in expressions for match in VARIABLE.finditer(expression)} - OF_GRAFANA
    assert used == offered - {"datasource"}
    assert board["templating"]["list"][0]["type"] == "datasource"


def test_rates_have_windows_that_fit_the_scrapes() -> None:
    """What is drawn over time takes Grafana's window; fixed ones are of figures that are about an hour or more."""
    windows = {window for query in queries() for window in re.findall(r"\[([^]]+)\]", query.expression)}
    assert windows == {"$__rate_interval", "10m", "1h"}


def test_grafana_loads_them_and_keeps_them_as_they_are_here() -> None:
    (provider,) = yaml.safe_load(PROVIDER.read_text())["providers"]
    mounts = dict(mount.split(":")[:2] for mount in services()["grafana"]["volumes"])
    assert mounts["./deploy/grafana/provisioning/dashboards"] == "/etc/grafana/provisioning/dashboards"
    assert mounts["./deploy/grafana/dashboards"] == provider["options"]["path"]
    assert provider["allowUiUpdates"] is False
    home = services()["grafana"]["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]
    assert home == f"{provider['options']['path']}/service.json"


def test_grafana_names_the_source_that_dashboards_begin_with() -> None:
    sources = yaml.safe_load(
        (ROOT / "deploy" / "grafana" / "provisioning" / "datasources" / "prometheus.yml").read_text()
    )
    for board in BOARDS.values():
        assert board["templating"]["list"][0]["current"]["value"] == sources["datasources"][0]["uid"]
