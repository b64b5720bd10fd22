"""Converts DOC, RTF and ODT to DOCX with LibreOffice, which runs beside this process and is ended at its limit.

DOCX rather than PDF: it says of every run whether it is hidden, white or deleted.
"""

from __future__ import annotations

import shutil
import subprocess
from importlib import resources

from bole.domain.errors import BoleError, ErrorReason
from bole.parsing.limits import ParsingLimits
from bole.parsing.media_type import MediaType
from bole.parsing.parts import Part, not_installed

_FILTERS: dict[MediaType, tuple[str, str]] = {
    MediaType.DOC: ("doc", "MS Word 97"),
    MediaType.RTF: ("rtf", "Rich Text Format"),
    MediaType.ODT: ("odt", "writer8"),
}
"""Suffix and input filter: named, so that rubbish is never read as plain text instead."""
_TIMED_OUT = frozenset({124, 137})
_NO_ROOM = 75
_ALLOWANCE_SECONDS = 3.0


def docx_of(content: bytes, media_type: MediaType, limits: ParsingLimits) -> bytes:
    """Converts a document to DOCX; it takes about a second.

    Args:
        content: A document of a type that LibreOffice reads.
        media_type: DOC, RTF or ODT.
        limits: How long it may take.

    Raises:
        BoleError: PART_NOT_INSTALLED, DOCUMENT_TIMED_OUT, DOCUMENT_DAMAGED, or INTERNAL without room for files.
    """
    suffix, input_filter = _FILTERS[media_type]
    program = shutil.which("soffice")
    if program is None:
        raise not_installed(Part.LIBREOFFICE, "Or send the document as DOCX or PDF.")
    folder = resources.files("bole.parsing.office")
    with (
        resources.as_file(folder / "convert.sh") as script,
        resources.as_file(folder / "registrymodifications.xcu") as settings,
    ):
        seconds = f"{limits.max_conversion_seconds:g}"
        try:
            done = subprocess.run(
                ["sh", script, program, suffix, input_filter, seconds, settings],
                input=content,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=limits.max_conversion_seconds + _ALLOWANCE_SECONDS,
                check=False,
                start_new_session=True,
            )
        except subprocess.TimeoutExpired:
            raise _timed_out(limits) from None
    if done.returncode in _TIMED_OUT:
        raise _timed_out(limits)
    if done.returncode == _NO_ROOM:
        raise BoleError(
            ErrorReason.INTERNAL,
            "The server cannot write temporary files, which converting the document needs. Tell who runs it.",
        )
    if done.returncode or not done.stdout:
        raise BoleError(
            ErrorReason.DOCUMENT_DAMAGED,
            "The document is damaged: LibreOffice cannot open it. Open it in the editor, save it again as DOCX or PDF "
            "and send that.",
        )
    return done.stdout


def _timed_out(limits: ParsingLimits) -> BoleError:
    return BoleError(
        ErrorReason.DOCUMENT_TIMED_OUT,
        f"LibreOffice took longer than {limits.max_conversion_seconds:g} seconds to open the document. Send it as DOCX "
        "or PDF.",
        metadata={"limit_seconds": f"{limits.max_conversion_seconds:g}"},
    )
