"""How fast an engine may be: arithmetic on data-sheet figures, an estimate in all its parts.

A step reads all weights of a rank once and computes one token for each request; attention reads the keys and values
of all of them. A prompt's tokens are computed together. With tensor parallelism a layer has two all-reduces. Guided
decoding, sampling, launching kernels and the network between service and server are not in these figures: the times of
a request that is alone are lower bounds.
"""

from __future__ import annotations

from dataclasses import dataclass

from build_engine.planning.memory import RankMemory, kv_bytes_per_token, weight_bytes
from build_engine.specs.gpus import Gpu
from build_engine.specs.settings import EngineSettings, Precision

_ALL_REDUCES = 2
"""All-reduces of a layer: behind attention and behind the MLP."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workload:
    """What requests look like, in tokens.

    Attributes:
        shared_tokens: What all prompts of a batch begin with: instructions, posting, criteria. Computed once.
        own_tokens: The rest of a prompt: one resume.
        output_tokens: An answer.
    """

    shared_tokens: int = 1500
    own_tokens: int = 2000
    output_tokens: int = 400

    @property
    def context_tokens(self) -> float:
        """Returns the tokens that a step of a request reads on average."""
        return self.shared_tokens + self.own_tokens + self.output_tokens / 2

    @property
    def kept_tokens(self) -> int:
        """Returns the tokens that each request keeps of its own."""
        return self.own_tokens + self.output_tokens


@dataclass(frozen=True, slots=True, kw_only=True)
class Speed:
    """One engine under one workload; seconds, all estimates.

    Attributes:
        batch: Requests that run together under full load.
        first_token_alone: Time to the first token of a request that is alone, its prefix in the cache.
        token_alone: Time between its tokens.
        token_loaded: Time between tokens under full load.
        answer_alone: A whole answer to a request that is alone.
        requests_an_hour: Of all replicas together.
    """

    batch: int
    first_token_alone: float
    token_alone: float
    token_loaded: float
    answer_alone: float
    requests_an_hour: float


def estimate(settings: EngineSettings, gpu: Gpu, memory: RankMemory, workload: Workload, replicas: int = 1) -> Speed:
    """Estimates the speed of so many replicas of an engine, each on its own GPUs."""
    cost = StepCost.of(settings, gpu)
    batch = running_requests(settings, memory, workload)
    first = max(cost.step(1, workload.own_tokens), workload.own_tokens * cost.prompt_token)
    alone = cost.step(1, workload.context_tokens)
    loaded = cost.step(batch, workload.context_tokens)
    seconds = workload.own_tokens * cost.prompt_token + workload.output_tokens * loaded / batch
    # While a prompt is computed, those that run wait for it.
    between = loaded + batch * workload.own_tokens * cost.prompt_token / workload.output_tokens
    return Speed(
        batch=batch,
        first_token_alone=first,
        token_alone=alone,
        token_loaded=between,
        answer_alone=first + (workload.output_tokens - 1) * alone,
        requests_an_hour=replicas * 3600 / seconds,
    )


def running_requests(settings: EngineSettings, memory: RankMemory, workload: Workload) -> int:
    """Returns how many requests of a workload run together: as many as keys and values fit, the prefix held once."""
    fitting = (memory.kv_tokens - workload.shared_tokens) // workload.kept_tokens
    return max(1, min(settings.max_batch_size, fitting))


@dataclass(frozen=True, slots=True, kw_only=True)
class StepCost:
    """Seconds of the parts of a step on one rank."""

    weights: float
    all_reduce: float
    prompt_token: float
    context_token: float

    @classmethod
    def of(cls, settings: EngineSettings, gpu: Gpu) -> StepCost:
        """Works the parts out for an engine on a GPU."""
        model, ranks = settings.model, settings.tensor_parallel
        bandwidth = gpu.bandwidth_gb_s * 1e9
        multiplied = model.linear_parameters + model.embedding_parameters
        compute = 2 * multiplied / ranks / (_peak(settings.precision, gpu) * gpu.compute_share)
        # The embedding is looked up, not read through, unless it is the output projection too.
        looked_up = 0 if model.tied_embeddings else 2 * model.embedding_parameters / ranks
        read = weight_bytes(settings) - looked_up
        return cls(
            weights=read / (bandwidth * gpu.bandwidth_share),
            all_reduce=_ALL_REDUCES * model.layers * gpu.all_reduce_us * 1e-6 if ranks > 1 else 0.0,
            prompt_token=compute + _sent(settings) / (gpu.link_gb_s * 1e9),
            context_token=kv_bytes_per_token(settings) / (bandwidth * gpu.bandwidth_share),
        )

    def step(self, requests: int, context_tokens: float) -> float:
        """Returns the time of a step in which each request gets a token."""
        per_request = self.prompt_token + context_tokens * self.context_token
        return self.weights + self.all_reduce + requests * per_request


def _peak(precision: Precision, gpu: Gpu) -> float:
    """Returns the FLOP/s of the units that multiply: INT4 weights are turned into BF16 on the way."""
    return (gpu.fp8_tflops if precision is Precision.FP8 else gpu.bf16_tflops) * 1e12


def _sent(settings: EngineSettings) -> float:
    """Returns the bytes of a token that a rank sends in the all-reduces of all layers, as a ring sends them."""
    model, ranks = settings.model, settings.tensor_parallel
    return _ALL_REDUCES * model.layers * model.hidden_size * 2 * 2 * (ranks - 1) / ranks
