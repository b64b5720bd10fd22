"""`bole doctor` on a model engine: what is served, or everything that keeps it from being used."""

from __future__ import annotations

from pathlib import Path

from bole.cli.doctor.findings import State, found_by
from bole.cli.doctor.model import model
from bole.settings import Settings
from build_engine.rendering.templates import render_repository
from simulated_server import Simulation
from tests.integration.model_service.services import TOKENIZER
from triton_server import TritonServer, running_triton


def said_of(*addresses: str) -> list[tuple[State, str]]:
    """Returns what is said of the model behind Triton servers."""
    settings = Settings(engine="triton", triton_addresses=",".join(addresses), tokenizer=TOKENIZER)
    return [(finding.state, finding.text) for finding in found_by("model", model, settings)]


def test_a_server_that_fits_is_described(oracle_server: TritonServer) -> None:
    """Model, limits, and that nothing leaves the premises."""
    (state, described), premises = said_of(oracle_server.grpc_address)

    assert (state, "takes 32768 tokens" in described) == (State.GOOD, True)
    assert premises == (State.GOOD, "nothing leaves them")


def test_every_difference_is_a_line_of_its_own(tmp_path: Path) -> None:
    """A tensor of another type, one that is missing, and a missing parameter."""
    repository = render_repository("simulated", tmp_path / "repository", Simulation(tokenizer=TOKENIZER).parameters())
    config = repository / "tensorrt_llm" / "config.pbtxt"
    changed = config.read_text()
    for old, new in (
        ('"end_id" data_type: TYPE_INT32', '"end_id" data_type: TYPE_INT64'),
        ('{ name: "guided_decoding_guide" data_type: TYPE_STRING', '{ name: "guide" data_type: TYPE_STRING'),
        ('key: "bole_max_seq_len"', 'key: "max_seq_len"'),
    ):
        assert old in changed
        changed = changed.replace(old, new)
    # The simulated model reads the parameter itself: it gets one under its own name too.
    config.write_text(changed)
    model = repository / "tensorrt_llm" / "1" / "model.py"
    model.write_text(model.read_text().replace('parameters["bole_max_seq_len"]', 'parameters["max_seq_len"]'))
    with running_triton(repository, log=tmp_path / "triton.log") as server:
        said = said_of(server.grpc_address)

    assert {state for state, _ in said} == {State.BAD}
    lines = [line for _, line in said]
    assert any(line.startswith("input end_id: INT32 expected, INT64 served") for line in lines)
    assert any(line.startswith("input guided_decoding_guide: BYTES [1] expected, nothing served") for line in lines)
    assert any(line.startswith("parameter bole_max_seq_len:") for line in lines)


def test_a_server_that_is_away_is_named() -> None:
    """Nobody listens there."""
    assert said_of("127.0.0.1:9") == [(State.BAD, "127.0.0.1:9: no answer")]


def test_a_server_that_is_away_beside_one_that_is_there_is_a_warning(oracle_server: TritonServer) -> None:
    """Kubernetes starts more servers when they are needed."""
    away, *there = said_of(oracle_server.grpc_address, "127.0.0.1:9")

    assert away == (State.WARNING, "127.0.0.1:9: no answer")
    assert {state for state, _ in there} == {State.GOOD}


def test_a_tokenizer_that_is_not_there_is_bad(oracle_server: TritonServer, tmp_path: Path) -> None:
    settings = Settings(
        engine="triton", triton_addresses=oracle_server.grpc_address, tokenizer=tmp_path / "tokenizer.json"
    )
    (finding,) = found_by("model", model, settings)

    assert (finding.state, "tokenizer" in finding.text) == (State.BAD, True)
