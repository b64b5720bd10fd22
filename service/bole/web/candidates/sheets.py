"""The documents of a candidate as laid out: pages with lines to mark, and texts cut where marks begin and end."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from bole.domain.resume import Box
from bole.domain.screening import Evidence
from bole.domain.spans import Span
from bole.reports.blinding import MASK
from bole.v1 import resume_pb2
from bole.web.items import ReadDocument

_TAG_HEIGHT = 11.0
_TAG_EDGE = 5.0
_DIGIT = 4.2
"""Points that the numbers beside a line take: high, around them, and one of them."""

_SMALLEST = 7.0
"""Points that hidden text takes at least, so that a place of no size can be seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owner:
    """What a quote is for: a criterion or a red flag.

    Attributes:
        anchor: Its identifier in the page.
        label: What marks carry of it, such as `3`.
        title: What it says.
        flag: It is a red flag.
    """

    anchor: str
    label: str
    title: str
    flag: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """A quote and what it is for."""

    owner: Owner
    evidence: Evidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a page that quotes come from, and what they are for."""

    anchor: str
    box: Box
    owners: tuple[Owner, ...]

    @property
    def label(self) -> str:
        """What is written beside it."""
        return label_of(self.owners)

    @property
    def tag(self) -> Box:
        """Where that is written: before the line, on a page that lies on its side above it, and always on the page."""
        width = len(self.label) * _DIGIT + _TAG_EDGE
        box = self.box
        if box.bottom - box.top > 2 * (box.right - box.left):
            left, middle = (box.left + box.right - width) / 2, box.top - _TAG_HEIGHT / 2 - 2
        else:
            left, middle = box.left - width - 3, (box.top + box.bottom) / 2
        left, top = max(left, 1.0), max(middle - _TAG_HEIGHT / 2, 1.0)
        return Box(left=left, top=top, right=left + width, bottom=top + _TAG_HEIGHT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """Text that a person cannot see; `box` is None where it has no place on a page."""

    anchor: str
    kind: str
    excerpt: str
    page_number: int
    box: Box | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Leaf:
    """A page that can be painted: sizes in points."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    hidden: tuple[Hidden, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A part of a text; `anchor` is set where a quote begins with it."""

    text: str
    owners: tuple[Owner, ...]
    masked: bool
    anchor: str

    @property
    def label(self) -> str:
        """What is written beside it."""
        return label_of(self.owners)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A document: its pages where it has any, its text, and what hides in it."""

    document: ReadDocument
    leaves: tuple[Leaf, ...]
    pieces: tuple[Piece, ...]
    hidden: tuple[Hidden, ...]


def sheet_of(
    document: ReadDocument, quoted: Sequence[Quoted], personal: Sequence[Span], mask: Callable[[str], str]
) -> Sheet:
    """Lays out a document.

    Args:
        document: As it was read.
        quoted: The quotes from it, in the order in which what they are for is numbered.
        personal: What of its text is masked, in text order.
        mask: Masks who the candidate is in what is not part of the text.
    """
    if document.read is None:
        return Sheet(document=document, leaves=(), pieces=(), hidden=())
    parsed = document.read.parsed_resume
    sizes = {page.number: page for page in parsed.pages if page.width_points > 0 and page.height_points > 0}
    hidden = tuple(
        _hidden(one, f"hidden-{document.index}-{number}", sizes.get(one.page_number), mask)
        for number, one in enumerate(parsed.hidden_text, start=1)
    )
    leaves = tuple(
        Leaf(
            number=page.number,
            width=page.width_points,
            height=page.height_points,
            lines=_lines(one for one in quoted if one.evidence.page_number == page.number),
            hidden=tuple(one for one in hidden if one.page_number == page.number and one.box is not None),
        )
        for page in sizes.values()
    )
    pieces = pieces_of(parsed.text, quoted, personal, document.index)
    return Sheet(document=document, leaves=leaves, pieces=pieces, hidden=hidden)


def places_of(evidence: Evidence) -> tuple[str, ...]:
    """Returns the anchors at which a quote stands, at least one: those of its lines, in the text where it has none."""
    if evidence.boxes:
        return tuple(dict.fromkeys(_line_anchor(evidence, box) for box in evidence.boxes))
    return (_text_anchor(evidence.document_index, evidence.span.start),)


def label_of(owners: Sequence[Owner]) -> str:
    """Returns the labels of owners in few characters: `1 3`, `1 3 +2`."""
    labels = list(dict.fromkeys(owner.label for owner in owners))
    return " ".join((*labels[:2], f"+{len(labels) - 2}")) if len(labels) > 3 else " ".join(labels)


def pieces_of(text: str, quoted: Sequence[Quoted], personal: Sequence[Span], document_index: int) -> tuple[Piece, ...]:
    """Cuts a text where a quote or a personal part begins or ends."""
    marked = [(one.evidence.span, one.owner) for one in quoted]
    spans = [*(span for span, _ in marked), *personal]
    edges = sorted({0, len(text), *(min(edge, len(text)) for span in spans for edge in (span.start, span.end))})
    beginnings = {span.start for span, _ in marked}
    pieces: list[Piece] = []
    for start, end in itertools.pairwise(edges):
        here = Span(start, end)
        owners = _once(owner for span, owner in marked if span.contains(here))
        is_masked = any(part.contains(here) for part in personal)
        if is_masked and pieces and pieces[-1].masked and start not in beginnings:
            continue  # one mask for one personal part, wherever quotes cut it
        pieces.append(
            Piece(
                text=MASK if is_masked else here.of(text),
                owners=owners,
                masked=is_masked,
                anchor=_text_anchor(document_index, start) if start in beginnings else "",
            )
        )
    return tuple(pieces)


def _lines(quoted: Iterable[Quoted]) -> tuple[Line, ...]:
    """Joins quotes of the same line."""
    boxes: dict[str, Box] = {}
    owners: dict[str, list[Owner]] = {}
    for one in quoted:
        for box in one.evidence.boxes:
            anchor = _line_anchor(one.evidence, box)
            boxes[anchor] = box
            owners.setdefault(anchor, []).append(one.owner)
    return tuple(
        Line(anchor=anchor, box=box, owners=_once(owners[anchor]))
        for anchor, box in sorted(boxes.items(), key=lambda pair: (pair[1].top, pair[1].left))
    )


def _once(owners: Iterable[Owner]) -> tuple[Owner, ...]:
    return tuple(dict.fromkeys(owners))


def _line_anchor(evidence: Evidence, box: Box) -> str:
    return f"line-{evidence.document_index}-{evidence.page_number}-{box.top * 10:.0f}-{box.left * 10:.0f}"


def _text_anchor(document_index: int, start: int) -> str:
    return f"text-{document_index}-{start}"


def _hidden(
    message: resume_pb2.HiddenText, anchor: str, page: resume_pb2.Page | None, mask: Callable[[str], str]
) -> Hidden:
    return Hidden(
        anchor=anchor,
        kind=resume_pb2.HiddenText.Kind.Name(message.kind),
        excerpt=mask(message.excerpt),
        page_number=message.page_number,
        box=None if page is None or not message.HasField("box") else _on_page(message.box, page),
    )


def _on_page(box: resume_pb2.Box, page: resume_pb2.Page) -> Box:
    """Returns where hidden text is shown: its own place, at the nearest edge where that is off the page."""
    left = min(max(box.left, 0.0), page.width_points - _SMALLEST)
    top = min(max(box.top, 0.0), page.height_points - _SMALLEST)
    return Box(
        left=left,
        top=top,
        right=min(max(box.right, left + _SMALLEST), page.width_points),
        bottom=min(max(box.bottom, top + _SMALLEST), page.height_points),
    )
