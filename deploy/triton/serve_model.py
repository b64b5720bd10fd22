"""Serves a model on processors: finds it, renders its repository, and hands over to the entrypoint.

    serve_model.py MODEL                a folder, a GGUF file with its tokenizer.json, or a name on the Hugging Face hub
    serve_model.py --fetch-only MODEL   only sees to it that the model is here, so that it is served without a network

Uses tools/ and build_engine/ of a checkout, which the image holds.
"""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from build_engine.errors import BuildError
from build_engine.rendering.templates import render_repository
from local_model import ModelError, find_model
from serve_cpu import cpu_parameters

_LOG = logging.getLogger("serve_model")

ENTRYPOINT = Path(__file__).with_name("entrypoint.py")


def main(arguments: Sequence[str] | None = None) -> int:
    """Becomes the entrypoint, or fetches a model; returns 2 where there is none."""
    logging.basicConfig(level=logging.INFO, format="serve_model: %(message)s", stream=sys.stderr)
    asked = _parser().parse_args(arguments)
    try:
        if asked.fetch_only:
            _LOG.info("Fetching %s where it is missing.", asked.model)
            _LOG.info("It is in %s.", find_model(asked.model).path)
            return 0
        prepare(asked.model, asked.models, max_seq_len=asked.max_seq_len, cache_gib=asked.cache_gib)
        command = [sys.executable, str(ENTRYPOINT), "--no-mpi", "--no-gpu", "--models", str(asked.models)]
        os.execv(command[0], command)  # noqa: S606 (one process that gets the signals)
    except (ModelError, BuildError, OSError) as error:
        _LOG.error("%s", error)
        return 2


def prepare(name: str, models: Path, *, max_seq_len: int, cache_gib: int) -> None:
    """Writes `repository/`, and the tokenizer where that of an engine would be: `engine/tokenizer.json`.

    Raises:
        ModelError: There is no such model.
        BuildError: The repository cannot be rendered.
    """
    model = find_model(name)
    (models / "engine").mkdir(parents=True, exist_ok=True)
    new = models / "engine" / "tokenizer.json.new"
    shutil.copyfile(model.tokenizer, new)
    new.replace(models / "engine" / "tokenizer.json")
    parameters = cpu_parameters(model, max_seq_len=max_seq_len, cache_size_gib=cache_gib)
    render_repository("cpu", models / "repository", parameters)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="serve_model")
    parser.add_argument("model", help="folder, GGUF file, or hub name such as OpenVINO/Qwen2.5-1.5B-Instruct-int4-ov")
    parser.add_argument("--fetch-only", action="store_true", help="fetch it where it is missing, and serve nothing")
    parser.add_argument(
        "--models",
        type=Path,
        default=os.environ.get("SERVE_MODELS", "/models/cpu"),
        help="where the repository is written; else SERVE_MODELS",
    )
    parser.add_argument("--max-seq-len", type=int, default=16384, metavar="TOKENS", help="prompt and output together")
    parser.add_argument("--cache-gib", type=int, default=4, metavar="GIB", help="size of the key-value cache")
    return parser


if __name__ == "__main__":
    sys.exit(main())
