"""The files that become `.env`: each makes a plain `docker compose up` serve a model, or use PostgreSQL."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.unit.deploy.compose import FILE, ROOT, VARIABLE, services

FOLDER = ROOT / "deploy" / "env"
STORAGE = FOLDER / "storage.env"
FILES = sorted(FOLDER.glob("*.env"))
SERVING = [file for file in FILES if file != STORAGE]
ONE_OF = pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)


def variables(file: Path) -> dict[str, str]:
    """Returns what a file sets."""
    lines = [line for line in file.read_text().splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def test_there_is_one_for_each_profile_that_serves() -> None:
    serving = {service["profiles"][0] for name, service in services().items() if name.startswith("triton-")}
    assert {file.stem for file in SERVING} == serving == {"gpu", "gpu1", "llmapi", "cpu"}


@pytest.mark.parametrize("file", SERVING, ids=lambda file: file.stem)
def test_it_names_a_profile_and_the_tokenizer_of_what_that_serves(file: Path) -> None:
    found = variables(file)
    served = services()[f"triton-{found['COMPOSE_PROFILES']}"]
    assert served["profiles"] == [file.stem]
    assert found["BOLE_ENGINE"] == "triton"
    assert found["BOLE_TOKENIZER"] == f"{served['environment']['SERVE_MODELS']}/engine/tokenizer.json"


@ONE_OF
def test_it_sets_what_the_compose_file_reads(file: Path) -> None:
    read = {match["name"] for match in VARIABLE.finditer(FILE.read_text())} | {"COMPOSE_PROFILES"}
    assert set(variables(file)) <= read
    assert ("SERVED_MODEL" in variables(file)) == (file.stem == "cpu")


def test_the_database_is_the_one_that_its_profile_starts() -> None:
    """Without a password, which is a file of the service's secrets."""
    found = variables(STORAGE)
    postgres = services()["postgres"]
    user, name = postgres["environment"]["POSTGRES_USER"], postgres["environment"]["POSTGRES_DB"]
    assert [found["COMPOSE_PROFILES"]] == postgres["profiles"]
    assert found["BOLE_DATABASE"] == f"postgresql://{user}@postgres/{name}"


def test_the_database_of_keys_is_made_beside_it() -> None:
    """By what PostgreSQL runs when its volume is new."""
    script = ROOT / "deploy" / "postgres" / "keys.sql"
    (made,) = re.findall(r"^CREATE DATABASE (\w+);$", script.read_text(), re.MULTILINE)
    assert variables(STORAGE)["BOLE_KEY_DATABASE"] == f"postgresql://bole@postgres/{made}"
    assert (
        f"./deploy/postgres/{script.name}:/docker-entrypoint-initdb.d/{script.name}:ro"
        in services()["postgres"]["volumes"]
    )


def test_the_model_on_processors_is_the_one_that_is_served_without_the_file() -> None:
    assert services()["triton-cpu"]["command"] == [variables(FOLDER / "cpu.env")["SERVED_MODEL"]]


def test_the_head_of_the_compose_file_says_how() -> None:
    head = FILE.read_text().partition("\nname: ")[0]
    assert "cp deploy/env/gpu.env .env" in head
    assert [file.name for file in FILES if file.name not in head] == []
