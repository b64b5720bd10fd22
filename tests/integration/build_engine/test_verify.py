"""`python -m build_engine verify` against real servers: what passes, what fails, what cannot be told."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from build_engine.rendering.templates import SOURCES
from build_engine.verifying.questions import golden_questions
from tests.integration.build_engine.served import TOKENIZER, running_engine
from tests.integration.inference.servers import replace_in_config, simulated_repository, stand_in_repository
from tests.integration.serving.servers import running_cpu_server
from triton_server import TritonServer, free_ports, running_triton


def verify(address: str, out: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """Runs it as a person would."""
    return subprocess.run(
        [
            *(sys.executable, "-m", "build_engine", "verify", "--address", address, "--tokenizer", str(TOKENIZER)),
            *("--out", str(out), *options),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=110,
        env={name: value for name, value in os.environ.items() if not name.startswith("BOLE_")},
    )


def checks_of(report: Path) -> dict[str, dict[str, Any]]:
    """Returns the checks of a report by name."""
    return {check["name"]: check for check in json.loads(report.read_text())["checks"]}


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TritonServer]:
    with running_engine(tmp_path_factory.mktemp("engine")) as running:
        yield running


@pytest.fixture(scope="module")
def knowing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TritonServer]:
    """A model that knows the golden answers and reads them off the grammar's choices; all else it answers as before."""
    folder = tmp_path_factory.mktemp("knowing")
    repository = simulated_repository(folder)
    model = repository / "tensorrt_llm" / "1"
    shutil.copy(Path(__file__).with_name("knowing_writer.py"), model / "knowing_writer.py")
    answers = {golden.text + golden.question: golden.answer for golden in golden_questions()[0]}
    (model / "answers.json").write_text(json.dumps(answers))
    source = (SOURCES / "simulated" / "tensorrt_llm" / "1" / "model.py").read_text()
    (model / "model.py").write_text(source.replace("from writing import Writer", "from knowing_writer import Writer"))
    with running_triton(repository) as server:
        yield server


def test_a_server_that_is_right_passes_every_check(knowing: TritonServer, tmp_path: Path) -> None:
    done = verify(
        knowing.grpc_address, tmp_path / "verify.json", "--in-flight", "4", "--rounds", "2", "--output-tokens", "24"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads((tmp_path / "verify.json").read_text())
    assert report["passed"] is True
    assert {name: check["verdict"] for name, check in checks_of(tmp_path / "verify.json").items()} == {
        "contract": "passed",
        "guided request": "passed",
        "golden prompts": "passed",
        "long prompt": "passed",
        "prefix reuse": "passed",
    }
    assert [load["in_flight"] for load in report["loads"]] == [1, 4]
    for load in report["loads"]:
        assert load["answer"] > 0
        assert load["answer_p95"] is None  # of eight answers
        assert load["output_tokens"] == pytest.approx(24, abs=2)
        assert load["output_tokens_a_second"] > 0
    assert "first token" in done.stdout


def test_a_model_that_knows_nothing_fails_the_golden_prompts(engine: TritonServer, tmp_path: Path) -> None:
    """The stand-in of an engine answers by chance; all that is not knowledge passes."""
    done = verify(engine.grpc_address, tmp_path / "verify.json", "--no-load")
    checks = checks_of(tmp_path / "verify.json")
    assert done.returncode == 1
    assert checks["golden prompts"]["verdict"] == "failed"
    assert "wrong: " in checks["golden prompts"]["seen"]
    assert [checks[name]["verdict"] for name in ("contract", "guided request", "prefix reuse")] == ["passed"] * 3
    seed = json.loads((tmp_path / "verify.json").read_text())["seed"]
    verify(engine.grpc_address, tmp_path / "verify.json", "--no-load")
    assert json.loads((tmp_path / "verify.json").read_text())["seed"] != seed  # no answer of before is reused


def test_what_a_server_does_not_tell_is_no_failure(tmp_path: Path) -> None:
    """A model that computes all it answers, and tells no reused blocks."""
    options = (
        "--reuse-optional",
        "--in-flight",
        "2",
        "--rounds",
        "10",
        "--prompt-tokens",
        "50",
        "--output-tokens",
        "16",
    )
    with running_cpu_server(tmp_path / "cpu") as server:
        verify(server.triton.grpc_address, tmp_path / "verify.json", *options)
    check = checks_of(tmp_path / "verify.json")["prefix reuse"]
    assert (check["verdict"], check["seen"]) == ("not told", "the server does not tell reused blocks")
    two = json.loads((tmp_path / "verify.json").read_text())["loads"][1]
    assert two["answer_p95"] >= two["answer"] > 0
    assert two["output_tokens"] == pytest.approx(16, abs=1)


def test_a_load_that_fails_is_a_check_that_failed(tmp_path: Path) -> None:
    """Nothing of what was found before is lost: here prompts of the load are longer than the model takes."""
    with running_triton(simulated_repository(tmp_path, bole_max_seq_len=3000)) as server:
        done = verify(server.grpc_address, tmp_path / "verify.json", "--prompt-tokens", "5000")
    assert done.returncode == 1
    checks = checks_of(tmp_path / "verify.json")
    assert checks["contract"]["verdict"] == "passed"
    assert checks["load, 1 in flight"]["verdict"] == "failed"
    assert checks["load, 1 in flight"]["seen"].startswith("PROMPT_TOO_LONG: ")
    assert "load, 1 in flight" in done.stdout


def test_a_wrong_contract_is_all_that_is_told(tmp_path: Path) -> None:
    repository = simulated_repository(tmp_path)
    replace_in_config(repository, '"num_input_tokens"', '"input_tokens"')
    with running_triton(repository) as server:
        done = verify(server.grpc_address, tmp_path / "verify.json")
    checks = checks_of(tmp_path / "verify.json")
    assert done.returncode == 1
    assert list(checks) == ["contract"]
    assert "output num_input_tokens: INT32 [1] expected, nothing served" in checks["contract"]["seen"]
    assert json.loads((tmp_path / "verify.json").read_text())["loads"] == []


def test_a_server_without_guided_decoding_is_found_out(tmp_path: Path) -> None:
    """As where the engine's repository names no tokenizer info."""
    with running_triton(stand_in_repository(tmp_path, guided="false")) as server:
        done = verify(server.grpc_address, tmp_path / "verify.json")
    assert done.returncode == 1
    assert (
        "guided decoding: an answer expected, INTERNAL served"
        in checks_of(tmp_path / "verify.json")["contract"]["seen"]
    )


def test_nobody_at_the_address_is_told(tmp_path: Path) -> None:
    address = f"127.0.0.1:{free_ports().grpc}"
    done = verify(address, tmp_path / "verify.json")
    assert done.returncode == 1
    assert checks_of(tmp_path / "verify.json")["contract"]["seen"] == f"{address}: no answer"
    assert "Traceback" not in done.stderr


def test_settings_that_are_missing_are_named(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "build_engine", "verify", "--address", "127.0.0.1:1"],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        timeout=60,
    )
    assert done.returncode == 1
    assert "tokenizer" in done.stderr.lower()
    assert "Traceback" not in done.stderr
