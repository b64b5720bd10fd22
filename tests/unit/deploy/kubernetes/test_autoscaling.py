"""Replicas by how long the oldest has waited: the metric, the rule that brings it, and how many there may be."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from bole.domain.service_state import QueueName
from tests.requirements import require_program
from tests.unit.deploy.kubernetes.rendered import FOLDER, OVERLAYS, environment, of_kind, workloads

METRIC = "bole_queue_oldest_seconds"
PRIORITIES = {"interactive", "batch"}
ONE_OF = pytest.mark.parametrize("root", OVERLAYS)

EXAMPLES = """
evaluation_interval: 1m
tests:
  - interval: 1m
    input_series:
      - {{series: '{metric}{{queue="workers",priority="interactive",namespace="bole",pod="a"}}', values: "3"}}
      - {{series: '{metric}{{queue="workers",priority="interactive",namespace="bole",pod="b"}}', values: "7"}}
      - {{series: '{metric}{{queue="model",priority="interactive",namespace="bole",pod="b"}}', values: "11"}}
      - {{series: '{metric}{{queue="batch",priority="batch",namespace="bole",pod="b"}}', values: "700"}}
      - {{series: '{metric}{{queue="workers",priority="interactive",namespace="another",pod="c"}}', values: "900"}}
    promql_expr_test:
      - {{expr: '{query}', exp_samples: [{{labels: '{{namespace="bole"}}', value: {value}}}]}}
"""


def metrics(root: str, name: str) -> list[dict[str, Any]]:
    """Returns the external metrics that a number of replicas follows."""
    return [metric["external"] for metric in of_kind(root, "HorizontalPodAutoscaler")[name]["spec"]["metrics"]]


def matchers(selector: dict[str, Any]) -> str:
    """Returns a selector as prometheus-adapter writes it into a query."""
    assert set(selector) == {"matchLabels"}
    return ",".join(f'{label}="{value}"' for label, value in ({"namespace": "bole"} | selector["matchLabels"]).items())


def query(selector: dict[str, Any]) -> str:
    """Returns what prometheus-adapter asks Prometheus."""
    (rule,) = yaml.safe_load((FOLDER / "monitoring" / "adapter.yaml").read_text())["externalRules"]
    text: str = rule["metricsQuery"]
    for name, value in (("Series", METRIC), ("LabelMatchers", matchers(selector)), ("GroupBy", "namespace")):
        text = text.replace(f"<<.{name}>>", value)
    return text


@ONE_OF
def test_the_metric_is_one_that_the_rule_brings(root: str) -> None:
    (rule,) = yaml.safe_load((FOLDER / "monitoring" / "adapter.yaml").read_text())["externalRules"]
    assert rule["name"]["as"] == METRIC
    assert rule["seriesQuery"].startswith(METRIC + "{")
    for name in of_kind(root, "HorizontalPodAutoscaler"):
        for metric in metrics(root, name):
            assert metric["metric"]["name"] == METRIC
            selector = metric["metric"]["selector"]
            assert selector["matchLabels"]["queue"] in {queue.value for queue in QueueName}
            assert selector["matchLabels"]["priority"] in PRIORITIES


@pytest.mark.parametrize(
    ("name", "number", "value"),
    [("bole", 0, 7), ("bole", 1, 700), ("triton", 0, 11), ("triton", 1, 700)],
)
def test_the_oldest_of_all_replicas_counts(name: str, number: int, value: int, tmp_path: Path) -> None:
    """By the word of Prometheus' own program."""
    promtool = require_program("promtool", package="prometheus")
    asked = query(metrics("overlays/gpu", name)[number]["metric"]["selector"])
    (tmp_path / "examples.yml").write_text(EXAMPLES.format(metric=METRIC, query=asked, value=value))
    command = [str(promtool), "test", "rules", str(tmp_path / "examples.yml")]
    tested = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert tested.returncode == 0, tested.stdout + tested.stderr


@ONE_OF
def test_what_is_scaled_is_there_and_says_no_number_of_its_own(root: str) -> None:
    for scaler in of_kind(root, "HorizontalPodAutoscaler").values():
        target = scaler["spec"]["scaleTargetRef"]
        workload = workloads(root)[target["name"]]
        assert (workload["kind"], workload["apiVersion"]) == (target["kind"], target["apiVersion"])
        assert "replicas" not in workload["spec"]
        assert scaler["spec"]["minReplicas"] < scaler["spec"]["maxReplicas"]


@pytest.mark.parametrize("root", ["overlays/gpu", "overlays/gpu1", "overlays/production"])
def test_every_model_server_that_there_may_be_is_addressed(root: str) -> None:
    most = of_kind(root, "HorizontalPodAutoscaler")["triton"]["spec"]["maxReplicas"]
    service = of_kind(root, "Service")["triton"]
    assert service["spec"]["clusterIP"] == "None"
    assert workloads(root)["triton"]["spec"]["serviceName"] == "triton"
    expected = [f"triton-{number}.triton:8001" for number in range(most)]
    assert environment(root)["BOLE_TRITON_ADDRESSES"].split(",") == expected


def test_prometheus_takes_the_jobs_once_they_find_pods_otherwise(tmp_path: Path) -> None:
    """Debian's Prometheus knows no Kubernetes: the rest is checked."""
    promtool = require_program("promtool", package="prometheus")
    configuration = yaml.safe_load((FOLDER / "monitoring" / "prometheus.yml").read_text())
    for job in configuration["scrape_configs"]:
        assert job.pop("kubernetes_sd_configs") == [{"role": "pod", "namespaces": {"names": ["bole"]}}]
        job["static_configs"] = [{"targets": ["127.0.0.1:9464"]}]
        relabelled = {rule["target_label"] for rule in job["relabel_configs"] if "target_label" in rule}
        assert relabelled == {"namespace", "pod"}
    (tmp_path / "prometheus.yml").write_text(yaml.safe_dump(configuration))
    command = [str(promtool), "check", "config", str(tmp_path / "prometheus.yml")]
    checked = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert checked.returncode == 0, checked.stderr


def test_a_server_that_is_not_started_pages_nobody(tmp_path: Path) -> None:
    """One of two that are addressed is enough; none is not."""
    promtool = require_program("promtool", package="prometheus")
    file = FOLDER / "monitoring" / "rules.yml"
    (rule,) = yaml.safe_load(file.read_text())["groups"][0]["rules"]
    up = {("a", "triton-0"): 1, ("a", "triton-1"): 0, ("b", "triton-0"): 0, ("b", "triton-1"): 0}
    said = {name: text.replace("{{ $labels.pod }}", "b") for name, text in rule["annotations"].items()}
    told = {"exp_labels": {"severity": "page", "namespace": "bole", "pod": "b"}, "exp_annotations": said}
    case = {
        "interval": "1m",
        "input_series": [
            {
                "series": f'bole_model_server_up{{namespace="bole",pod="{pod}",server="{server}"}}',
                "values": f"{value}x9",
            }
            for (pod, server), value in up.items()
        ],
        "alert_rule_test": [{"eval_time": "5m", "alertname": rule["alert"], "exp_alerts": [told]}],
    }
    whole = {"rule_files": [str(file)], "evaluation_interval": "1m", "tests": [case]}
    (tmp_path / "test.yml").write_text(yaml.safe_dump(whole))
    command = [str(promtool), "test", "rules", str(tmp_path / "test.yml")]
    tested = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert tested.returncode == 0, tested.stdout + tested.stderr
