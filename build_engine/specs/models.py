"""The models that engines are built from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from build_engine.errors import BuildError

MODELS = Path(__file__).with_name("models.yaml")
NATIVE_POSITIONS = 32_768
"""Tokens of prompt and output that all of them were trained for; YaRN goes beyond."""

END_TOKEN = "<|im_end|>"  # noqa: S105 (a token of a language model)
"""What ends an answer of the Instruct models; base models have another, and a grammar would never let them end."""

DEFAULT_MODEL = "7B"
TENSOR_PARALLEL_SIZES = (1, 2, 4, 8)
"""GPUs of one machine that engines are split over."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelShape:
    """A decoder with grouped-query attention, gated MLP and biases on q, k and v, as Qwen2.5.

    Attributes:
        name: Its size, for example `7B`.
        repository: Its name on the Hugging Face hub.
        revision: The commit there, 40 hex digits.
        hidden_size: Numbers a token is represented by between layers.
        layers: Decoder layers.
        query_heads: Heads of queries.
        kv_heads: Heads of keys and of values, each shared by several heads of queries.
        head_size: Numbers a head has.
        intermediate_size: Width of the MLP.
        vocab_size: Rows of the embedding, padding rows included.
        tied_embeddings: True where the output projection is the embedding itself.
    """

    name: str
    repository: str
    revision: str
    hidden_size: int
    layers: int
    query_heads: int
    kv_heads: int
    head_size: int
    intermediate_size: int
    vocab_size: int
    tied_embeddings: bool

    @property
    def embedding_parameters(self) -> int:
        """Returns the parameters of the embedding table, which are those of the output projection too."""
        return self.vocab_size * self.hidden_size

    @property
    def linear_parameters(self) -> int:
        """Returns the parameters of all matrices within the layers: what quantisation makes smaller."""
        queries = self.hidden_size * self.query_heads * self.head_size
        keys_and_values = 2 * self.hidden_size * self.kv_heads * self.head_size
        return self.layers * (2 * queries + keys_and_values + 3 * self.hidden_size * self.intermediate_size)

    @property
    def small_parameters(self) -> int:
        """Returns the parameters of biases and norms."""
        biases = (self.query_heads + 2 * self.kv_heads) * self.head_size
        return self.layers * (biases + 2 * self.hidden_size) + self.hidden_size

    @property
    def parameters(self) -> int:
        """Returns all parameters, those that are used twice counted once."""
        tables = 1 if self.tied_embeddings else 2
        return self.linear_parameters + self.small_parameters + tables * self.embedding_parameters

    def heads_of_keys_at(self, tensor_parallel: int) -> int:
        """Returns the key-value heads that one of so many ranks keeps: where there are fewer than ranks, one each."""
        return max(1, self.kv_heads // tensor_parallel)

    def tensor_parallel_obstacle(self, tensor_parallel: int) -> str | None:
        """Returns why this model cannot be split over so many GPUs, or None where it can."""
        if tensor_parallel not in TENSOR_PARALLEL_SIZES:
            return f"{tensor_parallel} is none of {', '.join(map(str, TENSOR_PARALLEL_SIZES))}"
        if self.query_heads % tensor_parallel:
            return f"{self.query_heads} query heads do not divide by {tensor_parallel}"
        if self.kv_heads % tensor_parallel and tensor_parallel % self.kv_heads:
            return f"{self.kv_heads} key-value heads can be neither divided nor repeated over {tensor_parallel} GPUs"
        if self.intermediate_size % tensor_parallel:
            return f"an MLP of {self.intermediate_size} does not divide by {tensor_parallel}"
        return None

    def tensor_parallel_sizes(self) -> tuple[int, ...]:
        """Returns the numbers of GPUs that this model can be split over, 1 among them."""
        return tuple(size for size in TENSOR_PARALLEL_SIZES if self.tensor_parallel_obstacle(size) is None)


@cache
def model_names() -> tuple[str, ...]:
    """Returns the sizes that exist, from small to large."""
    return tuple(_table()["models"])


@cache
def load_model(name: str) -> ModelShape:
    """Returns a model by its size.

    Raises:
        BuildError: There is no such size.
    """
    table = _table()
    if name not in table["models"]:
        raise BuildError(f"There is no Qwen2.5 of size {name}. Sizes are {', '.join(table['models'])}.")
    figures = {key: value for key, value in table["models"][name].items() if key != "card_billions"}
    return ModelShape(name=name, **figures)


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = yaml.safe_load(MODELS.read_text(encoding="utf-8"))
    return table
