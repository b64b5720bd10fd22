"""Whole builds on a GPU host made of scripts: steps, resuming, failures, manifest and repository."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from google.protobuf import text_format
from tritonclient.grpc.model_config_pb2 import ModelConfig

from bole.inference.contract import differences, identity_of
from build_engine.building.commands import Step
from build_engine.building.journal import read_journal
from build_engine.building.manifest import read_manifest
from build_engine.building.runner import pending, run_steps
from build_engine.errors import BuildError
from build_engine.specs.models import load_model
from tests.requirements import require_program
from tests.unit.build_engine.hub import running_hub
from tests.unit.build_engine.machines import Machine, write_checksums, write_machine, write_weights

MODEL = load_model("7B")


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """A machine, weights on it, and the folder of an engine."""

    machine: Machine
    weights: Path
    out: Path

    def build(self, *options: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Runs `build` as a person would who has weights."""
        return self._run("--weights", str(self.weights), *options, **variables)

    def download(self, *options: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Runs `build` as a person would who has none."""
        return self._run(*options, **variables | {"HUB_FILES": str(self.weights)})

    def begin(self, **variables: str) -> subprocess.Popen[bytes]:
        """Starts the same `build` and does not wait for it."""
        return subprocess.Popen(
            self._command("--weights", str(self.weights)),
            env=self.machine.environment() | variables,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _run(self, *options: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            self._command(*options),
            env=self.machine.environment() | variables,
            capture_output=True,
            text=True,
            check=False,
            timeout=100,
        )

    def _command(self, *options: str) -> list[str]:
        arguments = ("build", "--out", str(self.out), "--examples", str(self.machine.examples), *options)
        return [sys.executable, "-m", "build_engine", *arguments]

    def ran(self) -> list[str]:
        """Returns which programs of the host were run, nvidia-smi left out."""
        return [command[0] for command in self.machine.ran() if command[0] != "nvidia-smi"]


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    """A host with four GPUs, with weights on its disk."""
    return Workshop(
        machine=write_machine(tmp_path / "machine"),
        weights=write_weights(tmp_path / "weights", MODEL),
        out=tmp_path / "models",
    )


@pytest.fixture
def hub(workshop: Workshop) -> Iterator[dict[str, str]]:
    """A server that answers as the hub does about the model's pinned revision; yields the variables that name it."""
    with running_hub(workshop.weights, MODEL) as address:
        yield {"HF_ENDPOINT": address, "NO_PROXY": "127.0.0.1", "HF_HUB_DISABLE_TELEMETRY": "1"}


def test_a_build_ends_with_an_engine_a_manifest_and_a_repository(workshop: Workshop) -> None:
    """From weights to a repository in which the service finds nothing wrong."""
    done = workshop.build("--tp", "4")
    assert done.returncode == 0, done.stderr
    assert workshop.ran() == ["convert_checkpoint.py", "trtllm-build", "generate_xgrammar_tokenizer_info.py"]
    engine = workshop.out / "engine"
    manifest = read_manifest(engine)
    assert (manifest.settings.tensor_parallel, manifest.gpu.count, manifest.gpu.compute_capability) == (4, 4, "9.0")
    assert (manifest.versions.tensorrt_llm, manifest.versions.driver) == ("1.2.1", "590.44.01")
    assert [step.name for step in manifest.steps] == ["weights", "checkpoint", "engine"]
    assert manifest.seconds > 0
    assert set(manifest.files) == {
        *(f"rank{rank}.engine" for rank in range(4)),
        *("config.json", "tokenizer.json", "xgrammar_tokenizer_info.json"),
    }
    text = (workshop.out / "repository" / "tensorrt_llm" / "config.pbtxt").read_text()
    config = text_format.Parse(text, ModelConfig())
    assert differences(config) == []
    assert identity_of(config).model_digest == manifest.model_digest
    assert config.parameters["gpt_model_path"].string_value == str(engine)
    assert not list(workshop.out.glob("*.partial"))


def test_a_second_build_does_nothing_long_again(workshop: Workshop) -> None:
    """Weights of one's own are checked, and the repository is written, each time."""
    workshop.build()
    before = workshop.ran()
    again = workshop.build()
    assert again.returncode == 0
    assert workshop.ran() == before
    assert "checkpoint: done already" in again.stdout
    assert again.stdout.count("done already") == 2
    assert "weights: begins" in again.stdout
    assert "repository: begins" in again.stdout


def test_other_settings_repeat_what_depends_on_them(workshop: Workshop) -> None:
    """Weights and checkpoint stay; the engine and all behind it are made anew."""
    workshop.build()
    again = workshop.build("--max-batch-size", "64")
    assert again.returncode == 0, again.stderr
    assert workshop.ran()[3:] == ["trtllm-build", "generate_xgrammar_tokenizer_info.py"]
    assert read_manifest(workshop.out / "engine").settings.max_batch_size == 64


@pytest.mark.parametrize("moment", ["FAIL", "FAIL_LATE"])
def test_a_failed_step_leaves_no_half_engine_and_the_next_run_goes_on(workshop: Workshop, moment: str) -> None:
    """Whether a program failed before it wrote anything or with half of its files on the disk."""
    failed = workshop.build(**{moment: "trtllm-build"})
    assert failed.returncode == 1
    assert "The step engine failed: trtllm-build ended with" in failed.stderr
    assert "lower --max-num-tokens, then --max-batch-size. Run the same command again" in failed.stderr
    assert not (workshop.out / "engine").exists()
    assert not list(workshop.out.glob("*.partial"))
    before = workshop.ran()
    again = workshop.build()
    assert again.returncode == 0, again.stderr
    assert "checkpoint: done already" in again.stdout
    assert workshop.ran()[len(before) :] == ["trtllm-build", "generate_xgrammar_tokenizer_info.py"]


def test_a_rebuild_that_fails_leaves_the_engine_that_was_there(workshop: Workshop) -> None:
    workshop.build()
    before = read_manifest(workshop.out / "engine")
    failed = workshop.build("--max-seq-len", "4096", FAIL="trtllm-build")
    assert failed.returncode == 1
    assert read_manifest(workshop.out / "engine") == before


def test_weights_with_a_wrong_hash_end_a_build_before_anything_is_made(workshop: Workshop) -> None:
    (workshop.weights / "model-00001-of-00002.safetensors").write_bytes(b"not what was published")
    failed = workshop.build()
    assert failed.returncode == 1
    assert "model-00001-of-00002.safetensors is not the published file" in failed.stderr
    assert "The step weights failed" in failed.stderr
    assert workshop.ran() == []


def test_quantised_builds_are_calibrated_with_texts_of_our_own(workshop: Workshop) -> None:
    done = workshop.build("--precision", "fp8", "--tp", "2")
    assert done.returncode == 0, done.stderr
    assert workshop.ran()[0] == "quantize.py"
    assert (workshop.out / "calibration" / "train.jsonl").is_file()
    manifest = read_manifest(workshop.out / "engine")
    assert (manifest.settings.precision, manifest.settings.kv_precision) == ("fp8", "fp8")


def test_longer_texts_reach_the_service_as_its_budget(workshop: Workshop) -> None:
    done = workshop.build("--max-seq-len", "65536", "--yarn")
    assert done.returncode == 0, done.stderr
    assert "answers to short texts become a little worse" in done.stderr
    config = text_format.Parse((workshop.out / "repository/tensorrt_llm/config.pbtxt").read_text(), ModelConfig())
    assert identity_of(config).max_seq_len == 65_536
    assert json.loads((workshop.out / "stretched" / "config.json").read_text())["max_position_embeddings"] == 65_536


def test_the_llm_api_needs_no_engine(workshop: Workshop) -> None:
    """Nothing is compiled; the repository names the weights and how they are split."""
    done = workshop.build("--kind", "llmapi")
    assert done.returncode == 0, done.stderr
    assert workshop.ran() == []
    config = text_format.Parse((workshop.out / "repository/tensorrt_llm/config.pbtxt").read_text(), ModelConfig())
    assert differences(config) == []
    assert config.backend == "python"
    assert config.parameters["model_path"].string_value == str(workshop.weights)
    assert config.parameters["tensor_parallel_size"].string_value == "4"
    assert (workshop.out / "repository/tensorrt_llm/1/llm_requests.py").is_file()


def test_engines_of_other_precisions_and_kinds_are_other_models(workshop: Workshop) -> None:
    digests = set()
    for options in ((), ("--precision", "fp8"), ("--kind", "llmapi")):
        assert workshop.build("--replace", *options).returncode == 0
        digests.add(read_manifest(workshop.out / "engine").model_digest)
    assert workshop.build("--replace", "--tp", "2").returncode == 0
    assert read_manifest(workshop.out / "engine").model_digest in digests
    assert len(digests) == 3


def test_another_engine_is_not_replaced_by_accident(workshop: Workshop) -> None:
    workshop.build("--tp", "4")
    for options in (("--kind", "llmapi"), ("--tp", "2"), ("--precision", "fp8")):
        failed = workshop.build(*options)
        assert failed.returncode == 1
        assert "holds another engine: --kind engine --model 7B --tp 4 --precision bf16" in failed.stderr
        assert "Choose another --out, or add --replace." in failed.stderr
    assert read_manifest(workshop.out / "engine").settings.tensor_parallel == 4


@pytest.mark.parametrize("name", ["checkpoint", "engine", "repository"])
def test_a_folder_that_no_build_has_made_is_not_touched(workshop: Workshop, name: str) -> None:
    own = workshop.out / name / "own.txt"
    own.parent.mkdir(parents=True)
    own.write_text("mine")
    failed = workshop.build()
    assert failed.returncode == 1
    assert (
        f"{workshop.out / name} is there, and the journal beside it does not say that a build has made it"
        in failed.stderr
    )
    assert own.read_text() == "mine"


def test_weights_that_have_changed_are_built_anew(workshop: Workshop) -> None:
    workshop.build()
    before = read_manifest(workshop.out / "engine").model_digest
    (workshop.weights / "model-00001-of-00002.safetensors").write_bytes(b"tuned further")
    failed = workshop.build()
    assert failed.returncode == 1
    assert "is not the published file" in failed.stderr
    write_checksums(workshop.weights)
    again = workshop.build()
    assert again.returncode == 0, again.stderr
    assert "checkpoint: begins" in again.stdout
    assert read_manifest(workshop.out / "engine").model_digest != before


@pytest.mark.parametrize("name", ["rank0.engine", "manifest.json", "xgrammar_tokenizer_info.json"])
def test_an_engine_that_lacks_a_file_is_not_done(workshop: Workshop, name: str) -> None:
    workshop.build()
    (workshop.out / "engine" / name).unlink()
    again = workshop.build()
    assert again.returncode == 0, again.stderr
    assert (workshop.out / "engine" / name).is_file()
    assert (workshop.out / "repository" / "tensorrt_llm" / "config.pbtxt").is_file()


def test_a_checkpoint_that_lacks_a_rank_is_made_anew(workshop: Workshop) -> None:
    """Where room was made in it by hand, and an engine of other limits is wanted now."""
    workshop.build("--tp", "4")
    (workshop.out / "checkpoint" / "rank2.safetensors").unlink()
    again = workshop.build("--tp", "4", "--max-batch-size", "64")
    assert again.returncode == 0, again.stderr
    assert workshop.ran()[3:] == ["convert_checkpoint.py", "trtllm-build", "generate_xgrammar_tokenizer_info.py"]


def test_the_manifest_tells_the_commands_that_ran(workshop: Workshop) -> None:
    """Also that which writes it: with this machine's scripts, not those of the image."""
    workshop.build()
    commands = {step.name: step.commands for step in read_manifest(workshop.out / "engine").steps}
    examples = str(workshop.machine.examples)
    assert any(examples in word for command in commands["checkpoint"] for word in command)
    assert any(examples in word for command in commands["engine"] for word in command)


def test_a_new_engine_never_stands_behind_an_old_repository(workshop: Workshop) -> None:
    """Whatever fails between the two: the old repository is gone by then."""
    workshop.build("--tp", "4")
    failed = workshop.build("--tp", "2", "--replace", BREAK_INFO="1")
    assert failed.returncode == 1
    assert "stop_token_ids" in failed.stderr
    assert read_manifest(workshop.out / "engine").settings.tensor_parallel == 2
    assert not (workshop.out / "repository").exists()


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json", "manifest.json", "rank3.engine"])
def test_a_damaged_engine_is_built_anew_by_the_same_command(workshop: Workshop, name: str) -> None:
    workshop.build()
    (workshop.out / "engine" / name).write_bytes(b"damaged")
    again = workshop.build()
    assert again.returncode == 0, again.stderr
    assert "engine: begins" in again.stdout
    assert (workshop.out / "engine" / name).read_bytes() != b"damaged"


def test_a_build_that_is_told_to_end_ends_what_it_has_started(workshop: Workshop) -> None:
    """As by `docker stop`: the program of a step does not write on behind it."""
    process = workshop.begin(SLOW="trtllm-build")
    try:
        until(lambda: "trtllm-build" in workshop.ran())
        process.terminate()
        process.wait(timeout=30)
    finally:
        process.kill()
    assert process.returncode != 0
    until(lambda: not running_programs(workshop.machine.programs / "trtllm-build"))
    assert not (workshop.out / "engine").exists()
    assert not (workshop.out / "engine.partial").exists()
    again = workshop.build()
    assert again.returncode == 0, again.stderr


def test_a_program_that_outlives_its_build_keeps_others_out(workshop: Workshop) -> None:
    """As after `kill -9`: it inherits the lock."""
    process = workshop.begin(SLOW="trtllm-build")
    until(lambda: "trtllm-build" in workshop.ran())
    process.kill()
    process.wait()
    left = running_programs(workshop.machine.programs / "trtllm-build")
    try:
        assert len(left) == 1
        failed = workshop.build()
        assert "Another build works in" in failed.stderr
    finally:
        for pid in left:
            os.kill(pid, signal.SIGKILL)
    until(lambda: not running_programs(workshop.machine.programs / "trtllm-build"))
    assert workshop.build().returncode == 0


@pytest.mark.parametrize("name", ["a${x}b", "\udcff"])
def test_a_path_that_triton_cannot_be_told_is_refused_at_once(workshop: Workshop, name: str) -> None:
    failed = replace(workshop, out=workshop.out / name).build()
    assert failed.returncode == 1
    assert "cannot stand in a configuration of Triton" in failed.stderr
    assert not workshop.out.exists()


def test_a_script_of_commands_leaves_what_is_there(workshop: Workshop) -> None:
    own = workshop.out / "engine" / "own.txt"
    own.parent.mkdir(parents=True)
    own.write_text("mine")
    dry = workshop.build("--dry-run")
    ran = subprocess.run(
        ["bash", "-c", dry.stdout], env=workshop.machine.environment(), capture_output=True, check=False
    )
    assert ran.returncode != 0
    assert own.read_text() == "mine"


def test_two_builds_do_not_work_in_one_folder(workshop: Workshop) -> None:
    workshop.out.mkdir()
    with (workshop.out / "journal.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        failed = workshop.build()
    assert failed.returncode == 1
    assert f"Another build works in {workshop.out}" in failed.stderr
    assert workshop.ran() == []


def test_another_version_keeps_the_weights_that_were_downloaded(workshop: Workshop, hub: dict[str, str]) -> None:
    done = workshop.download(**hub)
    assert done.returncode == 0, done.stderr
    info = workshop.machine.packages / "tensorrt_llm-1.2.1.dist-info"
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: tensorrt_llm\nVersion: 1.2.0\n")
    info.rename(info.with_name("tensorrt_llm-1.2.0.dist-info"))
    again = workshop.download(**hub, ENGINE_VERSION="1.2.0")
    assert again.returncode == 0, again.stderr
    assert "weights: done already" in again.stdout
    assert "checkpoint: begins" in again.stdout


def test_weights_are_downloaded_and_compared_with_the_hub(workshop: Workshop, hub: dict[str, str]) -> None:
    """The real client of the hub, against a server of this machine that answers as the hub does."""
    done = workshop.download(**hub)
    assert done.returncode == 0, done.stderr
    assert workshop.ran()[0] == "hf"
    assert workshop.machine.ran()[1][1:5] == ["download", MODEL.repository, "--revision", MODEL.revision]
    assert (workshop.out / "weights" / "SHA256SUMS").is_file()
    assert read_manifest(workshop.out / "engine").model.revision == MODEL.revision


def test_a_damaged_list_of_checksums_is_made_anew(workshop: Workshop, hub: dict[str, str]) -> None:
    workshop.download(**hub)
    checksums = workshop.out / "weights" / "SHA256SUMS"
    before = checksums.read_text()
    checksums.write_text("damaged\n")
    again = workshop.download(**hub)
    assert again.returncode == 0, again.stderr
    assert "weights: begins" in again.stdout
    assert checksums.read_text() == before


def test_a_download_that_is_not_what_the_hub_tells_is_refused(workshop: Workshop, hub: dict[str, str]) -> None:
    (workshop.weights / "model-00001-of-00002.safetensors").write_bytes(b"cut off")
    failed = workshop.download(**hub)
    assert failed.returncode == 1
    assert "model-00001-of-00002.safetensors is not the published file" in failed.stderr
    assert not (workshop.out / "weights").exists()


def test_a_hub_that_cannot_be_reached_is_told(workshop: Workshop, hub: dict[str, str]) -> None:
    failed = workshop.download(**hub | {"HF_ENDPOINT": "http://127.0.0.1:1"})
    assert failed.returncode == 1
    assert f"The hub does not tell the checksums of {MODEL.repository}" in failed.stderr
    assert "name them with --weights" in failed.stderr


def test_three_gpus_are_too_few(workshop: Workshop, tmp_path: Path) -> None:
    small = Workshop(machine=write_machine(tmp_path / "three", count=3), weights=workshop.weights, out=workshop.out)
    failed = small.build("--tp", "4")
    assert failed.returncode == 1
    assert "--tp 4 needs 4 GPUs, and there are 3" in failed.stderr
    assert not workshop.out.exists()


def test_a_dry_run_needs_no_gpu_and_writes_nothing(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "build_engine", "build", "--dry-run", "--tp", "4", "--out", str(tmp_path / "models")],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert "trtllm-build --checkpoint_dir" in done.stdout
    assert "build_engine render" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_what_a_dry_run_prints_can_be_run_by_hand(workshop: Workshop) -> None:
    """The printed commands alone make the same engine and repository."""
    dry = workshop.build("--dry-run")
    ran = subprocess.run(
        ["bash", "-c", dry.stdout], env=workshop.machine.environment(), capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, ran.stderr
    assert read_manifest(workshop.out / "engine").settings.tensor_parallel == 4
    assert (workshop.out / "repository" / "tensorrt_llm" / "config.pbtxt").is_file()


def step(folder: Path, *commands: tuple[str, ...], output: str = "made", **fields: Any) -> Step:  # noqa: ANN401 (any)
    return Step(name=output, commands=commands, output=folder / output, advice="Look at it.", **fields)


def until(holds: Callable[[], object]) -> None:
    """Waits until something holds; fails after half a minute."""
    began = time.monotonic()
    while not holds():
        assert time.monotonic() - began < 30
        time.sleep(0.05)


def running_programs(program: Path) -> list[int]:
    """Returns the processes that run a script."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if str(program).encode() in (entry / "cmdline").read_bytes().split(b"\0")[:2]:
                found.append(int(entry.name))
    return found


FULL_DISK = """
import sys
from pathlib import Path
from build_engine.building.commands import Step
from build_engine.building.runner import pending, run_steps
disk = Path(sys.argv[1])
writes = ("sh", "-c", f"mkdir {disk}/made.partial && head -c 2000000 /dev/zero > {disk}/made.partial/engine")
step = Step(name="made", commands=(writes,), output=disk / "made", advice="Look at it.")
try:
    run_steps([step], disk / "journal.json", "", print)
except Exception as error:
    print(error)
print("left:", sorted(path.name for path in disk.iterdir()))
"""


def test_a_disk_that_is_full_in_mid_build_is_told_as_such(tmp_path: Path) -> None:
    """A real disk of a megabyte, mounted where nobody else sees it, and a program that writes two."""
    mount = 'mount -t tmpfs -o size=1m tmpfs "$0" && exec "$@"'
    own = "-m" if os.geteuid() == 0 else "-Urm"
    mounted = [str(require_program("unshare", package="util-linux")), own, "sh", "-c", mount, str(tmp_path)]
    program = [sys.executable, "-c", FULL_DISK, str(tmp_path)]
    done = subprocess.run([*mounted, *program], capture_output=True, text=True, check=True)
    assert "The step made failed because the disk is full (0.0 GB free). Make room and run the same" in done.stdout
    assert "left: ['journal.json', 'journal.lock']" in done.stdout


def test_a_program_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="needs no-such-program, which is not on the PATH"):
        run_steps([step(tmp_path, ("no-such-program",))], tmp_path / "journal.json", "", print)


def test_a_step_that_makes_nothing_is_not_done(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="The step made failed: FileNotFoundError"):
        run_steps([step(tmp_path, ("true",))], tmp_path / "journal.json", "", print)
    assert read_journal(tmp_path / "journal.json").done == {}


def test_a_download_goes_on_where_it_ended(tmp_path: Path) -> None:
    """What a failed try left of it is kept."""
    begin = ("sh", "-c", f"mkdir -p {tmp_path}/made.partial && touch {tmp_path}/made.partial/part && false")
    with pytest.raises(BuildError):
        run_steps([step(tmp_path, begin, keeps_partial=True)], tmp_path / "journal.json", "", print)
    assert (tmp_path / "made.partial" / "part").is_file()


def test_a_journal_that_cannot_be_read_means_that_nothing_is_done(tmp_path: Path) -> None:
    journal = tmp_path / "journal.json"
    journal.write_text("{not json")
    make = step(tmp_path, ("mkdir", str(tmp_path / "made.partial")))
    done = run_steps([make], journal, "", print)
    assert [one.name for one in done] == ["made"]
    assert run_steps([make], journal, "", print) == done


def test_other_versions_repeat_everything(tmp_path: Path) -> None:
    """Of what depends on them."""
    lines: list[str] = []
    make = step(tmp_path, ("mkdir", str(tmp_path / "made.partial")), is_versioned=True)
    fetch = step(tmp_path, ("mkdir", str(tmp_path / "fetched.partial")), output="fetched")
    for version in ("1.2.0", "1.2.1"):
        assert pending([fetch, make], tmp_path / "journal.json", version) >= {"made"}
        run_steps([fetch, make], tmp_path / "journal.json", version, lines.append)
        assert pending([fetch, make], tmp_path / "journal.json", version) == set()
    assert [line.partition(" in ")[0] for line in lines] == [
        *("fetched: begins", "fetched: done", "made: begins", "made: done"),
        *("fetched: done already (0 s)", "made: begins", "made: done"),
    ]
