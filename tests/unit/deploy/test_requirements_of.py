"""What the images install out of the lock."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib

import pytest

from tests.unit.deploy.compose import ROOT

PROGRAM = ROOT / "deploy" / "docker" / "requirements_of.py"


def asked(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, PROGRAM, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


def names(text: str) -> set[str]:
    return set(re.findall(r"^([a-z0-9-]+)==", text, re.MULTILINE))


def direct(*extras: str) -> set[str]:
    """Returns the names in pyproject.toml."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    lists = [project["dependencies"], *(project["optional-dependencies"][extra] for extra in extras)]
    found = (re.match(r"[\w.-]+", requirement) for requirements in lists for requirement in requirements)
    return {re.sub(r"[-_.]+", "-", match.group()).lower() for match in found if match}


@pytest.mark.parametrize("extras", [(), ("triton", "openai"), ("cpu",)])
def test_all_that_is_asked_for_is_there_with_its_hashes(extras: tuple[str, ...]) -> None:
    text = asked(*(word for extra in extras for word in ("--extra", extra))).stdout
    assert direct(*extras) <= names(text)
    for entry in re.split(r"\n(?=\S)", text.strip()):
        assert "--hash=sha256:" in entry
        assert entry in (ROOT / "requirements.lock").read_text()


def test_what_others_need_is_there_and_what_tests_need_is_not() -> None:
    found = names(asked("--extra", "triton").stdout)
    assert {"pydantic-core", "markupsafe", "typing-extensions"} <= found
    assert {"pytest", "ruff", "mypy", "openvino", "nvidia-pytriton", "openai"} & found == set()


def test_the_build_backend_comes_alone() -> None:
    found = names(asked("--only", "hatchling").stdout)
    assert {"hatchling", "pathspec", "pluggy"} <= found
    assert "pydantic" not in found


def test_a_name_that_the_lock_has_not_is_an_error() -> None:
    ended = asked("--only", "no-such-package")
    assert ended.returncode == 1
    assert ended.stderr == "requirements_of: not in requirements.lock: no-such-package. Run: make lock\n"
