"""The edits that a test of noise makes, by kind and name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from bole.domain.documents import Document
from bole.evaluation.edits import formats, forms
from bole.evaluation.edits.synonyms import Synonyms, with_synonyms

_OTHER_NAME = "Scan 0815 (final version 3).txt"


class EditKind(StrEnum):
    """What an edit changes."""

    FORM = "form"
    FORMAT = "format"
    SYNONYMS = "synonyms"


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One edit; `apply` takes the text of a document and returns the document as it would be sent.

    `name` is unique; edits of the same `metric` are reported together.
    """

    kind: EditKind
    name: str
    metric: str
    apply: Callable[[str], Document]


def as_text(text: str, file_name: str = "resume.txt") -> Document:
    """Returns a text as the file that all edits start from."""
    return Document(content=text.encode(), media_type="text/plain", file_name=file_name)


def edits() -> tuple[Edit, ...]:
    """Returns all edits in the order of reports."""
    return (*_form_edits(), *_format_edits(), *_word_edits())


def _form_edits() -> tuple[Edit, ...]:
    places = {"blank_line_early": 0.25, "blank_line_middle": 0.5, "blank_line_late": 0.75}
    blank = (_form(name, partial(forms.with_blank_line, share=share), "blank_line") for name, share in places.items())
    return (
        *blank,
        _form("double_blanks", forms.with_double_blanks),
        _form("rewrapped", forms.rewrapped),
        _form("trailing_spaces", forms.with_trailing_spaces),
        _form("windows_ends", forms.with_windows_ends),
        _form("other_bullets", forms.with_other_bullets),
        Edit(
            kind=EditKind.FORM,
            name="file_name",
            metric="file_name",
            apply=partial(as_text, file_name=_OTHER_NAME),
        ),
        _form("section_order", forms.with_sections_turned),
    )


def _form(name: str, change: Callable[[str], str], metric: str = "") -> Edit:
    return Edit(kind=EditKind.FORM, name=name, metric=metric or name, apply=lambda text: as_text(change(text)))


def _format_edits() -> tuple[Edit, ...]:
    made = {
        "docx": formats.as_docx,
        "pdf": _as_pdf,
        "html": formats.as_html,
        "markdown": formats.as_markdown,
    }
    return tuple(Edit(kind=EditKind.FORMAT, name=name, metric=name, apply=apply) for name, apply in made.items())


def _as_pdf(text: str) -> Document:
    """Returns a PDF; a text with letters that its fonts lack stays as it is, because a person could not read it."""
    return formats.as_pdf(text) if formats.can_be_printed(text) else as_text(text)


def _word_edits() -> tuple[Edit, ...]:
    return tuple(
        Edit(
            kind=EditKind.SYNONYMS,
            name=f"synonyms_{part.value}",
            metric=f"synonyms_{part.value}",
            apply=lambda text, part=part: as_text(with_synonyms(text, part)),  # type: ignore[misc]
        )
        for part in Synonyms
    )
