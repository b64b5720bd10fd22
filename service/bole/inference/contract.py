"""Compares what a model server serves with what requests are written for, field by field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields

from tritonclient.grpc import model_config_pb2

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.generation import ModelIdentity
from bole.inference.tensors import INPUTS, MODEL_NAME, OUTPUTS, Tensor

_SHA256_DIGITS = 64
_DIGESTS = ("model_digest", "tokenizer_sha256")
_COUNTS = ("vocab_size", "max_seq_len", "max_batch_size")
_AGREED = ("model_digest", "tokenizer_sha256", "vocab_size", "max_seq_len")
"""What replicas must have in common; how many requests each takes at a time is its own business."""


def differences(config: model_config_pb2.ModelConfig) -> list[str]:
    """Names everything in which a served configuration differs from the contract, in the order of the contract."""
    return [
        *_general(config),
        *_tensors("input", INPUTS, {tensor.name: tensor for tensor in config.input}),
        *_tensors("output", OUTPUTS, {tensor.name: tensor for tensor in config.output}),
        *_demanded(config.input),
        *_parameters(config.parameters),
    ]


def identity_of(config: model_config_pb2.ModelConfig) -> ModelIdentity:
    """Reads the `bole_*` parameters of a configuration in which `differences` found nothing."""
    values = {name: _parameter(config.parameters, name) for name in (*_DIGESTS, *_COUNTS)}
    return ModelIdentity(
        model_digest=values["model_digest"],
        tokenizer_sha256=values["tokenizer_sha256"],
        vocab_size=int(values["vocab_size"]),
        max_seq_len=int(values["max_seq_len"]),
        max_batch_size=int(values["max_batch_size"]),
    )


def disagreements(expected: ModelIdentity, served: ModelIdentity) -> list[str]:
    """Names in what a replica differs from the model that the service was started for."""
    return [
        f"parameter bole_{name}: {getattr(expected, name)} expected, {getattr(served, name)} served"
        for name in (field.name for field in fields(ModelIdentity))
        if name in _AGREED and getattr(expected, name) != getattr(served, name)
    ]


def mismatch(found: Sequence[str]) -> BoleError:
    """Returns the error that names all differences."""
    return BoleError(
        ErrorReason.MODEL_CONTRACT_MISMATCH,
        f"The model server does not serve what this service was written for: {'; '.join(found)}. "
        "Serve the model from a repository of this version, or give this service the tokenizer of that model.",
        metadata={"differences": str(len(found))},
    )


def _general(config: model_config_pb2.ModelConfig) -> Iterator[str]:
    if config.name != MODEL_NAME:
        yield f"name: {MODEL_NAME} expected, {_shown(config.name)} served"
    if config.max_batch_size < 1:
        yield f"max_batch_size: at least 1 expected, {config.max_batch_size} served"
    if config.model_transaction_policy.decoupled:
        yield "decoupled: false expected, true served"


def _tensors(
    kind: str,
    expected: Iterable[Tensor],
    served: Mapping[str, model_config_pb2.ModelInput | model_config_pb2.ModelOutput],
) -> Iterator[str]:
    for tensor in expected:
        found = served.get(tensor.name)
        if found is None:
            yield f"{kind} {tensor.name}: {tensor.data_type} {_shape(tensor.dims)} expected, nothing served"
            continue
        data_type = _data_type(found.data_type)
        if data_type != tensor.data_type:
            yield f"{kind} {tensor.name}: {tensor.data_type} expected, {data_type} served"
        if tuple(found.dims) != tensor.dims:
            yield f"{kind} {tensor.name}: dims {_shape(tensor.dims)} expected, {_shape(found.dims)} served"


def _demanded(served: Iterable[model_config_pb2.ModelInput]) -> Iterator[str]:
    """Names inputs without which the server refuses requests that this service makes."""
    always = {tensor.name for tensor in INPUTS if tensor.always}
    for tensor in served:
        if not tensor.optional and tensor.name not in always:
            yield f"input {tensor.name}: optional expected, required served"


def _parameters(served: Mapping[str, model_config_pb2.ModelParameter]) -> Iterator[str]:
    for name in _DIGESTS:
        value = _parameter(served, name)
        if len(value) != _SHA256_DIGITS or set(value) - set("0123456789abcdef"):
            yield f"parameter bole_{name}: 64 hex digits expected, {_shown(value)} served"
    for name in _COUNTS:
        value = _parameter(served, name)
        if not (value.isascii() and value.isdigit() and int(value) > 0):
            yield f"parameter bole_{name}: a number above 0 expected, {_shown(value)} served"


def _parameter(served: Mapping[str, model_config_pb2.ModelParameter], name: str) -> str:
    """Returns a parameter's value without looking it up where it is missing: a map of protobuf would add it."""
    key = f"bole_{name}"
    return str(served[key].string_value) if key in served else ""


def _data_type(number: int) -> str:
    """Returns a type's name in the KServe protocol: a configuration writes TYPE_STRING for what it calls BYTES."""
    name = str(model_config_pb2.DataType.Name(number)).removeprefix("TYPE_")
    return "BYTES" if name == "STRING" else name


def _shape(dims: Iterable[int]) -> str:
    return f"[{', '.join(map(str, dims))}]"


def _shown(value: str) -> str:
    return f"{value[:80]!r}" if value else "nothing"
