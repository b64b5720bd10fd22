"""What Prometheus and Grafana are told."""

from __future__ import annotations

import subprocess

import yaml

from tests.requirements import require_program
from tests.unit.deploy.compose import ROOT, composed, services

PROMETHEUS = ROOT / "deploy" / "prometheus" / "prometheus.yml"
DATASOURCES = ROOT / "deploy" / "grafana" / "provisioning" / "datasources" / "prometheus.yml"


def test_prometheus_takes_its_configuration() -> None:
    """By the word of its own program."""
    promtool = require_program("promtool", package="prometheus")
    checked = subprocess.run(
        [promtool, "check", "config", PROMETHEUS], capture_output=True, text=True, timeout=60, check=False
    )
    assert checked.returncode == 0, checked.stderr
    assert "SUCCESS" in checked.stdout


def test_the_service_is_scraped_where_only_prometheus_reaches_it() -> None:
    jobs = {job["job_name"]: job for job in yaml.safe_load(PROMETHEUS.read_text())["scrape_configs"]}
    (target,) = jobs["bole"]["static_configs"][0]["targets"]
    assert target == "bole:9464"
    assert set(services()["prometheus"]["networks"]) & set(services()["bole"]["networks"]) == {"metrics"}
    assert composed()["networks"]["metrics"] == {"internal": True}


def test_rules_lie_where_the_configuration_looks_for_them() -> None:
    """Here, as promtool reads it, and in the container."""
    assert yaml.safe_load(PROMETHEUS.read_text())["rule_files"] == ["rules/*.yml"]
    mounts = [mount.split(":")[:2] for mount in services()["prometheus"]["volumes"]]
    assert ["./deploy/prometheus/rules", "/etc/prometheus/rules"] in mounts
    assert ["./deploy/prometheus/prometheus.yml", "/etc/prometheus/prometheus.yml"] in mounts


def test_triton_is_scraped_under_the_name_that_every_profile_has() -> None:
    jobs = {job["job_name"]: job for job in yaml.safe_load(PROMETHEUS.read_text())["scrape_configs"]}
    assert jobs["triton"]["static_configs"] == [{"targets": ["triton:8002"]}]
    assert "dns_sd_configs" not in jobs["triton"]
    assert set(services()["prometheus"]["networks"]) & set(services()["triton-gpu"]["networks"]) == {"metrics"}


def test_grafana_finds_prometheus() -> None:
    (source,) = yaml.safe_load(DATASOURCES.read_text())["datasources"]
    assert source["type"] == "prometheus"
    assert source["url"] == "http://prometheus:9090"
    assert set(services()["grafana"]["networks"]) & set(services()["prometheus"]["networks"]) == {"monitoring"}
