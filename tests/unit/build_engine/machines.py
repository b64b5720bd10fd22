"""A GPU host made of scripts: nvidia-smi, hf, trtllm-build and the scripts of TensorRT-LLM, each as strict as needed.

They stand for programs that are not ours and that this machine cannot run; what they are given is held to flags.yaml.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from build_engine.building.commands import CONVERT, QUANTIZE, TOKENIZER_INFO_SCRIPT
from build_engine.building.host import Host, HostGpu
from build_engine.specs.models import ModelShape, load_model

H100 = HostGpu(index="0", uuid="GPU-0", name="NVIDIA H100 80GB HBM3", compute_capability="9.0", memory_mib=81_559)
RTX4090D = HostGpu(
    index="0", uuid="GPU-0", name="NVIDIA GeForce RTX 4090 D", compute_capability="8.9", memory_mib=24_564
)

END_ID = 151_645
TOKENIZER = json.dumps({"added_tokens": [{"id": END_ID, "content": "<|im_end|>"}]}).encode()
"""Stands for tokenizer.json, which has 7 MB."""

TOKENIZER_INFO = {"encoded_vocab": ["a", "b"], "stop_token_ids": [END_ID]}
"""Stands for xgrammar_tokenizer_info.json."""


def host(gpus: Sequence[HostGpu] = (H100,) * 4, **changes: Any) -> Host:  # noqa: ANN401 (any field)
    """Returns what is found on a machine on which everything can be built."""
    fields: dict[str, Any] = {
        "gpus": tuple(gpus),
        "driver": "590.44.01",
        "tensorrt_llm": "1.2.1",
        "tensorrt": "10.14.1.48",
        "missing_programs": (),
        "free_disk": 10**12,
        "shared_memory": 2 * 10**9,
    }
    return Host(**fields | changes)


def configuration(model: ModelShape) -> dict[str, Any]:
    """Returns config.json of a model's repository, as far as it is read."""
    return {
        "architectures": ["Qwen2ForCausalLM"],
        "model_type": "qwen2",
        "hidden_size": model.hidden_size,
        "num_hidden_layers": model.layers,
        "num_attention_heads": model.query_heads,
        "num_key_value_heads": model.kv_heads,
        "intermediate_size": model.intermediate_size,
        "vocab_size": model.vocab_size,
        "tie_word_embeddings": model.tied_embeddings,
        "max_position_embeddings": 32_768,
    }


def write_weights(folder: Path, model: ModelShape, *, shards: int = 2, checksums: bool = True) -> Path:
    """Writes a folder like a model's repository, with a few bytes for weights."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "config.json").write_text(json.dumps(configuration(model)))
    (folder / "tokenizer.json").write_bytes(TOKENIZER)
    (folder / "tokenizer_config.json").write_text(json.dumps({"eos_token": "<|im_end|>"}))
    names = [f"model-{number:05}-of-{shards:05}.safetensors" for number in range(1, shards + 1)]
    for name in names:
        (folder / name).write_bytes(name.encode() * 10)
    index = {"weight_map": {f"layer.{number}": name for number, name in enumerate(names)}}
    (folder / "model.safetensors.index.json").write_text(json.dumps(index))
    if checksums:
        write_checksums(folder)
    return folder


def write_checksums(folder: Path) -> None:
    """Writes what sha256sum writes."""
    names = sorted(path.name for path in folder.iterdir() if path.suffix in {".safetensors", ".json"})
    lines = [f"{hashlib.sha256((folder / name).read_bytes()).hexdigest()}  {name}" for name in names]
    (folder / "SHA256SUMS").write_text("\n".join(lines) + "\n")


def engine_config(settings: Mapping[str, Any], version: str = "1.2.1") -> dict[str, Any]:
    """Returns config.json as trtllm-build writes it, as far as it is read."""
    return {
        "version": version,
        "pretrained_config": {
            "architecture": "Qwen2ForCausalLM",
            "vocab_size": load_model("7B").vocab_size,
            "logits_dtype": "float32",
            "quantization": settings.get("quantization", {"quant_algo": None, "kv_cache_quant_algo": None}),
            "rotary_scaling": settings.get("rotary_scaling"),
            "mapping": {"world_size": settings["tp_size"], "tp_size": settings["tp_size"], "pp_size": 1},
        },
        "build_config": {
            "max_batch_size": settings["max_batch_size"],
            "max_seq_len": settings["max_seq_len"],
            "max_num_tokens": settings["max_num_tokens"],
            "max_beam_width": 1,
            "plugin_config": {"remove_input_padding": True, "use_paged_context_fmha": True, "tokens_per_block": 32},
        },
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """Programs to be put on the PATH, scripts of TensorRT-LLM, names of Python packages, and a log of what was run."""

    programs: Path
    examples: Path
    packages: Path
    log: Path

    def environment(self) -> dict[str, str]:
        """Returns the variables under which the programs are found."""
        repository = Path(__file__).resolve().parents[3]
        return os.environ | {
            "PATH": f"{self.programs}:{os.environ['PATH']}",
            "PYTHONPATH": f"{self.packages}:{repository}",
        }

    def ran(self) -> list[list[str]]:
        """Returns what was run so far: the name of each program and its arguments."""
        return [json.loads(line) for line in self.log.read_text().splitlines()] if self.log.is_file() else []


_HEAD = """#!{python}
import json, os, sys
from pathlib import Path
with open({log!r}, "a") as log:
    log.write(json.dumps([Path(sys.argv[0]).name, *sys.argv[1:]]) + "\\n")
if os.environ.get("FAIL") == Path(sys.argv[0]).name:
    print("out of memory, for example", file=sys.stderr)
    sys.exit(3)
if os.environ.get("SLOW") == Path(sys.argv[0]).name:
    import time
    time.sleep(60)
values = dict(zip(sys.argv[1:], sys.argv[2:]))
"""
_CONVERT = """
out = Path(values["--output_dir"]); out.mkdir(parents=True)
for rank in range(int(values["--tp_size"])):
    (out / f"rank{rank}.safetensors").write_bytes(b"weights")
algorithms = {"fp8": ("FP8", "FP8"), "int4_awq": ("W4A16_AWQ", None), None: (None, None)}[values.get("--qformat")]
scaling = json.loads((Path(values["--model_dir"]) / "config.json").read_text()).get("rope_scaling")
made = {
    "tp_size": int(values["--tp_size"]),
    "quantization": dict(zip(("quant_algo", "kv_cache_quant_algo"), algorithms)),
    "rotary_scaling": scaling,
}
(out / "config.json").write_text(json.dumps(made))
if os.environ.get("FAIL_LATE") == Path(sys.argv[0]).name:
    sys.exit(4)
"""
_BUILD = """
out = Path(values["--output_dir"]); out.mkdir(parents=True)
checkpoint = json.loads((Path(values["--checkpoint_dir"]) / "config.json").read_text())
for rank in range(checkpoint["tp_size"]):
    (out / f"rank{rank}.engine").write_bytes(b"engine")
if os.environ.get("FAIL_LATE") == "trtllm-build":
    sys.exit(4)
limits = {name: int(values["--" + name]) for name in ("max_batch_size", "max_seq_len", "max_num_tokens")}
from tests.unit.build_engine.machines import engine_config
version = os.environ.get("ENGINE_VERSION", "1.2.1")
(out / "config.json").write_text(json.dumps(engine_config(limits | checkpoint, version)))
"""
_WRITE_INFO = """
from tests.unit.build_engine.machines import TOKENIZER_INFO
info = TOKENIZER_INFO | ({"stop_token_ids": [151643]} if os.environ.get("BREAK_INFO") else {})
(Path(values["--output_dir"]) / "xgrammar_tokenizer_info.json").write_text(json.dumps(info))
"""
_HF = """
import shutil
shutil.copytree(os.environ["HUB_FILES"], values["--local-dir"], dirs_exist_ok=True)
"""
_SMI = """
for number in range({count}):
    print(f"{{number}}, GPU-{{number}}, {name}, {capability}, {memory}, {driver}")
"""


def write_machine(folder: Path, *, gpu: HostGpu = H100, count: int = 4, driver: str = "590.44.01") -> Machine:
    """Writes the programs of a GPU host into a folder."""
    machine = Machine(
        programs=folder / "bin",
        examples=folder / "examples",
        packages=folder / "packages",
        log=folder / "ran.jsonl",
    )
    smi = _SMI.format(
        count=count, name=gpu.name, capability=gpu.compute_capability, memory=gpu.memory_mib, driver=driver
    )
    _write(machine.programs / "nvidia-smi", smi, machine.log)
    _write(machine.programs / "trtllm-build", _BUILD, machine.log)
    _write(machine.programs / "hf", _HF, machine.log)
    _write(machine.examples / CONVERT, _CONVERT, machine.log)
    _write(machine.examples / QUANTIZE, _CONVERT, machine.log)
    _write(machine.examples / TOKENIZER_INFO_SCRIPT, _WRITE_INFO, machine.log)
    for name, version in (("tensorrt_llm", "1.2.1"), ("tensorrt", "10.14.1.48")):
        _write_package(machine.packages, name, version)
    # `python3` of the commands is this one, which has what build_engine needs.
    _write_program(machine.programs / "python3", f'#!/bin/sh\nexec {sys.executable} "$@"\n')
    return machine


def _write_package(packages: Path, name: str, version: str) -> None:
    """Writes what says that a package is installed, and nothing of the package."""
    info = packages / f"{name}-{version}.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")


def _write(path: Path, body: str, log: Path) -> None:
    _write_program(path, _HEAD.format(python=sys.executable, log=str(log)) + body)


def _write_program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
