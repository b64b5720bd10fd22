"""The service `verify`: the service's own client in its own network, without all else that the service has.

It does not see what the service keeps of candidates.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

from tests.unit.deploy.compose import ROOT, composed, services

BOLE, VERIFY = services()["bole"], services()["verify"]
DOCKERFILE = (ROOT / "deploy" / "docker" / "bole.Dockerfile").read_text()
HERE = {"bole", "_distutils_hack", "grpc_tools"}
"""The service itself, what setuptools puts into every start of Python, and what grpc takes only where it is there."""

LOADED = """
import sys
import build_engine.__main__, build_engine.verify, build_engine.verifying.run, build_engine.verifying.report
import bole.inference.triton
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def test_it_is_the_service_as_the_model_sees_it() -> None:
    for same in ("image", "build", "pull_policy", "user"):
        assert VERIFY[same] == BOLE[same]
    assert VERIFY["environment"] == BOLE["environment"] | {"VERIFY_REUSE_OPTIONAL": ""}
    assert VERIFY["networks"] == ["model"]
    assert set(BOLE["volumes"]) - {"bole-state:/var/lib/bole"} < set(VERIFY["volumes"])
    assert VERIFY["profiles"] == ["verify"]
    assert "ports" not in VERIFY


def test_it_writes_its_report_into_a_volume_of_its_user() -> None:
    assert [*VERIFY["entrypoint"], *VERIFY["command"]] == [
        *("python", "-m", "build_engine"),
        *("verify", "--out", "/reports/verify.json"),
    ]
    assert set(VERIFY["volumes"]) - set(BOLE["volumes"]) == {"reports:/reports"}
    assert "reports" in composed()["volumes"]
    owner, group = VERIFY["user"].split(":")
    assert f"install --directory --owner={owner} --group={group} --mode=0750 /reports " in DOCKERFILE


def test_its_program_is_in_the_image_with_all_that_it_imports(tmp_path: Path) -> None:
    """From the folder that the compose file names, and with the packages that the image installs alone."""
    assert f"COPY build_engine/ {VERIFY['working_dir']}/build_engine/\n" in DOCKERFILE
    shutil.copytree(ROOT / "build_engine", tmp_path / "build_engine")
    extras = re.findall(r"--extra (\w+)", DOCKERFILE)
    program = ROOT / "deploy" / "docker" / "requirements_of.py"
    command = [sys.executable, program, *(word for extra in extras for word in ("--extra", extra))]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True).stdout
    installed = set(re.findall(r"^([a-z0-9-]+)==", listed, re.MULTILINE))

    loaded = subprocess.run(
        [sys.executable, "-c", LOADED], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False
    )

    assert loaded.returncode == 0, loaded.stderr
    brought_by = packages_distributions()
    modules = [name for name in loaded.stdout.split() if name in brought_by and name not in HERE]
    assert {"click", "rich", "yaml"} <= set(modules)
    assert [name for name in modules if not installed & {normal(package) for package in brought_by[name]}] == []


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
