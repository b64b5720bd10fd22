"""Where everything of one engine lies."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

MANIFEST = "manifest.json"
TOKENIZER = "tokenizer.json"
TOKENIZER_INFO = "xgrammar_tokenizer_info.json"
CHECKSUMS = "SHA256SUMS"
PARTIAL = ".partial"
"""What the name of a folder ends with while a step writes it."""

SMALL_BYTES = 64_000_000
"""Files of up to this size are read through to see whether they have changed; of larger ones the size must do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Folders:
    """The folders of one engine below `root`; `own_weights` are weights that somebody has put elsewhere."""

    root: Path
    own_weights: Path | None = None

    @property
    def weights(self) -> Path:
        """Returns the model as on the Hugging Face hub, with its checksums."""
        return self.own_weights or self.root / "weights"

    @property
    def stretched(self) -> Path:
        """Returns the same weights with a configuration for longer texts."""
        return self.root / "stretched"

    @property
    def calibration(self) -> Path:
        """Returns the texts that quantisation is calibrated with."""
        return self.root / "calibration"

    @property
    def checkpoint(self) -> Path:
        """Returns the weights as TensorRT-LLM reads them, a file a rank."""
        return self.root / "checkpoint"

    @property
    def engine(self) -> Path:
        """Returns the engine, a file a rank, with what it is served with."""
        return self.root / "engine"

    @property
    def repository(self) -> Path:
        """Returns the Triton repository."""
        return self.root / "repository"

    @property
    def journal(self) -> Path:
        """Returns the file that says which steps are done."""
        return self.root / "journal.json"


def rank_file(rank: int) -> str:
    """Returns what trtllm-build calls the engine of a rank."""
    return f"rank{rank}.engine"


def partial(folder: Path) -> Path:
    """Returns what a folder is called while it is written."""
    return folder.with_name(folder.name + PARTIAL)
