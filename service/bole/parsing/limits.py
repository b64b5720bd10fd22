"""How much of a document is read before it is refused."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsingLimits:
    """Upper bounds, each inclusive; a document beyond one of them is refused with a reason."""

    max_bytes: int = 20 * 1024 * 1024
    """Size of the document as it arrives."""
    max_pages: int = 200
    """Pages of a PDF."""
    max_characters: int = 1_000_000
    """Code points of the text that comes out."""
    max_zip_entries: int = 2_000
    """Files inside a DOCX."""
    max_unpacked_bytes: int = 200_000_000
    """Sum of the unpacked sizes of the files inside a DOCX."""
    max_compression_ratio: int = 500
    """Unpacked over packed size of one XML part of a DOCX that unpacks to more than a megabyte."""
    max_page_objects: int = 200_000
    """Drawn objects of one page of a PDF; what comes after is not looked at and the page counts as unreadable."""
    max_nesting: int = 3
    """Containers inside containers: an archive in an e-mail in an e-mail."""
    max_parts: int = 50
    """Documents inside an e-mail or archive."""
    max_ocr_pages: int = 20
    """Pages of pictures that are recognised."""
    max_pixels: int = 80_000_000
    """Width times height of one picture, in pixels."""
    max_conversion_seconds: float = 15.0
    """How long LibreOffice may take for one document, in seconds; below the limit of a document as a whole."""
