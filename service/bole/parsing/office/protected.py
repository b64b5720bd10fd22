"""Opens Word documents with their password, and tells whether they have one."""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO
from xml.parsers.expat import ExpatError

import msoffcrypto
from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError

from bole.domain.errors import BoleError, ErrorReason
from bole.parsing.protection import locked, locked_for_good

_WHAT = "Word document"
UNUSUAL = (
    FileFormatError,
    ParseError,
    OSError,
    EOFError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    OverflowError,
    RuntimeError,
    struct.error,
    zipfile.BadZipFile,
    ExpatError,
)
"""Everything that `msoffcrypto` and `olefile` raise for containers that are damaged."""


def is_protected(content: bytes) -> bool:
    """Tells whether an old office container needs a password.

    Raises:
        BoleError: DOCUMENT_DAMAGED when it cannot be read.
    """
    try:
        return bool(msoffcrypto.OfficeFile(BytesIO(content)).is_encrypted())
    except UNUSUAL as error:
        raise damaged_container() from error


def unlocked(content: bytes, password: str) -> bytes:
    """Returns the document inside a protected container: a DOCX, or a DOC without its protection.

    Raises:
        BoleError: DOCUMENT_ENCRYPTED when the password is missing or wrong, or its kind of protection is not
            supported; DOCUMENT_DAMAGED when the container cannot be read.
    """
    if not password:
        raise locked(_WHAT, "")
    opened = BytesIO()
    try:
        file = msoffcrypto.OfficeFile(BytesIO(content))
        file.load_key(password=password)
        file.decrypt(opened)
    except InvalidKeyError:
        raise locked(_WHAT, password) from None
    except (DecryptionError, AttributeError):  # the second where it knows the kind of protection but cannot undo it
        raise locked_for_good(_WHAT) from None
    except UNUSUAL as error:
        raise damaged_container() from error
    return opened.getvalue()


def damaged_container() -> BoleError:
    """Returns the error for an old office container that cannot be read."""
    return BoleError(
        ErrorReason.DOCUMENT_DAMAGED,
        "The Office document is damaged: its container cannot be read. Open it in the editor, save it again and send "
        "that.",
    )
