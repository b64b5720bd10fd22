"""Serves a model with the processors of this machine: Triton from the wheel, and Bole on it (`make serve-cpu`)."""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import FrameType
from typing import NoReturn

from build_engine.rendering.templates import render_repository
from local_model import LocalModel, ModelError, find_model
from triton_server import TritonError, TritonServer, running_triton

ROOT = Path(__file__).resolve().parents[1]
REPOSITORY = ROOT / "build" / "serve-cpu"
READY_SECONDS = 1800.0
"""How long loading may take: a large model is read from a slow disk, and OpenVINO prepares it."""

GRACE_SECONDS = 60
LOOK_SECONDS = 0.5


def cpu_parameters(
    model: LocalModel,
    *,
    max_seq_len: int = 16384,
    max_batch_size: int = 16,
    cache_size_gib: int = 4,
    max_num_batched_tokens: int = 256,
    max_queue_size: int = 0,
    prefix_caching: bool = True,
) -> dict[str, str | int]:
    """Returns the parameters of model_repository/cpu for a model.

    Args:
        model: What to serve.
        max_seq_len: Most tokens of prompt and output together; less where the model takes less.
        max_batch_size: Requests that run at the same time.
        cache_size_gib: Size of the key-value cache.
        max_num_batched_tokens: Most tokens of one step; a request is cancelled between steps.
        max_queue_size: Requests that may wait for a slot; 0 for as many as come.
        prefix_caching: Whether what requests begin with in common is computed once.
    """
    return {
        "bole_model_digest": model.model_digest,
        "bole_tokenizer_sha256": model.tokenizer_sha256,
        "bole_vocab_size": model.vocab_size,
        "bole_max_seq_len": min(max_seq_len, model.max_seq_len),
        "bole_max_batch_size": max_batch_size,
        "model_path": str(model.path),
        "cache_size_gib": cache_size_gib,
        "max_num_batched_tokens": max_num_batched_tokens,
        "max_queue_size": max_queue_size,
        "enable_prefix_caching": "true" if prefix_caching else "false",
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Serves until it is told to stop or one of the two servers ends; returns the exit status."""
    asked = _parser().parse_args(arguments)
    _stop_on_signals()
    try:
        print(f"Reading {asked.model} (a hub name is downloaded at its first start).", flush=True)
        model = find_model(asked.model)
        parameters = cpu_parameters(model, max_seq_len=asked.max_seq_len, cache_size_gib=asked.cache_gib)
        repository = render_repository("cpu", REPOSITORY, parameters)
        log = REPOSITORY / "triton.log"
        print(f"Loading {model.path.name} into Triton; its log is {log}.", flush=True)
        with running_triton(repository, log=log, ready_within_seconds=READY_SECONDS) as triton:
            print(f"Triton serves at {triton.grpc_address}, metrics at {triton.metrics_url}.", flush=True)
            with _service(triton, model, asked.listen) as service:
                return _watch(triton, service)
    except (ModelError, TritonError) as error:
        print(f"serve-cpu: {error}", file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="serve-cpu", description=__doc__)
    parser.add_argument("model", help="folder, GGUF file, or hub name such as OpenVINO/Qwen2.5-1.5B-Instruct-int4-ov")
    parser.add_argument("--listen", default="127.0.0.1:50051", metavar="HOST:PORT", help="address of the service")
    parser.add_argument("--max-seq-len", type=int, default=16384, metavar="TOKENS", help="prompt and output together")
    parser.add_argument("--cache-gib", type=int, default=4, metavar="GIB", help="size of the key-value cache")
    return parser


@contextlib.contextmanager
def _service(triton: TritonServer, model: LocalModel, listen: str) -> Iterator[subprocess.Popen[bytes]]:
    """Runs `bole serve` on the server; it lets calls in progress finish when the context ends."""
    environment = os.environ | {"BOLE_TRITON_ADDRESSES": triton.grpc_address, "BOLE_TOKENIZER": str(model.tokenizer)}
    process = subprocess.Popen(
        [sys.executable, "-m", "bole", "serve", "--engine", "triton", "--listen", listen],
        env=environment,
        start_new_session=True,  # Ctrl-C reaches it through this program, once
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _watch(triton: TritonServer, service: subprocess.Popen[bytes]) -> int:
    """Waits until one of the two ends, or the model's process, and returns the exit status."""
    while True:
        if triton.process.poll() is not None:
            print(f"serve-cpu: Triton has ended; see {triton.log}.", file=sys.stderr)
            return 1
        if not triton.has_model():
            print(
                f"serve-cpu: the process of the model has ended, for want of memory perhaps; see {triton.log}.",
                file=sys.stderr,
            )
            return 1
        status = service.poll()
        if status is not None:
            return status
        time.sleep(LOOK_SECONDS)


def _stop_on_signals() -> None:
    """Turns the first SIGTERM or SIGINT into an orderly end of both servers; later ones do not disturb it."""

    def stop(_number: int, _frame: FrameType | None) -> NoReturn:
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, signal.SIG_IGN)
        raise SystemExit(0)

    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, stop)


if __name__ == "__main__":
    sys.exit(main())
