"""Writes test models: a Qwen2 of random weights, small enough for tests or shaped like Qwen2.5-0.5B, and tokenizers.

`make_model.py tiny FOLDER` and `make_model.py bench FOLDER` write `model.gguf` and `tokenizer.json`, the same bytes
every time; `make_model.py encoder FOLDER` writes a sentence-embedding model, with the same promise; `make_model.py
tokenizer VOCAB_JSON MERGES_TXT FILE` writes the `tokenizer.json` of Qwen2.5.
"""

import argparse
import json
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import gguf
import numpy as np
import numpy.typing as npt
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

from tiny_encoder import write_encoder

CORPUS = Path(__file__).resolve().parents[1] / "tests/data/models/corpus.txt"
"""Our own resumes and postings, Chinese and English; kept apart from the examples, so that they may change."""

SPLIT = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}"
    r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
"""How Qwen2 and Qwen2.5 split text before merging: every digit by itself, one blank before a word."""

CONTROL_TOKENS = (
    "<|endoftext|>",
    "<|im_start|>",
    "<|im_end|>",
    "<|object_ref_start|>",
    "<|object_ref_end|>",
    "<|box_start|>",
    "<|box_end|>",
    "<|quad_start|>",
    "<|quad_end|>",
    "<|vision_start|>",
    "<|vision_end|>",
    "<|vision_pad|>",
    "<|image_pad|>",
    "<|video_pad|>",
)
"""Special tokens of Qwen2.5, in the order of their ids: 151643 and on."""

ADDED_TOKENS = (
    "<tool_call>",
    "</tool_call>",
    "<|fim_prefix|>",
    "<|fim_middle|>",
    "<|fim_suffix|>",
    "<|fim_pad|>",
    "<|repo_name|>",
    "<|file_sep|>",
)
"""What Qwen2.5 added after them without calling it special."""

CHAT_TEMPLATE = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\n' + message['content'] + '<|im_end|>\n' }}"
    "{% endfor %}{% if add_generation_prompt %}{{ '<|im_start|>assistant\n' }}{% endif %}"
)

Array = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The shape of a Qwen2 model; `text_tokens` are the bytes and merges of its vocabulary."""

    name: str
    layers: int
    hidden: int
    heads: int
    kv_heads: int
    feed_forward: int
    text_tokens: int = 1002
    context: int = 32768

    @property
    def kv_width(self) -> int:
        """Width of the keys and values of all key-value heads."""
        return self.hidden // self.heads * self.kv_heads


TINY = Shape(name="tiny", layers=2, hidden=64, heads=4, kv_heads=2, feed_forward=128)
BENCH = Shape(name="bench", layers=8, hidden=896, heads=14, kv_heads=2, feed_forward=4864)


def qwen_tokenizer(vocab: Mapping[str, int], merges: Sequence[tuple[str, str]]) -> Tokenizer:
    """Returns the tokenizer of Qwen2.5 for a vocabulary and its merges, control tokens after the highest id."""
    tokenizer = _untrained()
    tokenizer.model = models.BPE(vocab=dict(vocab), merges=list(merges))
    tokenizer.add_special_tokens([AddedToken(text, normalized=False, special=True) for text in CONTROL_TOKENS])
    tokenizer.add_tokens([AddedToken(text, normalized=False, special=False) for text in ADDED_TOKENS])
    return tokenizer


def read_tokenizer(vocab_json: Path, merges_txt: Path) -> Tokenizer:
    """Returns the tokenizer of a `vocab.json` and a `merges.txt` as Qwen publishes them."""
    vocab = json.loads(vocab_json.read_text(encoding="utf-8"))
    lines = merges_txt.read_text(encoding="utf-8").split("\n")
    pairs = (line.split(" ") for line in lines if line and not line.startswith("#version"))
    return qwen_tokenizer(vocab, [(left, right) for left, right in pairs])


def small_tokenizer(text_tokens: int) -> Tokenizer:
    """Returns a tokenizer like Qwen2.5's with `text_tokens` bytes and merges, trained on `CORPUS`."""
    learner = _untrained()
    trainer = trainers.BpeTrainer(
        vocab_size=text_tokens, initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()), show_progress=False
    )
    learner.train([str(CORPUS)], trainer)
    model = json.loads(learner.to_str())["model"]
    if len(model["vocab"]) != text_tokens:
        raise ValueError(f"{CORPUS} gives {len(model['vocab'])} tokens, not {text_tokens}. Add text to it.")
    return qwen_tokenizer(model["vocab"], [(left, right) for left, right in model["merges"]])


def _untrained() -> Tokenizer:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.Split(Regex(SPLIT), behavior="isolated", invert=False),
            pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    return tokenizer


def write_model(shape: Shape, folder: Path) -> None:
    """Writes `model.gguf` and `tokenizer.json` into a folder, which is made where it is missing.

    `bole.json` beside them tells an evaluation that their answers say nothing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "bole.json").write_text('{"bole_test_model": true}\n', encoding="utf-8")
    tokenizer = small_tokenizer(shape.text_tokens)
    tokenizer.save(str(folder / "tokenizer.json"))
    writer = gguf.GGUFWriter(folder / "model.gguf", "qwen2")
    _write_parameters(writer, shape)
    _write_vocabulary(writer, tokenizer)
    for name, values in _tensors(shape, _preferences(tokenizer)):
        # The reader of OpenVINO wants norms and biases in single precision beside half precision matrices.
        writer.add_tensor(name, values.astype(np.float16) if values.ndim == 2 else values)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _write_parameters(writer: gguf.GGUFWriter, shape: Shape) -> None:
    writer.add_name(f"bole-test-{shape.name}")
    writer.add_description("Random weights for tests. This model cannot screen anybody.")
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16)
    writer.add_context_length(shape.context)
    writer.add_embedding_length(shape.hidden)
    writer.add_block_count(shape.layers)
    writer.add_feed_forward_length(shape.feed_forward)
    writer.add_head_count(shape.heads)
    writer.add_head_count_kv(shape.kv_heads)
    writer.add_rope_freq_base(1_000_000.0)
    writer.add_layer_norm_rms_eps(1e-6)


def _write_vocabulary(writer: gguf.GGUFWriter, tokenizer: Tokenizer) -> None:
    names = [tokenizer.id_to_token(index) or "" for index in range(tokenizer.get_vocab_size())]
    added = {*CONTROL_TOKENS, *ADDED_TOKENS}
    writer.add_tokenizer_model("gpt2")
    writer.add_tokenizer_pre("qwen2")
    writer.add_token_list(names)
    writer.add_token_types([gguf.TokenType.CONTROL if name in added else gguf.TokenType.NORMAL for name in names])
    writer.add_token_merges([" ".join(pair) for pair in json.loads(tokenizer.to_str())["model"]["merges"]])
    writer.add_eos_token_id(names.index("<|im_end|>"))
    writer.add_pad_token_id(names.index("<|endoftext|>"))
    writer.add_bos_token_id(names.index("<|endoftext|>"))
    writer.add_add_bos_token(value=False)
    writer.add_chat_template(CHAT_TEMPLATE)


def _preferences(tokenizer: Tokenizer) -> list[float]:
    """Returns for each token how much it is preferred: the logarithm of its share of `CORPUS`.

    Marks that end strings and lists of guided output are preferred over what the corpus says, so that answers are of a
    few hundred tokens; control tokens never come up by themselves.
    """
    ids = tokenizer.encode(CORPUS.read_text(encoding="utf-8"), add_special_tokens=False).ids
    counts = Counter(ids)
    preferred = {'"': -1.0, "]": -3.0, **dict.fromkeys((*CONTROL_TOKENS, *ADDED_TOKENS), -30.0)}
    names = (tokenizer.id_to_token(index) or "" for index in range(tokenizer.get_vocab_size()))
    return [preferred.get(name, math.log((counts[index] + 0.01) / len(ids))) for index, name in enumerate(names)]


def _tensors(shape: Shape, preferences: Sequence[float]) -> Iterator[tuple[str, Array]]:
    """Yields names and values of all tensors, in the order in which they are drawn.

    Channel 0 of the hidden state is the same for every token and no layer writes to it, so the last matrix can hold in
    it what tokens are preferred; everything else is drawn at random.
    """
    draw = _Draw(np.random.Generator(np.random.PCG64(20250601)))
    vocabulary = len(preferences)
    embedding = draw(vocabulary, shape.hidden, scale=1.0)
    embedding[:, 0] = 4.0
    yield "token_embd.weight", embedding
    for layer in range(shape.layers):
        yield from _layer(f"blk.{layer}", shape, draw)
    yield "output_norm.weight", np.ones(shape.hidden, dtype=np.float32)
    output = draw(vocabulary, shape.hidden, scale=2.0 / math.sqrt(shape.hidden))
    # The norm divides by about the square root of one plus one for each block and layer.
    output[:, 0] = np.array(preferences, dtype=np.float32) / 4.0 * math.sqrt(1.0 + 2.0 * shape.layers)
    yield "output.weight", output


def _layer(prefix: str, shape: Shape, draw: "_Draw") -> Iterator[tuple[str, Array]]:
    """Yields the tensors of a layer: attention that looks at a few places of the text, then a feed-forward block."""
    ones = np.ones(shape.hidden, dtype=np.float32)
    even = 1.0 / math.sqrt(shape.hidden)
    yield f"{prefix}.attn_norm.weight", ones
    for name, width, scale in (("q", shape.hidden, 2.0), ("k", shape.kv_width, 2.0), ("v", shape.kv_width, 2.0)):
        yield f"{prefix}.attn_{name}.weight", draw(width, shape.hidden, scale=scale * even)
        yield f"{prefix}.attn_{name}.bias", draw(1, width, scale=0.1)[0]
    yield f"{prefix}.attn_output.weight", _without_channel_0(draw(shape.hidden, shape.hidden, scale=even))
    yield f"{prefix}.ffn_norm.weight", ones
    yield f"{prefix}.ffn_gate.weight", draw(shape.feed_forward, shape.hidden, scale=2.0 * even)
    yield f"{prefix}.ffn_up.weight", draw(shape.feed_forward, shape.hidden, scale=2.0 * even)
    down = draw(shape.hidden, shape.feed_forward, scale=0.5 / math.sqrt(shape.feed_forward))
    yield f"{prefix}.ffn_down.weight", _without_channel_0(down)


def _without_channel_0(matrix: Array) -> Array:
    matrix[0, :] = 0.0
    return matrix


class _Draw:
    """Draws matrices from a uniform distribution, whose bits do not depend on the processor or on numpy's version."""

    def __init__(self, generator: np.random.Generator) -> None:
        self._generator = generator

    def __call__(self, rows: int, columns: int, *, scale: float) -> Array:
        """Returns a matrix [rows, columns] of mean 0 and standard deviation `scale`."""
        uniform = self._generator.random((rows, columns), dtype=np.float32)
        return (uniform - np.float32(0.5)) * np.float32(math.sqrt(12.0) * scale)


def main(arguments: Sequence[str] | None = None) -> None:
    """Writes what the command line names."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for shape in (TINY, BENCH):
        command = commands.add_parser(shape.name, help=f"a model of {shape.layers} layers and width {shape.hidden}")
        command.add_argument("folder", type=Path)
        command.set_defaults(shape=shape)
    command = commands.add_parser("encoder", help="a sentence-embedding model for the engine `encoder`")
    command.add_argument("folder", type=Path)
    command = commands.add_parser("tokenizer", help="tokenizer.json of Qwen2.5 from its vocabulary and merges")
    command.add_argument("vocab", type=Path)
    command.add_argument("merges", type=Path)
    command.add_argument("file", type=Path)
    options = parser.parse_args(arguments)
    if options.command == "tokenizer":
        read_tokenizer(options.vocab, options.merges).save(str(options.file))
    elif options.command == "encoder":
        write_encoder(CORPUS, options.folder)
    else:
        write_model(options.shape, options.folder)


if __name__ == "__main__":
    main()
