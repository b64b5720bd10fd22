"""Who reaches whom in Kubernetes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.deploy.kubernetes.rendered import OVERLAYS, ROOTS, labels, of_kind, pod, selects, workloads

NAMES = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}}}
MONITORING = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "monitoring"}}}
CLIENTS = {"namespaceSelector": {"matchLabels": {"bole.io/client": "true"}}}


def policies(root: str, name: str) -> list[dict[str, Any]]:
    """Returns the policies that hold for the pods of a workload."""
    found = labels(workloads(root)[name])
    return [
        policy["spec"]
        for policy in of_kind(root, "NetworkPolicy").values()
        if selects(policy["spec"]["podSelector"], found)
    ]


def allowed(root: str, name: str, direction: str) -> dict[str, set[str]]:
    """Returns who the pods of a workload talk with, and at which ports."""
    side = "from" if direction == "ingress" else "to"
    found: dict[str, set[str]] = {}
    for policy in policies(root, name):
        for rule in policy.get(direction, ()):
            for peer in rule[side]:
                found.setdefault(peer_name(peer), set()).update(str(port["port"]) for port in rule["ports"])
    return found


def peer_name(peer: dict[str, Any]) -> str:
    """Returns who is meant, in a word."""
    if "ipBlock" in peer:
        return str(peer["ipBlock"]["cidr"])
    if peer == CLIENTS:
        return "clients"
    if peer == MONITORING:
        return "monitoring"
    if peer == NAMES | {"podSelector": {"matchLabels": {"k8s-app": "kube-dns"}}}:
        return "names"
    assert set(peer) == {"podSelector"}
    return str(peer["podSelector"]["matchLabels"]["app.kubernetes.io/name"])


@pytest.mark.parametrize("root", ROOTS)
def test_what_no_policy_names_is_refused(root: str) -> None:
    """In both directions, for every pod, whatever is added later."""
    deny = of_kind(root, "NetworkPolicy")["default-deny"]["spec"]
    assert deny == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


@pytest.mark.parametrize("root", ROOTS)
def test_every_pod_has_a_policy_of_its_own_and_every_policy_a_pod(root: str) -> None:
    assert all(len(policies(root, name)) > 1 for name in workloads(root))
    pods = [labels(workload) for workload in workloads(root).values()]
    for policy in of_kind(root, "NetworkPolicy").values():
        assert any(selects(policy["spec"]["podSelector"], found) for found in pods)


@pytest.mark.parametrize("root", ["overlays/gpu", "overlays/gpu1"])
def test_resumes_go_to_the_model_and_the_database_alone(root: str) -> None:
    dns = {"names": {"53"}}
    assert allowed(root, "bole", "egress") == dns | {"triton": {"8001"}, "postgres": {"5432"}}
    assert allowed(root, "bole", "ingress") == {"clients": {"grpc"}, "monitoring": {"metrics"}}
    assert allowed(root, "triton", "egress") == {}
    assert allowed(root, "triton", "ingress") == {"bole": {"grpc"}, "monitoring": {"metrics"}}
    assert allowed(root, "postgres", "egress") == {}
    assert allowed(root, "postgres", "ingress") == {"bole": {"5432"}}


def test_without_a_model_there_is_no_way_to_one() -> None:
    assert allowed("overlays/rules", "bole", "egress") == {"names": {"53"}, "postgres": {"5432"}}


def test_a_database_outside_is_reached_at_one_address() -> None:
    found = allowed("overlays/production", "bole", "egress")
    (outside,) = set(found) - {"names", "triton"}
    assert (outside.endswith("/32"), found[outside]) == (True, {"5432"})
    assert "postgres" not in of_kind("overlays/production", "Service")


def test_what_builds_engines_reaches_no_private_network() -> None:
    (spec,) = [policy for policy in policies("build", "build-engine") if policy["podSelector"]]
    (outside,) = [rule["to"][0]["ipBlock"] for rule in spec["egress"] if "ipBlock" in rule["to"][0]]
    assert {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16"} <= set(outside["except"])
    assert spec["ingress"] == []


@pytest.mark.parametrize("root", OVERLAYS)
def test_named_ports_are_ports_of_the_pods(root: str) -> None:
    for name, workload in workloads(root).items():
        ports = {port["name"] for container in pod(workload)["containers"] for port in container["ports"]}
        named = {port for found in allowed(root, name, "ingress").values() for port in found if not port.isdigit()}
        assert named <= ports
