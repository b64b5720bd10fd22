"""Tells apart what comes in the container of old Office programs."""

from __future__ import annotations

from io import BytesIO

import olefile

from bole.parsing.media_type import MediaType, unsupported
from bole.parsing.office.protected import UNUSUAL, damaged_container

OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

# The first stream that a container has says what it is.
_READ = (
    ("EncryptedPackage", MediaType.DOCX),
    ("WordDocument", MediaType.DOC),
    ("__properties_version1.0", MediaType.MSG),
)
_REFUSED = (
    ("Workbook", "application/vnd.ms-excel", "an old Excel workbook"),
    ("Book", "application/vnd.ms-excel", "an old Excel workbook"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint", "an old PowerPoint"),
    ("VisioDocument", "application/vnd.visio", "a Visio drawing"),
    ("MatOST", "application/vnd.ms-works", "a Microsoft Works document"),
)


def ole_media_type(content: bytes) -> MediaType:
    """Recognises DOC (also of Kingsoft WPS), MSG and protected DOCX by the names of their streams.

    Raises:
        BoleError: MEDIA_TYPE_UNSUPPORTED or DOCUMENT_DAMAGED.
    """
    try:
        with olefile.OleFileIO(BytesIO(content)) as container:
            names = {str(path[0]) for path in container.listdir(streams=True, storages=False) if len(path) == 1}
    except UNUSUAL as error:
        raise damaged_container() from error
    for name, media_type in _READ:
        if name in names:
            return media_type
    for name, refused, what in _REFUSED:
        if name in names:
            raise unsupported(refused, what)
    raise unsupported("application/x-ole-storage", "an old Office document")
