"""What the pods of Kubernetes are told fits the settings, and the secrets that docs/operate.md has made."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from bole.settings import Settings
from tests.requirements import require_program
from tests.unit.deploy.compose import ROOT
from tests.unit.deploy.kubernetes.rendered import OVERLAYS, environment, kubectl, pod, workloads

PREPARE = ROOT / "deploy" / "certificates" / "prepare.py"
MAKES_A_SECRET = re.compile(
    r"kubectl --namespace bole create secret generic (?P<name>[\w-]+) --from-file=(?P<folder>\S+)"
)
ONE_OF = pytest.mark.parametrize("root", OVERLAYS)


@pytest.fixture(scope="module")
def secrets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """The files of each secret, as the commands of docs/operate.md make them."""
    require_program("openssl", package="openssl")
    folder = tmp_path_factory.mktemp("secrets")
    subprocess.run([sys.executable, PREPARE, folder], check=True, capture_output=True, timeout=60)
    made = {}
    for command in MAKES_A_SECRET.finditer((ROOT / "docs" / "operate.md").read_text()):
        source = folder / Path(command["folder"]).relative_to("secrets")
        arguments = ("create", "secret", "generic", command["name"], f"--from-file={source}")
        made[command["name"]] = set(yaml.safe_load(kubectl(*arguments, "--dry-run=client", "--output=yaml"))["data"])
    return made


def mounts(root: str, name: str) -> dict[str, str]:
    """Returns which secret is mounted where."""
    specification = pod(workloads(root)[name])
    sources = {volume["name"]: volume.get("secret", {}).get("secretName") for volume in specification["volumes"]}
    mounted = specification["containers"][0]["volumeMounts"]
    return {mount["mountPath"]: sources[mount["name"]] for mount in mounted if sources.get(mount["name"])}


@ONE_OF
def test_every_secret_of_a_pod_is_made(root: str, secrets: dict[str, set[str]]) -> None:
    needed = {secret for name in workloads(root) for secret in mounts(root, name).values()}
    assert needed <= set(secrets)


@ONE_OF
def test_every_file_that_a_setting_names_is_there(root: str, secrets: dict[str, set[str]]) -> None:
    found = mounts(root, "bole")
    named = {Path(value) for value in environment(root).values() if value.startswith("/run/bole/")}
    assert named
    assert {path for path in named if path.name not in secrets[found[str(path.parent)]]} == set()


def test_model_servers_and_the_database_find_their_files(secrets: dict[str, set[str]]) -> None:
    assert mounts("overlays/gpu", "triton") == {"/run/triton": "triton"}
    assert {"ca.pem", "server.pem", "server.key", "restricted_key"} <= secrets["triton"]
    assert mounts("overlays/gpu", "postgres") == {"/run/secrets/postgres": "postgres"}
    assert {"server.pem", "server.key", "password"} <= secrets["postgres"]


@ONE_OF
def test_the_service_starts_with_its_environment(root: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    require_program("openssl", package="openssl")
    subprocess.run([sys.executable, PREPARE, tmp_path], check=True, capture_output=True, timeout=60)
    for name in [name for name in os.environ if name.startswith("BOLE_")]:
        monkeypatch.delenv(name)
    for name, value in environment(root).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("BOLE_SECRETS_DIR", str(tmp_path / "bole" / "settings"))

    settings = Settings()

    assert settings.engine == ("rules" if root == "overlays/rules" else "triton")
    assert settings.candidate_id_key.get_secret_value() == (tmp_path / "authority" / "candidate_id_key").read_text()


def test_the_certificate_of_a_model_server_is_for_the_address_that_the_service_calls(tmp_path: Path) -> None:
    """And for what its own check calls it."""
    openssl = require_program("openssl", package="openssl")
    subprocess.run([sys.executable, PREPARE, tmp_path], check=True, capture_output=True, timeout=60)
    (container,) = pod(workloads("overlays/gpu")["triton"])["containers"]
    (name,) = [variable["value"] for variable in container["env"] if variable["name"] == "SERVE_SERVER_NAME"]
    addresses = environment("overlays/gpu")["BOLE_TRITON_ADDRESSES"].split(",")
    assert [address.rpartition(":")[0] for address in addresses] == [
        name.replace("$(POD_NAME)", f"triton-{number}") for number in range(len(addresses))
    ]
    for address in addresses:
        host, certificate = address.rpartition(":")[0], str(tmp_path / "triton" / "server.pem")
        command = [str(openssl), "x509", "-noout", "-checkhost", host, "-in", certificate]
        found = subprocess.run(command, check=True, capture_output=True, text=True)
        assert "does match" in found.stdout
