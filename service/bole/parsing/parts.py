"""Parts that the default install leaves out: what they read, whether they are there, and how to install them."""

from __future__ import annotations

import shutil
from enum import StrEnum
from importlib.util import find_spec

from bole.domain.errors import BoleError, ErrorReason


class Part(StrEnum):
    """A part by its name in errors and, for packages, among the extras of `bole-screening`."""

    ARCHIVES = "archives"
    LIBREOFFICE = "libreoffice"
    OCR = "ocr"

    @property
    def reads(self) -> str:
        """What needs it, as it stands in a sentence."""
        return _READS[self]

    @property
    def install(self) -> str:
        """The line that installs it."""
        return "apt-get install libreoffice-writer-nogui" if self is Part.LIBREOFFICE else _PIP.format(extra=self)

    def is_installed(self) -> bool:
        """Tells whether all of it can be found; nothing of it is loaded."""
        if self is Part.LIBREOFFICE:
            return shutil.which("soffice") is not None
        return all(find_spec(package) for package in _PACKAGES[self])


_PIP = "pip install 'bole-screening[{extra}]'"
_READS = {
    Part.ARCHIVES: "7z archives",
    Part.LIBREOFFICE: "DOC, RTF, ODT and WPS",
    Part.OCR: "pictures and scans",
}
_PACKAGES = {Part.ARCHIVES: ("py7zr",), Part.OCR: ("cv2", "numpy", "onnxruntime", "rapidocr")}


def not_installed(part: Part, instead: str) -> BoleError:
    """Returns the error for a document that needs a missing part; `instead` is a sentence on what else to do."""
    return BoleError(
        ErrorReason.PART_NOT_INSTALLED,
        f"Reading {part.reads} needs a part that is not installed. Install it with: {part.install}. {instead}",
        metadata={"part": str(part)},
    )
