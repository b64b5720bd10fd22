"""What a machine lacks is told before anything is built, all of it, with what to do."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from build_engine.building.commands import Kind
from build_engine.building.host import HostGpu, look
from build_engine.building.preflight import check, needed_disk, version_numbers
from build_engine.errors import BuildError
from build_engine.specs.models import load_model
from build_engine.specs.settings import EngineSettings, Precision
from tests.unit.build_engine.machines import H100, RTX4090D, host, write_machine

SEVEN = EngineSettings(model=load_model("7B"))
DISK = needed_disk(SEVEN, Kind.ENGINE, ("weights", "checkpoint", "engine"))
A100 = HostGpu(index="0", uuid="GPU-0", name="NVIDIA A100-SXM4-80GB", compute_capability="8.0", memory_mib=81_920)
T4 = HostGpu(index="0", uuid="GPU-0", name="Tesla T4", compute_capability="7.5", memory_mib=15_360)
SMALL = HostGpu(index="0", uuid="GPU-0", name="NVIDIA T400", compute_capability="8.6", memory_mib=4_096)


def test_a_machine_that_has_everything_passes() -> None:
    assert check(host(), SEVEN, Kind.ENGINE, DISK) == []
    assert check(host([RTX4090D] * 4), SEVEN, Kind.ENGINE, DISK) == []


@pytest.mark.parametrize(
    ("changes", "settings", "message"),
    [
        (
            {"gpus": ()},
            {},
            "or CUDA_VISIBLE_DEVICES hides them. In a container, start it with --gpus all",
        ),
        ({"gpus": (H100,) * 3}, {}, "--tp 4 needs 4 GPUs, and there are 3. What would fit: --tp 1 --precision bf16"),
        ({"gpus": (H100, H100, A100, A100)}, {}, "Choose those of one kind with CUDA_VISIBLE_DEVICES"),
        ({"gpus": (SMALL,) * 4}, {}, "does not fit 4 x 4.0 GiB"),
        ({"gpus": (T4,) * 4}, {}, "Tesla T4 has compute capability 7.5: BF16 needs 8.0 (Ampere) or later"),
        ({"gpus": (A100,) * 4}, {"precision": Precision.FP8}, "have no FP8 units"),
        (
            {"tensorrt_llm": ""},
            {},
            "not installed here. Run this in the image nvcr.io/nvidia/tritonserver",
        ),
        ({"tensorrt_llm": "1.3.0rc20"}, {}, "1.3.0rc20 is newer than 1.2.1, the last that builds engines"),
        ({"tensorrt_llm": "1.4.0"}, {}, "or --kind llmapi, which serves the weights with the PyTorch backend"),
        ({"driver": "570.86.10"}, {}, "The driver 570.86.10 is too old for CUDA 13: install 580 or newer"),
        ({"missing_programs": ("trtllm-build",)}, {}, "Missing: trtllm-build. Scripts come with the image"),
        ({"free_disk": 20 * 10**9}, {}, "The disk has 20.0 GB free, and the build writes about 47.7 GB"),
        ({"shared_memory": 64 * 10**6}, {}, "Start the container with --shm-size=2g"),
    ],
)
def test_what_is_missing_is_told_with_what_to_do(
    changes: dict[str, Any], settings: dict[str, Any], message: str
) -> None:
    with pytest.raises(BuildError) as caught:
        check(host(**changes), replace(SEVEN, **settings), Kind.ENGINE, DISK)
    assert message in str(caught.value)


def test_everything_is_told_at_once() -> None:
    with pytest.raises(BuildError) as caught:
        check(host((), tensorrt_llm="", free_disk=0), SEVEN, Kind.ENGINE, DISK)
    assert all(part in str(caught.value) for part in ("no GPU", "not installed", "The disk has 0.0 GB"))


def test_newer_versions_serve_by_the_llm_api() -> None:
    assert check(host(tensorrt_llm="1.4.0rc1"), SEVEN, Kind.LLMAPI, DISK) == []


def test_a_driver_between_two_ages_is_a_warning() -> None:
    assert "is older than the 590" in check(host(driver="580.95.05"), SEVEN, Kind.ENGINE, DISK)[0]


@pytest.mark.parametrize(
    ("kind", "steps", "gigabytes"),
    [
        (Kind.ENGINE, ("weights", "checkpoint", "engine"), 47.7),  # three times 15.23 GB, and 2 GB that stay free
        (Kind.ENGINE, ("checkpoint", "engine", "repository"), 32.5),
        (Kind.ENGINE, ("engine",), 17.2),
        (Kind.ENGINE, ("repository",), 2.0),
        (Kind.LLMAPI, ("weights", "engine", "repository"), 17.2),
    ],
)
def test_only_what_is_left_to_do_needs_room(kind: Kind, steps: tuple[str, ...], gigabytes: float) -> None:
    assert needed_disk(SEVEN, kind, steps) / 1e9 == pytest.approx(gigabytes, abs=0.05)


@pytest.mark.parametrize(
    ("version", "numbers"), [("1.2.1", (1, 2, 1)), ("1.3.0rc20", (1, 3, 0)), ("590.44.01", (590, 44, 1)), ("", ())]
)
def test_versions_are_read(version: str, numbers: tuple[int, ...]) -> None:
    assert version_numbers(version) == numbers


def test_the_machine_is_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = write_machine(tmp_path, gpu=RTX4090D, count=4)
    monkeypatch.setenv("PATH", machine.environment()["PATH"])
    found = look(tmp_path / "not" / "there" / "yet", ["trtllm-build", "no-such-program", str(tmp_path / "none.py")])
    assert [gpu.index for gpu in found.gpus] == ["0", "1", "2", "3"]
    assert (found.gpus[0].name, found.gpus[0].memory_mib) == (RTX4090D.name, RTX4090D.memory_mib)
    assert found.driver == "590.44.01"
    assert found.missing_programs == ("no-such-program", str(tmp_path / "none.py"))
    assert found.free_disk > 0


@pytest.mark.parametrize(
    ("shown", "indexes"),
    [("1,3", ["1", "3"]), ("GPU-2", ["2"]), ("", []), ("-1", []), ("0,9,1", ["0"]), (" 2 , 0", ["2", "0"])],
)
def test_gpus_that_are_hidden_do_not_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shown: str, indexes: list[str]
) -> None:
    """As CUDA reads its variable: up to the first name that is none."""
    machine = write_machine(tmp_path, count=4)
    monkeypatch.setenv("PATH", machine.environment()["PATH"])
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", shown)
    assert [gpu.index for gpu in look(tmp_path, []).gpus] == indexes


def test_a_machine_without_gpus_is_described_all_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    found = look(tmp_path, [])
    assert (found.gpus, found.driver, found.tensorrt_llm) == ((), "", "")


@pytest.mark.parametrize(
    ("body", "message"),
    [("exit 9", "nvidia-smi fails"), ("echo 'Unable to determine the device handle'", "a GPU may be lost")],
)
def test_a_driver_that_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str, message: str) -> None:
    program = tmp_path / "nvidia-smi"
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    with pytest.raises(BuildError, match=message):
        look(tmp_path, [])
