"""The commands as people type them: tables, errors in one line, and nothing needed that the image does not have."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

LACKING = ("bole", "rich", "tritonclient", "grpc", "numpy", "matplotlib", "jinja2", "tokenizers")
"""Packages that an image of Triton may do without when engines are built in it."""

MODULES = (
    "build_engine.__main__",
    "build_engine.build",
    "build_engine.render",
    "build_engine.building.calibration",
    "build_engine.building.long_context",
    "build_engine.building.record",
    "build_engine.building.weights",
)


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "build_engine", *arguments], capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize("gpu", ["rtx4090d", "h100"])
def test_a_plan_is_printed(gpu: str) -> None:
    done = run("plan", "--gpus", "4", "--gpu", gpu)
    assert done.returncode == 0, done.stderr
    weights = next(line for line in done.stdout.splitlines() if "weights a rank" in line)
    assert "3.55 GiB" in weights
    assert "14,336 B" in next(line for line in done.stdout.splitlines() if "KV a token and rank" in line)
    assert "against 4 x TP=1: an answer alone takes 0." in done.stdout


def test_a_plan_is_drawn(tmp_path: Path) -> None:
    done = run("plan", "--gpu", "h100", "--picture", str(tmp_path / "plan.svg"))
    assert done.returncode == 0, done.stderr
    assert "4 x H100 80 GB SXM" in (tmp_path / "plan.svg").read_text()


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("plan", "--gpu", "h100", "--tp", "8"), 1, "Error: Qwen2.5-7B cannot be split over 8 GPUs"),
        (("plan", "--gpu", "a10", "--gpus", "1", "--tp", "1", "--model", "32B"), 1, "Nothing of this size fits"),
        (("plan", "--gpu", "h100", "--own-tokens", "9000"), 1, "longer than --max-seq-len 8192"),
        (("plan", "--gpu", "tpu"), 2, "'tpu' is not one of 'h100', 'h200'"),
        (("plan",), 2, "Missing option '--gpu'"),
        (("plan", "--gpu", "h100", "--picture", "plan.gif"), 1, "A picture ends in .svg, .png, .pdf, not in .gif"),
        (("plan", "--gpu", "h100", "--picture", "/nowhere/plan.svg"), 1, "cannot be written"),
        (("plan", "--gpu", "h100", "--gpus", "0"), 2, "0 is not in the range 1<=x<=1024"),
        (("plan", "--gpu", "h100", "--kv-memory-fraction", "nan"), 1, "is between 0 and 1"),
        (("render", "--engine", "x", "--out", "y", "--kv-memory-fraction", "nan"), 1, "is between 0 and 1"),
        (("build", "--out", f"/proc/{'x' * 300}", "--weights", "x"), 1, "Error: "),
        (("build", "--model", "8B"), 2, "is not one of '0.5B'"),
        (("build", "--kind", "llmapi", "--precision", "fp8", "--dry-run"), 1, "quantises nothing itself"),
        (("render", "--engine", "nowhere", "--out", "x"), 1, "Error: There is no finished engine at nowhere"),
    ],
)
def test_what_is_wrong_is_told_in_a_line(arguments: tuple[str, ...], code: int, message: str) -> None:
    done = run(*arguments)
    assert done.returncode == code
    assert message in done.stderr.replace("\n", " ")
    assert "Traceback" not in done.stderr


def test_building_needs_nothing_that_the_image_lacks() -> None:
    program = "\n".join(
        (
            "import sys",
            f"sys.modules.update(dict.fromkeys({LACKING}))",
            *(f"import {module}" for module in MODULES),
            "print('all imported')",
        )
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60)
    assert done.stdout.strip() == "all imported", done.stderr


def test_verify_says_what_it_needs_where_the_service_is_not() -> None:
    program = (
        "import sys\nsys.modules.update({'bole': None})\nsys.argv[1:] = ['verify']\n"
        "from build_engine.__main__ import run\nrun()"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert "verify needs the service: pip install 'bole-screening[triton]'" in done.stderr
