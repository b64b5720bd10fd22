"""`bole bulk` on model servers: many replicas, and one that goes away in the middle of a run."""

from __future__ import annotations

import asyncio
import datetime
import time
from pathlib import Path

from bole.api.stored_forms import StoredForms
from bole.bootstrap import language_model, reader
from bole.domain.calls import CallTerms
from bole.domain.documents import Document
from bole.pipeline.modelled import ModelAnswering
from bole.pipeline.screening import ScreeningRequest
from bole.settings import Settings
from simulated_server import Simulation, running_simulation
from tests.fakes import SameProcess
from tests.integration.bulk.commands import DAY, RESUMES, Bulk, Ray, backend_rubric
from triton_metrics import metric, read_metrics
from triton_server import TritonServer, free_ports

TOKENIZER = Path(__file__).resolve().parents[2] / "data" / "models" / "tiny" / "tokenizer.json"
TEXT = (RESUMES / "chen_jingyi_en.txt").read_text(encoding="utf-8")


def resumes_of(folder: Path, count: int) -> Path:
    """Makes a folder of resumes that differ in a line."""
    resumes = folder / "resumes"
    resumes.mkdir()
    for number in range(count):
        (resumes / f"{number:03}.txt").write_text(resume(number), encoding="utf-8")
    return resumes


def resume(number: int) -> str:
    """Returns one of them."""
    return f"Application {number}\n{TEXT}"


def settings_of(*servers: TritonServer) -> dict[str, str]:
    """Returns the variables of a run on some servers."""
    return {
        "BOLE_ENGINE": "triton",
        "BOLE_TRITON_ADDRESSES": ",".join(server.grpc_address for server in servers),
        "BOLE_TOKENIZER": str(TOKENIZER),
    }


def answered(server: TritonServer) -> float:
    """Returns how many requests a server has answered."""
    time.sleep(0.3)  # the server writes its metrics ten times a second
    return metric(read_metrics(server.metrics_url), "nv_inference_request_success", model="tensorrt_llm") or 0


async def answer_of_the_service(server: TritonServer, text: str) -> bytes:
    """Returns what the pipeline answers when it is called directly."""
    settings = Settings(engine="triton", triton_addresses=server.grpc_address, tokenizer=TOKENIZER)
    model = language_model(settings)
    assert model is not None
    await model.connect()
    answering = ModelAnswering(name="triton", model=model, reader=reader(settings), workers=SameProcess())
    request = ScreeningRequest(
        documents=(Document(content=text.encode()),), rubric=backend_rubric(), as_of=datetime.date.fromisoformat(DAY)
    )
    try:
        return await answering.screen(request, StoredForms().encode_answer, CallTerms())
    finally:
        await model.close()


def test_two_replicas_share_the_work_and_answer_as_in_the_service(tmp_path: Path, ray: Ray) -> None:
    simulation = Simulation(tokenizer=TOKENIZER, slots=4, fixed_request_milliseconds=50)
    resumes = resumes_of(tmp_path, 40)
    (resumes / "empty.txt").touch()
    with running_simulation(simulation, tmp_path / "1") as one, running_simulation(simulation, tmp_path / "2") as other:
        bulk = Bulk(folder=tmp_path, ray=ray, settings=settings_of(one, other))

        done = bulk.run(resumes)

        assert (done.returncode, done.stderr) == (0, "")
        assert "Screened: 40. Failed: 1 (DOCUMENT_EMPTY 1)." in done.stdout
        assert min(answered(one), answered(other)) > 5
        row = next(row for row in bulk.results().to_pylist() if row["source"] == "007.txt")
        assert row["answer"] == asyncio.run(answer_of_the_service(other, resume(7)))
        assert row["engine"] == "triton"


def test_items_that_a_lost_model_server_left_open_are_taken_up_again(tmp_path: Path, ray: Ray) -> None:
    simulation = Simulation(tokenizer=TOKENIZER, slots=2, fixed_request_milliseconds=100)
    resumes, ports = resumes_of(tmp_path, 60), free_ports()
    with running_simulation(simulation, tmp_path / "1", ports=ports) as server:
        bulk = Bulk(folder=tmp_path, ray=ray, settings=settings_of(server))
        with bulk.start("--patience", "2", resumes) as running:
            while running.poll() is None and not bulk.parts():
                time.sleep(0.02)
            server.kill()
            told, errors = running.communicate(timeout=100)
    assert (running.returncode, errors) == (1, "")
    assert "Still open: " in told
    assert "The same command takes them up again." in told
    assert bulk.parts("open")
    assert bulk.ranking().num_rows == 60
    finished = bulk.results().num_rows
    assert 0 < finished < 60

    with running_simulation(simulation, tmp_path / "2", ports=ports):
        again = bulk.run(resumes)

    assert (again.returncode, again.stderr) == (0, "")
    assert f"Finished before: {finished}.\nScreened: {60 - finished}. Failed: 0." in again.stdout
    assert not bulk.parts("open")
    assert bulk.ranking().column("error_reason").null_count == bulk.results().num_rows == 60
