"""What a document may cost."""

from __future__ import annotations

from pydantic import BaseModel, Field


class DocumentSettings(BaseModel):
    """Limits of one document."""

    document_limit_bytes: int = Field(default=20 * 1024 * 1024, ge=1, description="Largest document, in bytes.")
    document_limit_pages: int = Field(default=200, ge=1, description="Longest document, in pages.")
    document_limit_seconds: float = Field(
        default=30.0, ge=0.5, description="Longest time for one document, in seconds."
    )
    document_limit_cpu_seconds: int = Field(
        default=30, ge=1, description="Most processor time for one document, in seconds, all threads together."
    )
    document_limit_mebibytes: int = Field(default=1024, ge=256, description="Most memory for one document, in MiB.")
    document_limit_unpacked_bytes: int = Field(
        default=200_000_000, ge=1, description="Most that the files inside one document may unpack to, in bytes."
    )
    document_limit_page_objects: int = Field(
        default=200_000, ge=1, description="Most drawn objects of one page that are looked at."
    )
    document_limit_nesting: int = Field(default=3, ge=0, description="Containers inside containers that are opened.")
    document_limit_parts: int = Field(default=50, ge=1, description="Documents inside one e-mail or archive.")
    document_limit_pixels: int = Field(
        default=80_000_000, ge=1, description="Largest picture that is read, width times height in pixels."
    )
    document_limit_ocr_pages: int = Field(
        default=20, ge=0, description="Pages of one document whose pictures are recognised."
    )
