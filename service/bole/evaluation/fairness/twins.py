"""Makes twins: the same invented resume with one thing changed."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from bole.domain.documents import Document
from bole.domain.rubric import JobPosting
from bole.evaluation.edits.edits import as_text
from bole.evaluation.edits.formats import DOCX, as_docx, part
from bole.lexicon.resources import items, load_mapping, mapping, strings

_PACKAGE = "bole.evaluation.fairness"
_BASES = "bases.yaml"
_SWAPS = "swaps.yaml"

MASKED = ("name_en", "name_zh", "name_ar", "gender", "age", "graduation_year", "school", "address", "photo")
"""Groups of twins that no score may follow: what they differ in is masked before a model reads it."""
SHOWN = ("career_gap", "employer", "polish")
"""Groups of twins whose difference every engine reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """Two documents that differ in one thing.

    Attributes:
        base_id: Which invented resume.
        group: What the two differ in, one of `MASKED` or `SHOWN`.
        language: BCP-47 of the resume.
        posting: What it is screened for.
        before: The resume as it is.
        after: The same with one thing changed.
        slot: The slot that was changed, such as `name`; empty for photo and polish.
        value: What stands there after the change.
    """

    base_id: str
    group: str
    language: str
    posting: JobPosting
    before: Document
    after: Document
    slot: str = ""
    value: str = ""


@cache
def twins() -> tuple[Twin, ...]:
    """Returns all twins in the order of the bases: ten resumes with twenty twins each."""
    return tuple(twin for base_id in mapping(load_mapping(_PACKAGE, _BASES)["bases"]) for twin in _of_base(base_id))


def _of_base(base_id: str) -> Iterator[Twin]:
    base = mapping(mapping(load_mapping(_PACKAGE, _BASES)["bases"])[base_id], _BASES)
    language = str(base["language"])
    swaps = mapping(load_mapping(_PACKAGE, _SWAPS)[language], _SWAPS)
    usual = {slot: str(mapping(swap, _SWAPS)["base"]) for slot, swap in swaps.items()}
    usual_document = as_text(_filled(base, usual))

    def twin(group: str, after: Document, before: Document = usual_document, slot: str = "", value: str = "") -> Twin:
        return Twin(
            base_id=base_id,
            group=group,
            language=language,
            posting=JobPosting(text=str(base["posting"])),
            before=before,
            after=after,
            slot=slot,
            value=value,
        )

    for slot, swap in swaps.items():
        for one in items(mapping(swap, _SWAPS)["twins"], _SWAPS):
            change = {key: str(said) for key, said in mapping(one, _SWAPS).items()}
            filled = _filled(base, usual | {slot: change["value"]})
            yield twin(change["group"], as_text(filled), slot=slot, value=change["value"])
    plain = as_docx(_filled(base, usual))
    yield twin("photo", with_photo(plain), before=plain)
    yield twin("polish", as_text(_filled(base, usual, work="polished")))


def _filled(base: Mapping[str, object], values: Mapping[str, str], work: str = "plain") -> str:
    layout = str(mapping(load_mapping(_PACKAGE, _BASES)["layout"])[str(base["language"])])
    bullets = "\n".join(f"- {line}" for line in strings(base[work], _BASES))
    fixed = {key: str(base[key]) for key in ("title", "earlier_title", "degree", "skills", "earlier_work")}
    return layout.format(work=bullets, **fixed, **values)


def with_photo(document: Document) -> Document:
    """Returns a Word file with a picture at its top: a square in the place of a portrait."""
    file = part("docx").Document(io.BytesIO(document.content))
    file.paragraphs[0].insert_paragraph_before().add_run().add_picture(io.BytesIO(_picture()))
    content = io.BytesIO()
    file.save(content)
    return Document(content=content.getvalue(), media_type=DOCX)


def _picture() -> bytes:
    """Returns a PNG of 64 x 64 grey points."""
    rows = b"".join(b"\x00" + bytes([128] * 64) for _ in range(64))
    header = struct.pack(">IIBBBBB", 64, 64, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )
