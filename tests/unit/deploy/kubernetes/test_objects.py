"""deploy/kubernetes: rendered, valid by the schemas of Kubernetes, and whole."""

from __future__ import annotations

import re

import pytest

from tests.requirements import require_module
from tests.unit.deploy.compose import ROOT, services
from tests.unit.deploy.kubernetes.rendered import (
    FOLDER,
    OVERLAYS,
    ROOTS,
    containers,
    of_kind,
    pod,
    rendered,
    selects,
    workloads,
)

OLDEST, NEWEST = "1.34", "1.37"
"""The preStop hook that sleeps is on for good since 1.34."""

EVERY = pytest.mark.parametrize("root", ROOTS)
SERVING = pytest.mark.parametrize("root", OVERLAYS)


@EVERY
@pytest.mark.parametrize("version", [OLDEST, NEWEST])
def test_every_object_is_valid(root: str, version: str) -> None:
    kubernetes_validate = require_module("kubernetes_validate", "dev")
    for thing in rendered(root):
        kubernetes_validate.validate(thing, version, strict=True)


def test_the_schemas_refuse_a_field_that_there_is_not() -> None:
    """A validator that takes all would take ours."""
    kubernetes_validate = require_module("kubernetes_validate", "dev")
    deployment = workloads("overlays/rules")["bole"]
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(deployment | {"spec": deployment["spec"] | {"replica": 2}}, NEWEST, strict=True)


@EVERY
def test_all_lies_in_one_namespace_that_allows_no_privileges(root: str) -> None:
    (namespace,) = of_kind(root, "Namespace").values()
    assert namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"
    others = [thing for thing in rendered(root) if thing["kind"] != "Namespace"]
    assert {thing["metadata"]["namespace"] for thing in others} == {namespace["metadata"]["name"]}


@EVERY
def test_no_secret_is_in_it(root: str) -> None:
    """They are made apart: docs/operate.md says how."""
    assert of_kind(root, "Secret") == {}
    named = [
        variable
        for _, container in containers(root)
        for variable in container.get("env", ())
        if re.search("PASSWORD|SECRET|KEY|TOKEN", variable["name"])
    ]
    assert [variable for variable in named if not variable["value"].startswith("/run/")] == []


@EVERY
def test_what_is_mounted_is_there(root: str) -> None:
    """Secrets apart, which are made elsewhere."""
    claims, maps = of_kind(root, "PersistentVolumeClaim"), of_kind(root, "ConfigMap")
    for workload in workloads(root).values():
        own = {claim["metadata"]["name"] for claim in workload["spec"].get("volumeClaimTemplates", ())}
        for volume in pod(workload)["volumes"]:
            assert volume.get("persistentVolumeClaim", {}).get("claimName") in {None, *claims}
            assert volume.get("configMap", {}).get("name") in {None, *maps}
        named = own | {volume["name"] for volume in pod(workload)["volumes"]}
        for container in pod(workload)["containers"]:
            assert {mount["name"] for mount in container["volumeMounts"]} == named


@EVERY
def test_every_file_is_part_of_something(root: str) -> None:
    """What no kustomization names is forgotten."""
    files = {file for file in FOLDER.rglob("*") if file.is_file() and file.parent.name != "monitoring"}
    named = {
        file.parent / name
        for file in FOLDER.rglob("kustomization.yaml")
        for name in re.findall(r"[\w.-]+\.(?:yaml|env|conf|sql)", file.read_text())
    }
    assert files - named == set(FOLDER.rglob("kustomization.yaml"))
    assert (FOLDER / root / "kustomization.yaml") in files


@SERVING
def test_a_selector_takes_the_pods_of_its_workload(root: str) -> None:
    for workload in workloads(root).values():
        pods = workload["spec"]["template"]["metadata"]["labels"]
        assert selects(workload["spec"]["selector"], pods)
        spread = pod(workload).get("topologySpreadConstraints", ())
        assert all(selects(constraint["labelSelector"], pods) for constraint in spread)


@SERVING
def test_a_service_leads_to_a_port_of_its_pods(root: str) -> None:
    for service in of_kind(root, "Service").values():
        if "selector" not in service["spec"]:  # to what is outside
            continue
        (leads_to,) = [
            workload
            for workload in workloads(root).values()
            if service["spec"]["selector"].items() <= workload["spec"]["template"]["metadata"]["labels"].items()
        ]
        ports = {port["name"] for container in pod(leads_to)["containers"] for port in container["ports"]}
        assert {port["targetPort"] for port in service["spec"]["ports"]} <= ports


@SERVING
def test_what_there_may_be_several_of_is_not_taken_down_at_once(root: str) -> None:
    budgets = of_kind(root, "PodDisruptionBudget")
    scaled = {thing["spec"]["scaleTargetRef"]["name"] for thing in of_kind(root, "HorizontalPodAutoscaler").values()}
    assert set(budgets) == scaled
    for name, budget in budgets.items():
        assert budget["spec"]["maxUnavailable"] == 1
        assert selects(budget["spec"]["selector"], workloads(root)[name]["spec"]["template"]["metadata"]["labels"])


@pytest.mark.parametrize("name", ["pg_hba.conf", "keys.sql"])
def test_the_database_is_set_up_as_in_compose(name: str) -> None:
    """A kustomization reads no file outside of its folder."""
    assert (FOLDER / "components" / "postgres" / name).read_text() == (ROOT / "deploy" / "postgres" / name).read_text()


def test_images_and_users_are_those_of_compose() -> None:
    composed = {"bole": "bole", "triton": "triton-gpu", "postgres": "postgres"}
    for name, workload in workloads("overlays/gpu").items():
        service = services()[composed[name]]
        assert [container["image"] for container in pod(workload)["containers"]] == [service["image"]]
        context = pod(workload)["securityContext"]
        assert f"{context['runAsUser']}:{context['runAsGroup']}" == service["user"]
