"""The commands that make an engine, as a pure function of the settings. Nothing here runs anything.

Flags are those of TensorRT-LLM 1.2.1; flags.yaml lists them with their sources, and a test holds the commands to it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from build_engine.building.calibration import PHRASES, SAMPLE_TOKENS, SAMPLES, SAMPLES_OF_AWQ, TEXTS
from build_engine.building.folders import (
    CHECKSUMS,
    MANIFEST,
    TOKENIZER,
    TOKENIZER_INFO,
    Folders,
    partial,
    rank_file,
)
from build_engine.errors import BuildError
from build_engine.options import settings_arguments
from build_engine.specs.settings import AWQ_GROUP, TOKENS_PER_BLOCK, EngineSettings, Precision

IMAGE = "nvcr.io/nvidia/tritonserver:26.07-trtllm-python-py3"
"""The container image that engines are built and served in: TensorRT-LLM 1.2.1, the last that builds them."""

EXAMPLES = Path("/app/examples")
"""Where that image keeps the scripts of TensorRT-LLM."""

CONVERT = "models/core/qwen/convert_checkpoint.py"
QUANTIZE = "quantization/quantize.py"
TOKENIZER_INFO_SCRIPT = "generate_xgrammar_tokenizer_info.py"

SEED = 1234

_SOURCES = Path(__file__).parent


class Kind(StrEnum):
    """How a model is served: a TensorRT engine, or the PyTorch backend behind the LLM API."""

    ENGINE = "engine"
    LLMAPI = "llmapi"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A part of a build that is done as a whole or not at all.

    Attributes:
        name: As in the journal.
        commands: Programs with their arguments, one after another.
        output: The folder that they make: they write beside it, and it gets its name at the end. None where they only
            check, or add to what is there.
        advice: What to look at when one of them fails.
        files: What must be there for the step to count as done, and all that a list of checksums among them names.
        inputs: Files whose content it depends on, beside the commands and the steps before it.
        outdates: Folders that were made from an earlier output, and are removed before a new one takes its place.
        keeps_partial: True where what a failed try has left is of use to the next.
        always: True for what is checked or written anew in every build.
        is_versioned: True where another version or GPU makes another output.
    """

    name: str
    commands: tuple[tuple[str, ...], ...]
    output: Path | None
    advice: str
    files: tuple[Path, ...] = ()
    inputs: tuple[Path, ...] = ()
    outdates: tuple[Path, ...] = ()
    keeps_partial: bool = False
    always: bool = False
    is_versioned: bool = False


def steps_of(settings: EngineSettings, folders: Folders, kind: Kind, examples: Path = EXAMPLES) -> tuple[Step, ...]:
    """Returns all steps of a build, in order.

    Raises:
        BuildError: This kind of serving does not take this precision.
    """
    if kind is Kind.LLMAPI and settings.precision.is_quantised:
        raise BuildError(
            "The LLM API quantises nothing itself: it takes weights that are quantised already. Use --precision bf16, "
            "or --kind engine."
        )
    steps = [_weights(settings, folders)]
    if settings.yarn:
        steps.append(_stretched(settings, folders))
    if settings.precision.is_quantised:
        steps.append(_calibration(folders))
    if kind is Kind.LLMAPI:
        steps.append(_served_beside(settings, folders))
    else:
        steps += [_checkpoint(settings, folders, examples), _engine(settings, folders, examples)]
    return (*steps, _repository(folders))


def model_folder(settings: EngineSettings, folders: Folders) -> Path:
    """Returns the folder whose config.json is the one that counts."""
    return folders.stretched if settings.yarn else folders.weights


def _weights(settings: EngineSettings, folders: Folders) -> Step:
    model = settings.model
    if folders.own_weights is not None:
        return Step(
            name="weights",
            commands=(_ours("weights", str(folders.weights), "--model", model.name),),
            output=None,
            advice="Put all files of the model's repository there, with a SHA256SUMS made where they came from.",
            always=True,  # they are somebody's, and may have changed
        )
    target = str(partial(folders.weights))
    download = ("hf", "download", model.repository, "--revision", model.revision, "--local-dir", target)
    return Step(
        name="weights",
        commands=(download, _ours("weights", target, "--model", model.name, "--hub")),
        output=folders.weights,
        advice="The hub must be reachable. Without a network copy the weights by hand and name them with --weights.",
        files=(folders.weights / CHECKSUMS, folders.weights / TOKENIZER),
        keeps_partial=True,
    )


def _stretched(settings: EngineSettings, folders: Folders) -> Step:
    target, factor = str(partial(folders.stretched)), f"{settings.yarn_factor:g}"
    return Step(
        name="stretched",
        commands=(_ours("long_context", str(folders.weights), target, "--factor", factor),),
        output=folders.stretched,
        advice="The folder of the weights must be readable.",
        files=(folders.stretched / "config.json",),
        inputs=(_SOURCES / "long_context.py", folders.weights / CHECKSUMS),
    )


def _calibration(folders: Folders) -> Step:
    return Step(
        name="calibration",
        commands=(_ours("calibration", str(partial(folders.calibration))),),
        output=folders.calibration,
        advice="There must be room for a file of a few MB.",
        files=(folders.calibration / TEXTS,),
        inputs=(_SOURCES / "calibration.py", PHRASES),
    )


def _checkpoint(settings: EngineSettings, folders: Folders, examples: Path) -> Step:
    make = _quantize if settings.precision.is_quantised else _convert
    return Step(
        name="checkpoint",
        commands=(make(settings, folders, examples),),
        output=folders.checkpoint,
        advice=(
            "Memory of the host: the whole model is loaded once, and quantisation needs GPUs that nothing else uses."
        ),
        files=(
            folders.checkpoint / "config.json",
            *(folders.checkpoint / f"rank{rank}.safetensors" for rank in range(settings.tensor_parallel)),
        ),
        inputs=(folders.weights / CHECKSUMS,),
        is_versioned=True,
    )


def _convert(settings: EngineSettings, folders: Folders, examples: Path) -> tuple[str, ...]:
    ranks = str(settings.tensor_parallel)
    command = _script(
        examples / CONVERT, model_dir=model_folder(settings, folders), output_dir=partial(folders.checkpoint)
    )
    return (*command, "--dtype", "bfloat16", "--tp_size", ranks, "--workers", ranks, "--use_parallel_embedding")


def _quantize(settings: EngineSettings, folders: Folders, examples: Path) -> tuple[str, ...]:
    command = _script(
        examples / QUANTIZE, model_dir=model_folder(settings, folders), output_dir=partial(folders.checkpoint)
    )
    command += ("--dtype", "bfloat16", "--qformat", settings.precision.value)
    samples = SAMPLES
    if settings.precision is Precision.FP8:
        command += ("--kv_cache_dtype", "fp8")
    else:
        samples = SAMPLES_OF_AWQ
        command += ("--awq_block_size", str(AWQ_GROUP))
    return (
        *command,
        *("--calib_dataset", str(folders.calibration), "--calib_size", str(samples)),
        *("--calib_max_seq_length", str(SAMPLE_TOKENS), "--tokenizer_max_seq_length", str(SAMPLE_TOKENS)),
        *("--batch_size", "1", "--seed", str(SEED), "--tp_size", str(settings.tensor_parallel)),
    )


def _engine(settings: EngineSettings, folders: Folders, examples: Path) -> Step:
    """The manifest is written into the folder before that gets its name: there is no engine without one."""
    target = partial(folders.engine)
    tokenizer_info = _script(examples / TOKENIZER_INFO_SCRIPT, model_dir=folders.weights, output_dir=target)
    return Step(
        name="engine",
        commands=(
            _trtllm_build(settings, folders),
            tokenizer_info,
            _copied_tokenizer(folders, target),
            _manifest(settings, folders, Kind.ENGINE),
        ),
        output=folders.engine,
        advice="GPUs that nothing else uses, and their memory: lower --max-num-tokens, then --max-batch-size.",
        files=(
            *(folders.engine / rank_file(rank) for rank in range(settings.tensor_parallel)),
            *(folders.engine / name for name in (MANIFEST, TOKENIZER, TOKENIZER_INFO, "config.json")),
        ),
        outdates=(folders.repository,),
        is_versioned=True,
    )


def _trtllm_build(settings: EngineSettings, folders: Folders) -> tuple[str, ...]:
    fp8 = settings.precision is Precision.FP8
    return (
        *("trtllm-build", "--checkpoint_dir", str(folders.checkpoint), "--output_dir", str(partial(folders.engine))),
        *("--gpt_attention_plugin", "bfloat16"),
        # FP8 matrices are left to TensorRT, which has faster kernels for them than the plugin.
        *("--gemm_plugin", "disable" if fp8 else "bfloat16"),
        # What in-flight batching, prefix reuse and chunked prompts stand on.
        *("--context_fmha", "enable", "--remove_input_padding", "enable", "--kv_cache_type", "paged"),
        *("--use_paged_context_fmha", "enable", "--use_fp8_context_fmha", "enable" if fp8 else "disable"),
        *("--tokens_per_block", str(TOKENS_PER_BLOCK), "--multiple_profiles", "enable"),
        # What the grammar's masks are applied to.
        *("--logits_dtype", "float32"),
        *("--max_beam_width", "1", "--max_batch_size", str(settings.max_batch_size)),
        *("--max_seq_len", str(settings.max_seq_len), "--max_num_tokens", str(settings.max_num_tokens)),
        *("--workers", str(settings.tensor_parallel)),
    )


def _served_beside(settings: EngineSettings, folders: Folders) -> Step:
    """The LLM API loads the weights themselves; the folder `engine` holds what is served with them."""
    target = partial(folders.engine)
    return Step(
        name="engine",
        commands=(
            ("mkdir", "-p", str(target)),
            _copied_tokenizer(folders, target),
            _manifest(settings, folders, Kind.LLMAPI),
        ),
        output=folders.engine,
        advice="The folder of the weights must be readable.",
        files=(folders.engine / MANIFEST, folders.engine / TOKENIZER),
        inputs=(folders.weights / CHECKSUMS,),
        outdates=(folders.repository,),
        is_versioned=True,
    )


def _manifest(settings: EngineSettings, folders: Folders, kind: Kind) -> tuple[str, ...]:
    command = _ours("record", str(folders.root), "--kind", kind.value, *settings_arguments(settings))
    return command if folders.own_weights is None else (*command, "--weights", str(folders.own_weights))


def _repository(folders: Folders) -> Step:
    target = str(partial(folders.repository))
    return Step(
        name="repository",
        commands=(("python3", "-m", "build_engine", "render", "--engine", str(folders.engine), "--out", target),),
        output=folders.repository,
        advice="It says itself in what engine and settings disagree.",
        always=True,  # a second's work, and a newer version of this program may write it otherwise
    )


def _copied_tokenizer(folders: Folders, target: Path) -> tuple[str, ...]:
    return "cp", str(folders.weights / TOKENIZER), str(target / TOKENIZER)


def _script(script: Path, *, model_dir: Path, output_dir: Path) -> tuple[str, ...]:
    return "python3", str(script), "--model_dir", str(model_dir), "--output_dir", str(output_dir)


def _ours(module: str, *arguments: str) -> tuple[str, ...]:
    return "python3", "-m", f"build_engine.building.{module}", *arguments
