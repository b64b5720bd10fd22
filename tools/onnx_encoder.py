"""Writes BERT encoders as ONNX: the graph for given weights, named as Hugging Face names them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from onnx import ModelProto, NodeProto, TensorProto, checker, helper, numpy_helper

Array = npt.NDArray[np.float32]

_OPSET, _IR = 20, 9
"""The first operator set with Gelu, and the format that goes with it: what all later runtimes read."""
_INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_MASKED = -10000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bert:
    """The shape of an encoder; `epsilon` is that of its layer norms."""

    layers: int
    heads: int
    width: int
    epsilon: float = 1e-12


@dataclass(frozen=True, slots=True)
class _Graph:
    shape: Bert
    nodes: list[NodeProto] = field(default_factory=list)
    constants: dict[str, npt.NDArray[np.generic]] = field(default_factory=dict)

    def add(self, operator: str, *inputs: str, name: str, **attributes: float | tuple[int, ...]) -> str:
        node = helper.make_node(operator, inputs, [name])
        node.attribute.extend(helper.make_attribute(key, value) for key, value in attributes.items())
        self.nodes.append(node)
        return name

    def constant(self, name: str, values: npt.NDArray[np.generic]) -> str:
        self.constants[name] = values
        return name

    def dense(self, prefix: str, value: str) -> str:
        product = self.add("MatMul", value, f"{prefix}.weight", name=f"{prefix}.product")
        return self.add("Add", product, f"{prefix}.bias", name=f"{prefix}.sum")

    def norm(self, prefix: str, value: str) -> str:
        names = (f"{prefix}.weight", f"{prefix}.bias")
        return self.add(
            "LayerNormalization", value, *names, name=f"{prefix}.normed", axis=-1, epsilon=self.shape.epsilon
        )


def bert_model(shape: Bert, weights: Mapping[str, Array]) -> ModelProto:
    """Returns a checked model from token ids [batch, sequence] to `last_hidden_state` [batch, sequence, width]."""
    graph = _Graph(shape)
    for name, values in _transposed(weights):
        graph.constant(name, values)
    hidden = _embedded(graph)
    mask = _mask(graph)
    for layer in range(shape.layers):
        hidden = _layer(graph, f"encoder.layer.{layer}", hidden, mask)
    graph.add("Identity", hidden, name="last_hidden_state")
    size = ["batch_size", "sequence_length"]
    used = {name for node in graph.nodes for name in node.input}
    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "encoder",
            [helper.make_tensor_value_info(name, TensorProto.INT64, size) for name in _INPUTS],
            [helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, [*size, shape.width])],
            [numpy_helper.from_array(values, name) for name, values in graph.constants.items() if name in used],
        ),
        opset_imports=[helper.make_opsetid("", _OPSET)],
        ir_version=_IR,
        producer_name="bole",
    )
    checker.check_model(model, full_check=True)
    return model


def _transposed(weights: Mapping[str, Array]) -> Iterator[tuple[str, Array]]:
    """Yields the weights; those of dense layers come as [out, in] and are multiplied as [in, out]."""
    for name, values in weights.items():
        is_dense = values.ndim == 2 and name.startswith("encoder.")
        yield name, np.ascontiguousarray(values.T) if is_dense else values


def _embedded(graph: _Graph) -> str:
    zero, one = (graph.constant(f"at_{value}", np.array(value, dtype=np.int64)) for value in (0, 1))
    axes = graph.constant("axis_0", np.array([0], dtype=np.int64))
    graph.add("Shape", "input_ids", name="ids.shape")
    length = graph.add("Gather", "ids.shape", one, name="length", axis=0)
    places = graph.add("Unsqueeze", graph.add("Range", zero, length, one, name="places"), axes, name="places.row")
    tables = ("word_embeddings", "position_embeddings", "token_type_embeddings")
    words, positions, kinds = (
        graph.add("Gather", f"embeddings.{table}.weight", ids, name=f"{table}.rows", axis=0)
        for table, ids in zip(tables, ("input_ids", places, "token_type_ids"), strict=True)
    )
    total = graph.add("Add", graph.add("Add", words, positions, name="placed"), kinds, name="embedded")
    return graph.norm("embeddings.LayerNorm", total)


def _mask(graph: _Graph) -> str:
    """Returns what is added to the scores of attention: 0 for tokens, a large negative number for padding."""
    axes = graph.constant("axes_1_2", np.array([1, 2], dtype=np.int64))
    wide = graph.add("Unsqueeze", "attention_mask", axes, name="mask.wide")
    kept = graph.add("Cast", wide, name="mask.kept", to=TensorProto.FLOAT)
    one = graph.constant("one", np.array(1.0, dtype=np.float32))
    masked = graph.constant("masked", np.array(_MASKED, dtype=np.float32))
    return graph.add("Mul", graph.add("Sub", one, kept, name="mask.padding"), masked, name="mask")


def _layer(graph: _Graph, prefix: str, hidden: str, mask: str) -> str:
    attended = graph.dense(f"{prefix}.attention.output.dense", _attention(graph, prefix, hidden, mask))
    between = graph.add("Add", attended, hidden, name=f"{prefix}.between")
    normed = graph.norm(f"{prefix}.attention.output.LayerNorm", between)
    wide = graph.add("Gelu", graph.dense(f"{prefix}.intermediate.dense", normed), name=f"{prefix}.gelu")
    narrow = graph.dense(f"{prefix}.output.dense", wide)
    return graph.norm(f"{prefix}.output.LayerNorm", graph.add("Add", narrow, normed, name=f"{prefix}.after"))


def _attention(graph: _Graph, prefix: str, hidden: str, mask: str) -> str:
    shape = graph.shape
    split = graph.constant("split", np.array([0, 0, shape.heads, shape.width // shape.heads], dtype=np.int64))
    joined = graph.constant("joined", np.array([0, 0, shape.width], dtype=np.int64))
    scale = graph.constant("scale", np.array((shape.width / shape.heads) ** -0.5, dtype=np.float32))
    own = f"{prefix}.attention.self"
    query, key, value = (
        _turned(
            graph,
            graph.add("Reshape", graph.dense(f"{own}.{part}", hidden), split, name=f"{own}.{part}.heads"),
            (0, 2, 3, 1) if part == "key" else (0, 2, 1, 3),
        )
        for part in ("query", "key", "value")
    )
    scores = graph.add("Mul", graph.add("MatMul", query, key, name=f"{own}.raw"), scale, name=f"{own}.scaled")
    weights = graph.add("Softmax", graph.add("Add", scores, mask, name=f"{own}.scores"), name=f"{own}.weights", axis=-1)
    mixed = _turned(graph, graph.add("MatMul", weights, value, name=f"{own}.mixed"), (0, 2, 1, 3))
    return graph.add("Reshape", mixed, joined, name=f"{own}.joined")


def _turned(graph: _Graph, value: str, order: tuple[int, ...]) -> str:
    return graph.add("Transpose", value, name=f"{value}.turned", perm=order)
