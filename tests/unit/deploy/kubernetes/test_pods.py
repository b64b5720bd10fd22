"""Pods of deploy/kubernetes: without privileges, limited, watched, and given time to end."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.unit.deploy.kubernetes.rendered import OVERLAYS, ROOTS, containers, environment, of_kind, pod, workloads

EVERY = pytest.mark.parametrize("root", ROOTS)
SERVING = pytest.mark.parametrize("root", OVERLAYS)


@EVERY
def test_a_pod_has_no_privileges(root: str) -> None:
    for specification, container in containers(root):
        context = specification["securityContext"]
        assert context["runAsNonRoot"] is True
        assert min(context["runAsUser"], context["runAsGroup"], context["fsGroup"]) > 0
        assert context["seccompProfile"] == {"type": "RuntimeDefault"}
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert specification["automountServiceAccountToken"] is False
        assert {"hostNetwork", "hostPID", "hostIPC", "hostUsers"} & set(specification) == set()
        assert [volume for volume in specification["volumes"] if "hostPath" in volume] == []


@EVERY
def test_a_pod_has_limits(root: str) -> None:
    for specification, container in containers(root):
        requests, limits = container["resources"]["requests"], container["resources"]["limits"]
        assert {"cpu", "memory"} <= set(requests) == set(limits)
        for volume in specification["volumes"]:
            assert "sizeLimit" in volume.get("emptyDir", {"sizeLimit": None})


@EVERY
def test_an_image_is_pinned_by_a_version(root: str) -> None:
    for _, container in containers(root):
        assert re.search(r":v?\d[\w.-]*$", container["image"])
        assert container["imagePullPolicy"] == "IfNotPresent"


@SERVING
def test_a_pod_tells_when_it_is_ready_and_whether_it_lives(root: str) -> None:
    for _, container in containers(root):
        assert {"startupProbe", "livenessProbe", "readinessProbe"} <= set(container)
        for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
            assert {"exec", "periodSeconds", "timeoutSeconds", "failureThreshold"} == set(container[probe])


@pytest.mark.parametrize("root", ["overlays/gpu", "overlays/gpu1", "overlays/production"])
def test_a_model_has_the_time_to_load(root: str) -> None:
    """SERVE_READY_SECONDS is 1800 where nothing else is said."""
    (container,) = pod(workloads(root)["triton"])["containers"]
    assert "SERVE_READY_SECONDS" not in {variable["name"] for variable in container["env"]}
    assert container["startupProbe"]["periodSeconds"] * container["startupProbe"]["failureThreshold"] > 1800


@SERVING
def test_a_service_has_the_time_to_end(root: str) -> None:
    bole = pod(workloads(root)["bole"])
    pause = bole["containers"][0]["lifecycle"]["preStop"]["sleep"]["seconds"]
    grace = float(environment(root)["BOLE_GRACE_SECONDS"])
    assert bole["terminationGracePeriodSeconds"] >= pause + grace + 10


@pytest.mark.parametrize("root", ["overlays/gpu", "overlays/gpu1", "overlays/production"])
def test_a_model_server_has_the_time_to_end(root: str) -> None:
    triton = pod(workloads(root)["triton"])
    (exit_seconds,) = [
        int(variable["value"])
        for variable in triton["containers"][0]["env"]
        if variable["name"] == "SERVE_EXIT_SECONDS"
    ]
    assert triton["terminationGracePeriodSeconds"] > exit_seconds + 30


@pytest.mark.parametrize(("root", "gpus", "folder"), [("gpu", "4", "/models/gpu"), ("gpu1", "1", "/models/gpu1")])
def test_a_model_server_has_the_gpus_of_its_engine(root: str, gpus: str, folder: str) -> None:
    (container,) = pod(workloads(f"overlays/{root}")["triton"])["containers"]
    assert container["resources"]["limits"]["nvidia.com/gpu"] == gpus
    values = {variable["name"]: variable.get("value") for variable in container["env"]}
    assert values["SERVE_MODELS"] == folder
    assert environment(f"overlays/{root}")["BOLE_TOKENIZER"] == f"{folder}/engine/tokenizer.json"
    # What is put together out of a variable has to come after it.
    assert list(values).index("POD_NAME") < list(values).index("SERVE_SERVER_NAME")


def test_an_engine_is_built_with_the_gpus_that_serve_it() -> None:
    (build,) = pod(workloads("build")["build-engine"])["containers"]
    (serve,) = pod(workloads("overlays/gpu")["triton"])["containers"]
    assert build["image"] == serve["image"]
    assert build["resources"]["limits"]["nvidia.com/gpu"] == serve["resources"]["limits"]["nvidia.com/gpu"] == "4"
    assert build["args"] == ["build", "--out", "/models/gpu", "--tp", "4"]


@SERVING
def test_processes_have_the_processors_and_the_memory_of_their_documents(root: str) -> None:
    (container,) = pod(workloads(root)["bole"])["containers"]
    limits = container["resources"]["limits"]
    processes = int(environment(root)["BOLE_PROCESSES"])
    assert float(limits["cpu"]) >= processes
    assert int(limits["memory"].removesuffix("Gi")) > processes


@SERVING
def test_a_state_that_replicas_share_is_in_the_database(root: str) -> None:
    """Nothing that a pod keeps outlives it."""
    databases = {environment(root)["BOLE_DATABASE"], environment(root)["BOLE_KEY_DATABASE"]}
    assert len(databases) == 2
    outside = root == "overlays/production"
    assert all(("@postgres/" in address) != outside for address in databases)
    assert all(re.fullmatch(r"postgresql://bole@[\w.]+/\w+", address) for address in databases)
    assert "replicas" not in workloads(root)["bole"]["spec"]
    assert of_kind(root, "HorizontalPodAutoscaler")["bole"]["spec"]["minReplicas"] >= 2


@SERVING
def test_the_record_of_accesses_outlives_a_pod_and_is_written_by_one(root: str) -> None:
    bole = pod(workloads(root)["bole"])
    file = Path(environment(root)["BOLE_AUDIT_LOG"])
    (volume,) = [
        mount["name"] for mount in bole["containers"][0]["volumeMounts"] if mount["mountPath"] == str(file.parent)
    ]
    (claimed,) = [one["persistentVolumeClaim"] for one in bole["volumes"] if one["name"] == volume]
    assert of_kind(root, "PersistentVolumeClaim")[claimed["claimName"]]["spec"]["accessModes"] == ["ReadWriteMany"]
    assert "$(POD_NAME)" in file.name
