"""The commands of a build: the whole list as a golden file, and every flag in the table of TensorRT-LLM 1.2.1."""

from __future__ import annotations

import itertools
from pathlib import Path
from typing import Any

import pytest
import yaml

import build_engine.building.commands as commands_module
from build_engine.build import script
from build_engine.building.commands import Kind, Step, steps_of
from build_engine.building.folders import Folders
from build_engine.errors import BuildError
from build_engine.specs.models import load_model, model_names
from build_engine.specs.settings import EngineSettings, Precision

FOLDERS = Folders(root=Path("models"))
FLAGS: dict[str, Any] = yaml.safe_load(Path(commands_module.__file__).with_name("flags.yaml").read_text())
GOLDEN = Path(__file__).with_name("dry_run_tp4.sh")


def settings(**changes: Any) -> EngineSettings:  # noqa: ANN401 (any field)
    return EngineSettings(model=load_model("7B"), **changes)


def every_build() -> list[tuple[EngineSettings, Kind]]:
    """Returns builds of all models, splits, precisions, lengths and kinds that exist."""
    found = []
    for name, precision, long in itertools.product(model_names(), Precision, (False, True)):
        model = load_model(name)
        for size in model.tensor_parallel_sizes():
            limits: dict[str, Any] = {"max_seq_len": 65_536, "yarn": True} if long else {}
            try:
                built = EngineSettings(model=model, tensor_parallel=size, precision=precision, **limits)
            except BuildError:
                continue
            found.append((built, Kind.ENGINE))
            if not precision.is_quantised:
                found.append((built, Kind.LLMAPI))
    return found


def third_party(steps: tuple[Step, ...]) -> list[tuple[str, list[str]]]:
    """Returns the programs of others that steps run, by the names of flags.yaml, with their arguments."""
    found = []
    for command in (command for step in steps for command in step.commands):
        program, arguments = command[0], list(command[1:])
        if program == "python3" and arguments[0] != "-m":
            program, arguments = Path(arguments[0]).name, arguments[1:]
        if program in FLAGS:
            found.append((program, arguments))
        else:
            assert program in {"python3", "cp", "mkdir"}, command
    return found


def check_flags(program: str, arguments: list[str]) -> None:
    """Reads arguments as the program would; fails on what it does not know."""
    table = FLAGS[program]["flags"]
    rest = iter(arguments[2:] if program == "hf" else arguments)  # hf download REPOSITORY
    for flag in rest:
        assert flag in table, f"{program} has no {flag}"
        kind = table[flag]
        if kind == "switch":
            continue
        value = next(rest)
        if isinstance(kind, list):
            assert value in kind, f"{program} {flag} does not take {value}"
        elif kind == "int":
            assert int(value) >= 1
        else:
            assert kind in {"path", "text", "float"}
            assert value
            assert not value.startswith("--")


def test_every_flag_of_every_build_is_one_of_tensorrt_llm() -> None:
    programs = set()
    builds = every_build()
    for built, kind in builds:
        for program, arguments in third_party(steps_of(built, FOLDERS, kind)):
            check_flags(program, arguments)
            programs.add(program)
    assert len(builds) > 60
    assert programs == set(FLAGS)


@pytest.mark.parametrize("wrong", [["--gemm_plugin", "fast"], ["--max_batch_size", "0"], ["--tp_size", "4"]])
def test_the_check_of_flags_can_fail(wrong: list[str]) -> None:
    with pytest.raises(AssertionError):
        check_flags("trtllm-build", wrong)


def test_a_dry_run_is_as_it_was() -> None:
    """`python -m build_engine build --dry-run --tp 4`, word for word."""
    built = settings(tensor_parallel=4)
    text = script(steps_of(built, FOLDERS, Kind.ENGINE), built, Kind.ENGINE)
    assert text + "\n" == GOLDEN.read_text()


def test_commands_are_a_function_of_the_settings() -> None:
    assert steps_of(settings(), FOLDERS, Kind.ENGINE) == steps_of(settings(), FOLDERS, Kind.ENGINE)


def arguments_of(built: EngineSettings, program: str, folders: Folders = FOLDERS) -> list[str]:
    """Returns what a program is started with."""
    return next(found for name, found in third_party(steps_of(built, folders, Kind.ENGINE)) if name == program)


def command_of(built: EngineSettings, program: str, folders: Folders = FOLDERS) -> dict[str, str]:
    """Returns the flags of a program with their values."""
    return dict(itertools.pairwise(arguments_of(built, program, folders)))


def test_bf16_splits_the_embedding() -> None:
    assert "--use_parallel_embedding" in arguments_of(settings(), "convert_checkpoint.py")
    assert command_of(settings(), "convert_checkpoint.py")["--tp_size"] == "4"


def test_fp8_is_calibrated_and_keeps_keys_and_values_in_fp8() -> None:
    built = settings(precision=Precision.FP8)
    quantise, compile_ = command_of(built, "quantize.py"), command_of(built, "trtllm-build")
    assert (quantise["--qformat"], quantise["--kv_cache_dtype"]) == ("fp8", "fp8")
    assert quantise["--calib_dataset"] == "models/calibration"
    assert (compile_["--gemm_plugin"], compile_["--use_fp8_context_fmha"]) == ("disable", "enable")


def test_int4_is_calibrated_in_groups() -> None:
    quantise = command_of(settings(precision=Precision.INT4_AWQ, tensor_parallel=1), "quantize.py")
    assert (quantise["--qformat"], quantise["--awq_block_size"], quantise["--tp_size"]) == ("int4_awq", "128", "1")
    assert quantise["--calib_size"] == "32"


def test_what_batching_reuse_and_grammars_stand_on_is_always_built() -> None:
    for precision in Precision:
        flags = command_of(settings(precision=precision), "trtllm-build")
        enabled = [flags[f"--{name}"] for name in ("remove_input_padding", "use_paged_context_fmha", "context_fmha")]
        assert enabled == ["enable"] * 3
        assert [flags[f"--{name}"] for name in ("kv_cache_type", "logits_dtype")] == ["paged", "float32"]
        assert flags["--max_beam_width"] == "1"


def test_long_texts_go_the_same_way_in_both_kinds() -> None:
    """The stretched configuration is what is converted, and what the LLM API is told to load."""
    built = settings(max_seq_len=65_536, yarn=True)
    assert command_of(built, "convert_checkpoint.py")["--model_dir"] == "models/stretched"
    assert command_of(built, "trtllm-build")["--max_seq_len"] == "65536"
    for kind in Kind:
        step = next(step for step in steps_of(built, FOLDERS, kind) if step.name == "stretched")
        assert step.commands[0][-2:] == ("--factor", "2")
    engine = next(step for step in steps_of(built, FOLDERS, Kind.LLMAPI) if step.name == "engine")
    assert "--yarn" in engine.commands[-1]


def test_weights_of_ones_own_are_checked_and_never_moved() -> None:
    folders = Folders(root=Path("models"), own_weights=Path("/data/qwen"))
    first = steps_of(settings(), folders, Kind.ENGINE)[0]
    assert first.output is None
    assert first.commands == (("python3", "-m", "build_engine.building.weights", "/data/qwen", "--model", "7B"),)
    assert command_of(settings(), "convert_checkpoint.py", folders=folders)["--model_dir"] == "/data/qwen"


def test_the_llm_api_quantises_nothing() -> None:
    with pytest.raises(BuildError, match="weights that are quantised already"):
        steps_of(settings(precision=Precision.FP8), FOLDERS, Kind.LLMAPI)
