"""docker-compose.yml: valid, closed to the outside, and with a limit on everything."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Any

import pytest

from tests.requirements import require_module
from tests.unit.deploy.compose import FILE, ROOT, VARIABLE, composed, once, services

SERVICES = services()
TRITONS = ("triton-gpu", "triton-gpu1", "triton-llmapi", "triton-cpu")
BUILDS = ("build-gpu", "build-gpu1", "build-llmapi")
ONE_OF = pytest.mark.parametrize("name", sorted(SERVICES))
SECONDS = {"s": 1, "m": 60}


def seconds(duration: str) -> int:
    return int(duration[:-1]) * SECONDS[duration[-1]]


def volumes(service: dict[str, Any]) -> dict[str, list[str]]:
    """Returns what is mounted, by source, with its target and its options."""
    return {source: rest for source, *rest in (volume.split(":") for volume in service.get("volumes", []))}


def test_it_is_valid_by_the_schema_of_the_specification() -> None:
    require_module("check_jsonschema", "dev")
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(FILE)]
    checked = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert checked.returncode == 0, checked.stdout


def test_every_variable_has_a_default() -> None:
    text = FILE.read_text()
    assert len(re.findall(r"\$\{", text)) == len(VARIABLE.findall(text))
    assert [match["name"] for match in VARIABLE.finditer(text) if match["default"] is None] == []


@ONE_OF
def test_a_service_has_no_privileges(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert int(service["user"].split(":")[0]) > 0
    assert {"privileged", "cap_add", "pid", "ipc", "devices"} & set(service) == set()


@ONE_OF
def test_a_service_is_limited(name: str) -> None:
    limits = SERVICES[name]["deploy"]["resources"]["limits"]
    assert float(limits["cpus"]) > 0
    assert re.fullmatch(r"\d+[mg]", limits["memory"])
    assert limits["pids"] > 0
    assert SERVICES[name]["logging"]["options"] == {"max-size": "10m", "max-file": "5"}


@ONE_OF
def test_a_service_tells_its_health_or_ends_by_itself(name: str) -> None:
    service = SERVICES[name]
    if once(service):
        assert service["healthcheck"] == {"disable": True}
    else:
        assert service["restart"] == ("on-failure:3" if name in TRITONS else "unless-stopped")
        assert service["healthcheck"]["test"][0] == "CMD"
        assert {"interval", "timeout", "retries", "start_period"} <= set(service["healthcheck"])


def test_what_ends_by_itself_is_known() -> None:
    assert {name for name, service in SERVICES.items() if once(service)} == {
        "certificates",
        "fetch-cpu",
        "verify",
        *BUILDS,
    }


@ONE_OF
def test_no_memory_is_written_to_a_file_when_it_crashes(name: str) -> None:
    """Resumes and keys stand in it."""
    assert SERVICES[name]["ulimits"]["core"] == 0


@ONE_OF
def test_our_own_images_are_built_and_those_of_others_are_not(name: str) -> None:
    """No registry is asked for ours, and none that is stale is kept."""
    service = SERVICES[name]
    assert service.get("pull_policy") == ("build" if "build" in service else None)
    assert service["image"].startswith("bole") == ("build" in service)


@ONE_OF
def test_no_port_is_published_but_on_this_host(name: str) -> None:
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[name].get("ports", []))
    assert SERVICES[name].get("network_mode") in (None, "none")


@ONE_OF
def test_images_are_pinned_by_a_version(name: str) -> None:
    service = SERVICES[name]
    images = [service["image"], *service.get("build", {}).get("args", {}).values()]
    assert all(re.search(r":v?\d[\w.-]*$", image) for image in images)


@ONE_OF
def test_files_that_a_service_names_are_in_the_repository(name: str) -> None:
    service = SERVICES[name]
    named = [source for source in volumes(service) if source.startswith(".")]
    if "build" in service:
        assert service["build"]["context"] == "."
        named.append(service["build"]["dockerfile"])
    assert [path for path in named if not (ROOT / path).exists()] == []


@ONE_OF
def test_volumes_and_networks_are_declared(name: str) -> None:
    whole = composed()
    assert {source for source in volumes(SERVICES[name]) if not source.startswith(".")} <= set(whole["volumes"])
    assert set(SERVICES[name].get("networks", ())) <= set(whole["networks"])


@ONE_OF
def test_no_secret_stands_in_the_environment(name: str) -> None:
    """Secrets are files; the environment may say where."""
    environment: dict[str, str] = SERVICES[name].get("environment", {})
    secret = [key for key in environment if re.search(r"PASSWORD|SECRET|KEY(?!_DATABASE)|TOKEN(?!IZER)", key)]
    assert [environment[key] for key in secret if not str(environment[key]).startswith("/run/")] == []
    addresses = [value for key, value in environment.items() if key.endswith("_DATABASE")]
    assert [address for address in addresses if re.search(r"//[^/]*:[^/]*@", address)] == []


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"certificates", "fetch-cpu", *BUILDS}))
def test_certificates_and_secrets_come_first(name: str) -> None:
    assert SERVICES[name]["depends_on"]["certificates"] == {"condition": "service_completed_successfully"}


@pytest.mark.parametrize("name", TRITONS)
def test_every_triton_has_one_name_and_no_way_out(name: str) -> None:
    """So that the service's address is the same for all."""
    service = SERVICES[name]
    address = SERVICES["bole"]["environment"]["BOLE_TRITON_ADDRESSES"]
    assert service["networks"] == {"model": {"aliases": ["triton"]}, "metrics": {"aliases": ["triton"]}}
    assert "ports" not in service
    assert service["profiles"] == [name.removeprefix("triton-")]
    assert service["environment"]["SERVE_MODELS"] == f"/models/{name.removeprefix('triton-')}"
    assert f"{service['environment']['SERVE_SERVER_NAME']}:8001" == address
    assert seconds(service["stop_grace_period"]) > int(service["environment"]["SERVE_EXIT_SECONDS"]) + 30


@pytest.mark.parametrize(("name", "gpus"), [("gpu", 4), ("gpu1", 1), ("llmapi", 4)])
def test_what_builds_an_engine_has_the_image_and_the_gpus_of_what_serves_it(name: str, gpus: int) -> None:
    build, serve = SERVICES[f"build-{name}"], SERVICES[f"triton-{name}"]
    assert build["image"] == serve["image"]
    assert build["build"] == serve["build"]
    # With a count, Docker hands out the first ones, and CUDA_VISIBLE_DEVICES could choose no others.
    reserved = [{"driver": "nvidia", "count": "all", "capabilities": ["gpu"]}]
    assert build["deploy"]["resources"]["reservations"]["devices"] == reserved
    assert serve["deploy"]["resources"]["reservations"]["devices"] == reserved
    assert build["command"][:3] == ["build", "--out", f"/models/{name}"]
    assert build["command"][build["command"].index("--tp") + 1] == str(gpus)
    assert (build["shm_size"], build["ulimits"]) == ("2g", {"core": 0, "memlock": -1, "stack": 67108864})
    assert serve["ulimits"] == build["ulimits"]
    # Without a value: that of where Compose runs, and not set where it is not set there.
    assert build["environment"]["CUDA_VISIBLE_DEVICES"] is None
    assert serve["environment"]["CUDA_VISIBLE_DEVICES"] is None
    assert volumes(build)["models"] == ["/models"]
    assert volumes(serve)["models"] == ["/models", "ro,nocopy"]


def test_the_pinned_image_is_that_of_the_dockerfile() -> None:
    image = SERVICES["triton-gpu"]["build"]["args"]["TRITON_IMAGE"]
    assert image == "nvcr.io/nvidia/tritonserver:26.07-trtllm-python-py3"
    assert f"ARG TRITON_IMAGE={image}\n" in (ROOT / "deploy" / "docker" / "triton-gpu.Dockerfile").read_text()


def test_without_a_profile_the_service_needs_no_model() -> None:
    started = {name for name, service in SERVICES.items() if "profiles" not in service}
    assert started == {"bole", "certificates", "grafana", "prometheus"}
    assert SERVICES["bole"]["environment"]["BOLE_ENGINE"] == "rules"
    waited = {name: rule for name, rule in SERVICES["bole"]["depends_on"].items() if name != "certificates"}
    assert waited == {name: {"condition": "service_healthy", "required": False} for name in (*TRITONS, "postgres")}


def test_each_secret_is_mounted_only_where_it_is_needed() -> None:
    users = {
        volume: {name for name, service in SERVICES.items() if volume in volumes(service)}
        for volume in (
            "authority",
            "bole-secrets",
            "client-secrets",
            "grafana-secrets",
            "postgres-secrets",
            "triton-secrets",
        )
    }
    assert users == {
        "authority": {"certificates"},
        "bole-secrets": {"certificates", "bole", "verify"},
        "client-secrets": {"certificates"},
        "grafana-secrets": {"certificates", "grafana"},
        "postgres-secrets": {"certificates", "postgres"},
        "triton-secrets": {"certificates", *TRITONS},
    }
    for volume, names in users.items():
        for name in names - {"certificates"}:
            assert volumes(SERVICES[name])[volume][1] == "ro,nocopy"
