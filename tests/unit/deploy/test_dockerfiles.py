"""The Dockerfiles: no root, pinned bases, and nothing copied that is not there or not let through."""

from __future__ import annotations

import json
import re
from fnmatch import fnmatchcase
from pathlib import Path

import pytest

from tests.unit.deploy.compose import ROOT, services

FOLDER = ROOT / "deploy" / "docker"
DOCKERFILES = sorted(FOLDER.glob("*.Dockerfile"))
ONE_OF = pytest.mark.parametrize("file", DOCKERFILES, ids=lambda file: file.stem)


def instructions(file: Path) -> list[tuple[str, str]]:
    """Returns the instructions of a Dockerfile with what follows them."""
    lines = [line for line in file.read_text().splitlines() if not line.startswith("#")]
    whole = re.sub(r"\\\n\s*", "", "\n".join(lines))
    pairs = [line.split(" ", 1) for line in whole.splitlines() if line.strip()]
    return [(name, rest.strip()) for name, rest in pairs]


def copied(file: Path) -> list[str]:
    """Returns what is copied out of the repository."""
    copies = [rest.split() for name, rest in instructions(file) if name in {"COPY", "ADD"}]
    return [source for words in copies if not words[0].startswith("--from") for source in words[:-1]]


def is_sent(path: str) -> bool:
    """Says whether .dockerignore lets a path through: the last of its patterns that fits decides."""
    sent = True
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        if line and not line.startswith("#"):
            pattern = line.removeprefix("!")
            parts = path.split("/")
            above = ["/".join(parts[: count + 1]) for count in range(len(parts))]
            names = parts if pattern.startswith("**/") else above
            if any(fnmatchcase(name, pattern.removeprefix("**/")) for name in names):
                sent = line.startswith("!")
    return sent


def test_there_is_one_for_each_image_of_ours() -> None:
    built = {service["build"]["dockerfile"] for service in services().values() if "build" in service}
    assert built == {str(file.relative_to(ROOT)) for file in DOCKERFILES}


@ONE_OF
def test_it_ends_as_a_user_without_privileges(file: Path) -> None:
    """The same as in docker-compose.yml, by number, so that Kubernetes can tell."""
    users = [rest for name, rest in instructions(file) if name == "USER"]
    composed = {
        service["user"]
        for service in services().values()
        if service.get("build", {}).get("dockerfile") == str(file.relative_to(ROOT))
    }
    assert {users[-1]} == composed
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", users[-1])


@ONE_OF
def test_its_base_is_a_pinned_argument(file: Path) -> None:
    parts = instructions(file)
    assert parts[0][0] == "ARG"
    assert re.search(r"=\S+:v?\d[\w.-]+$", parts[0][1])
    name = parts[0][1].split("=")[0]
    assert {rest.split()[0] for word, rest in parts if word == "FROM"} == {f"${{{name}}}"}


@ONE_OF
def test_what_it_copies_is_there_and_let_through(file: Path) -> None:
    sources = copied(file)
    assert sources
    assert [source for source in sources if not (ROOT / source).exists()] == []
    assert [source for source in sources if not is_sent(source.rstrip("/"))] == []


@ONE_OF
def test_it_says_how_its_health_is_checked(file: Path) -> None:
    """With a program that is copied; what does one thing and ends has no health."""
    (health,) = [rest for name, rest in instructions(file) if name == "HEALTHCHECK"]
    if file.stem == "certificates":
        assert health == "NONE"
    else:
        command = json.loads(health.partition(" CMD ")[2])
        assert command[0].startswith("python")
        program = Path(command[1]).relative_to("/opt/bole")
        assert (ROOT / program).is_file() or (ROOT / "deploy" / "bole" / program).is_file()


@ONE_OF
def test_packages_are_installed_by_their_hashes(file: Path) -> None:
    """All but the package itself, which has just been built here, and a font, whose signature apt checks."""
    commands = " && ".join(rest for name, rest in instructions(file) if name == "RUN").split(" && ")
    installing = [command for command in commands if re.search(r"\bpip\b.* install ", command)]
    assert [one for one in installing if "--require-hashes" not in one and "--no-index" not in one] == []
    others = {command.split("&&")[0].strip() for command in commands if re.search("apt-get|curl|wget", command)}
    font = {"apt-get update", "apt-get install --yes --no-install-recommends fonts-wqy-microhei"}
    assert others == (font if file.stem == "bole" else set())


@pytest.mark.parametrize(
    "path",
    [
        ".git",
        ".env",
        ".venv/bin/python",
        "docker-compose.yml",
        "out/report.html",
        "shared/data",
        "tests/data/models/tiny/model.gguf",
        "service/bole/__pycache__/settings.cpython-312.pyc",
        "tools/serve_cpu.pyc",
    ],
)
def test_nothing_else_is_sent_to_docker(path: str) -> None:
    assert not is_sent(path)


def test_the_script_that_starts_the_wheels_server_can_be_run() -> None:
    script = FOLDER / "tritonserver.sh"
    assert script.read_text().startswith("#!/bin/sh\n")
    assert script.stat().st_mode & 0o111
