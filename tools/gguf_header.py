"""Reads from the head of a GGUF file how long a context the model takes, and how many token ids it has."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

FORMATS = {0: "B", 1: "b", 2: "H", 3: "h", 4: "I", 5: "i", 6: "f", 7: "?", 10: "Q", 11: "q", 12: "d"}
"""The struct format of each type of value; a text and a list are read otherwise."""
TEXT = 8
LIST = 9
MAX_TEXT_BYTES = 1 << 24


@dataclass(frozen=True, slots=True, kw_only=True)
class GgufHeader:
    """`max_seq_len` in tokens, of prompt and output together; ids are of [0, vocab_size)."""

    max_seq_len: int
    vocab_size: int


def read_gguf_header(path: Path) -> GgufHeader:
    """Reads a header in a fraction of a second, where a full reader takes many: the tokens themselves are skipped.

    Raises:
        ValueError: The file is no GGUF, or does not hold a language model.
    """
    with path.open("rb") as file:
        if file.read(4) != b"GGUF":
            raise ValueError("is not a GGUF file")
        try:
            values = _read_values(file)
            return GgufHeader(
                max_seq_len=int(values[f"{values['general.architecture']}.context_length"]),
                vocab_size=int(values["tokenizer.ggml.tokens"]),
            )
        except (KeyError, struct.error, UnicodeDecodeError) as error:
            raise ValueError("is a GGUF file without a whole language model in it") from error


def _read_values(file: BinaryIO) -> dict[str, str | int | float]:
    """Returns the values of the header by name; of a list its length."""
    _version, _tensors, count = _read(file, "IQQ")
    values = {}
    for _ in range(count):
        name = _read_text(file)
        values[name] = _read_value(file, *_read(file, "I"))
    return values


def _read_value(file: BinaryIO, kind: int) -> str | int | float:
    if kind == TEXT:
        return _read_text(file)
    if kind != LIST:
        value: int | float = _read(file, FORMATS[kind])[0]
        return value
    item, length = _read(file, "IQ")
    if item == TEXT:
        for _ in range(length):
            _read_bytes(file)
    else:
        file.seek(length * struct.calcsize(f"<{FORMATS[item]}"), 1)
    return int(length)


def _read(file: BinaryIO, layout: str) -> tuple[int, ...]:
    return struct.unpack(f"<{layout}", file.read(struct.calcsize(f"<{layout}")))


def _read_bytes(file: BinaryIO) -> bytes:
    (length,) = _read(file, "Q")
    if length > MAX_TEXT_BYTES:
        raise struct.error("a text that long is no text")
    return file.read(length)


def _read_text(file: BinaryIO) -> str:
    return _read_bytes(file).decode()
