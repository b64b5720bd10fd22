"""Reads the text of a PDF page as runs: pieces of a line without a wide gap, each with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from ctypes import c_void_p
from dataclasses import dataclass, field
from heapq import nlargest
from itertools import pairwise
from typing import NamedTuple

from bole.domain.resume import HiddenTextKind
from bole.parsing.layout.geometry import PageGeometry, Rectangle, around
from bole.parsing.layout.right_to_left import RIGHT_TO_LEFT, Glyph, logical_text, mostly_right_to_left
from bole.parsing.layout.runs import Run
from bole.parsing.pdf.fonts import FontLetters, font_name, unnamed_codes
from bole.parsing.pdf.icons import icon_marks
from bole.parsing.pdf.page_characters import PageCharacters

_LINE_HYPHEN = "\ufffe"  # how pdfium writes a hyphen at the end of a line, in place of the line break
_LINE = re.compile(f"[^\r\n{_LINE_HYPHEN}]+{_LINE_HYPHEN}?|{_LINE_HYPHEN}")
_HAN = "[\u3400-\u9fff]"
_LETTER_SPACED = re.compile(rf"[^\W\d_](?: [^\W\d_]){{4,}}|\S(?: \S){{8,}}|{_HAN}(?: {_HAN}){{2,}}")
_PRINTED_TWICE = re.compile(r"(?:([^\W_])\1 ?){4,}")
_SHIFT = 0.35
"""Heights of a letter by which a shadow or a second printing may lie off the first."""
_MOST_PRINTINGS = 200
"""Earlier places of the same words that are looked at: a shadow follows soon, while cells of a table say the same."""
_WORD_GAP = 1.7
_WIDEST_LETTER_GAP = 6.0
_UPRIGHT = 2.0
_MOST_PIECES = 400
_GAP_IN_HEIGHTS = 0.8
_GAP_POINTS = 5.0
_LONGEST_LINES = 5
"""That tell how the text of a page is turned."""
_LONGEST_TURNED = 1_000  # characters of a line that is put into logical order; nobody reads longer ones


@dataclass(frozen=True, slots=True)
class HiddenRun:
    """Text that a person cannot see."""

    kind: HiddenTextKind
    text: str
    area: Rectangle


class Source(NamedTuple):
    """The half-open range of characters that a run was made of, and the rectangles of its text objects."""

    start: int
    end: int
    areas: Sequence[Rectangle]


@dataclass(frozen=True, slots=True)
class PageText:
    """The runs of a page in the order in which the file wrote them."""

    characters: PageCharacters
    """Where each letter stands."""
    runs: tuple[Run, ...]
    sources: tuple[Source, ...]
    """What each of `runs` was made of."""
    hidden: tuple[HiddenRun, ...]
    quarter_turns: int
    """By which its longest lines are turned clockwise on the shown page, 0..3; 0 where they are not of one mind."""


def read_text(
    text_page: c_void_p,
    geometry: PageGeometry,
    hidden: Mapping[int, HiddenTextKind],
    font_letters: Callable[[], FontLetters],
) -> PageText:
    """Reads a page.

    Args:
        text_page: Handle of `FPDFText_LoadPage`.
        geometry: How the page is shown.
        hidden: Why characters are out of sight, by position in the text of the page.
        font_letters: Called when pdfium does not know the letters of a font.
    """
    reader = _Reader(text_page, geometry)
    reader.drop_second_printing()
    reader.names |= icon_marks(reader)
    reader.right_to_left = RIGHT_TO_LEFT.search(reader.text) is not None
    reader.reads_right_to_left = reader.right_to_left and mostly_right_to_left(reader.text.splitlines())
    unnamed = unnamed_codes(reader.text)
    if unnamed:
        reader.name(unnamed, font_letters())
    for number, match in enumerate(_LINE.finditer(reader.text)):
        for start, end, kind in reader.pieces(match.start(), match.end(), hidden):
            if kind is None:
                reader.show(start, end, number)
            else:
                reader.hide(start, end, kind)
    turns = reader.quarter_turns_of_longest()
    return PageText(reader, *_printed_once(reader.runs, reader.sources), tuple(reader.hidden), turns)


def _printed_once(runs: Sequence[Run], sources: Sequence[Source]) -> tuple[tuple[Run, ...], tuple[Source, ...]]:
    """Leaves out what is printed again on itself, as shadows and bold letters are made."""
    if len({run.text for run in runs}) == len(runs):
        return tuple(runs), tuple(sources)
    kept: dict[str, list[Rectangle]] = {}
    shown: list[tuple[Run, Source]] = []
    for run, source in zip(runs, sources, strict=True):
        before = kept.setdefault(run.text, [])
        if len(run.text) < 2 or not any(_is_on(run.area, area) for area in before[-_MOST_PRINTINGS:]):
            before.append(run.area)
            shown.append((run, source))
    return tuple(run for run, _ in shown), tuple(source for _, source in shown)


def _is_on(one: Rectangle, other: Rectangle) -> bool:
    reach = _SHIFT * min(one.height, other.height)
    return abs(one.left - other.left) < reach and abs(one.top - other.top) < reach


@dataclass(slots=True)
class _Reader(PageCharacters):
    names: dict[int, str] = field(default_factory=dict)
    """Letters of codes that pdfium does not know, by position in `text`."""
    runs: list[Run] = field(default_factory=list)
    sources: list[Source] = field(default_factory=list)
    hidden: list[HiddenRun] = field(default_factory=list)
    right_to_left: bool = False
    """Whether any letter is written from right to left."""
    reads_right_to_left: bool = False
    """Whether most of them are."""

    def quarter_turns_of_longest(self) -> int:
        """Returns by how much the longest lines are turned, if all of them are turned alike."""
        longest = nlargest(_LONGEST_LINES, self.sources, key=lambda source: source.end - source.start)
        turns = {self.quarter_turns(source.start) for source in longest}
        return turns.pop() if len(turns) == 1 else 0

    def drop_second_printing(self) -> None:
        """Blanks the second of letters that are printed twice each, where a file places them one by one."""
        again: set[int] = set()
        for match in _PRINTED_TWICE.finditer(self.text):
            letters = [place for place in range(*match.span()) if self.text[place] != " "]
            pairs = list(zip(letters[::2], letters[1::2], strict=True))
            if all(_is_on(self.box(one), self.box(other)) for one, other in pairs):
                again.update(other for _, other in pairs)
        if again:
            self.text = "".join(" " if place in again else one for place, one in enumerate(self.text))

    def name(self, positions: Iterable[int], letters: FontLetters) -> None:
        """Records the letters behind codes that pdfium does not know."""
        for position in positions:
            key = font_name(self.handle, self.index(position)), ord(self.text[position])
            if key in letters:
                self.names[position] = letters[key]

    def slice(self, start: int, end: int) -> str:
        """Returns the text of a range with every known letter and hyphens as such."""
        text = self.text[start:end]
        if self.names and any(map(self.names.__contains__, range(start, end))):
            text = "".join(self.names.get(start + offset, character) for offset, character in enumerate(text))
        return text.replace(_LINE_HYPHEN, "-")

    def pieces(
        self, start: int, end: int, hidden: Mapping[int, HiddenTextKind]
    ) -> Iterator[tuple[int, int, HiddenTextKind | None]]:
        """Splits a line where its text goes out of sight or comes back."""
        if not hidden:
            yield start, end, None
            return
        begun, current = start, hidden.get(start)
        for position in range(start + 1, end):
            kind = current if self.text[position].isspace() else hidden.get(position)
            if kind is not current:
                yield begun, position, current
                begun, current = position, kind
        yield begun, end, current

    def hide(self, start: int, end: int, kind: HiddenTextKind) -> None:
        areas = self.areas(start, end)
        if areas:
            self.hidden.append(HiddenRun(kind, self.slice(start, end), around(areas)))

    def show(self, start: int, end: int, number: int) -> None:
        """Adds the runs of a line, split where a wide gap lies between two of its rectangles."""
        areas = self.areas(start, end)
        if not areas:
            return
        right_to_left = self.right_to_left and end - start <= _LONGEST_TURNED
        if right_to_left and RIGHT_TO_LEFT.search(self.text, start, end):
            self.show_right_to_left(start, end, number)
            return
        if len(areas) > 1 and self.letter_spaced(start, end, areas):
            self.add(start, end, areas, number)
            return
        upright = _is_upright(around(areas), end - start)
        places = [_lying(area) for area in areas] if upright else areas
        first, begun = 0, start
        for one in range(1, min(len(areas), _MOST_PIECES)):
            gap, wide = _gap(places[one - 1], places[one]), _wide(places[one - 1], places[one])
            if abs(gap) < wide:
                continue
            # What is far apart begins with a word; what stands on other text need not.
            cut = self.start_of(places[one], begun, end, word=gap > 0, upright=upright)
            if cut is not None:
                self.add(begun, cut, areas[first:one], number)
                first, begun = one, cut
        self.add(begun, end, areas[first:], number)

    def add(self, start: int, end: int, areas: list[Rectangle], number: int) -> None:
        text = self.slice(start, end)
        words = text.split()
        if not words:
            return
        start += len(text) - len(text.lstrip())
        self.sources.append(Source(start, end, areas))
        area = around(areas)
        joined = " ".join(words)
        if len(words[0]) == 1 and _LETTER_SPACED.fullmatch(joined):
            joined = self.unspaced(start, end)
        upright = _is_upright(area, len(joined))  # a label along the side of what it names
        self.runs.append(Run(joined, area, area.top if upright else self.baseline(start, area), number))

    def show_right_to_left(self, start: int, end: int, number: int) -> None:
        """Adds the runs of a line with right-to-left letters, in the order that the places of its glyphs tell."""
        boxes = sorted(
            ((self.box(position), position) for position in range(start, end)), key=lambda one: (one[0].left, one[1])
        )
        wide = max(_GAP_POINTS, _GAP_IN_HEIGHTS * max(box.height for box, _ in boxes))
        piece: list[tuple[Rectangle, int]] = []
        right = boxes[0][0].right
        for box, position in boxes:
            if box.left - right > wide:
                self.add_right_to_left(piece, number)
                piece = []
            right = max(right, box.right)
            piece.append((box, position))
        self.add_right_to_left(piece, number)

    def add_right_to_left(self, piece: list[tuple[Rectangle, int]], number: int) -> None:
        piece.sort(key=lambda one: one[1])
        glyphs = [
            Glyph(self.slice(position, position + 1).strip() or " ", box.left, box.right) for box, position in piece
        ]
        shown = [(box, position) for (box, position), glyph in zip(piece, glyphs, strict=True) if glyph.text != " "]
        if not shown:
            return
        area = around([box for box, _ in shown])
        text = logical_text(glyphs, area.height, right_to_left=self.reads_right_to_left)
        start, end = shown[0][1], shown[-1][1] + 1
        self.sources.append(Source(start, end, self.areas(start, end)))
        self.runs.append(Run(text, area, self.baseline(shown[0][1], area), number))

    def letter_spaced(self, start: int, end: int, areas: list[Rectangle]) -> bool:
        """Tells whether a line is one heading whose letters are set apart for looks."""
        words = self.text[start:end].split()
        if not words or len(words[0]) > 1 or not _LETTER_SPACED.fullmatch(" ".join(words)):
            return False
        return all(_gap(one, other) < _WIDEST_LETTER_GAP * one.height for one, other in pairwise(areas))

    def unspaced(self, start: int, end: int) -> str:
        """Joins letters that are set apart for looks; a gap well above the usual one parts two words."""
        letters = [position for position in range(start, end) if not self.text[position].isspace()]
        boxes = [self.box(position) for position in letters]
        gaps = [_gap(one, other) for one, other in pairwise(boxes)]
        usual = sorted(gaps)[len(gaps) // 2]
        parts = [self.text[letters[0]]]
        for position, gap in zip(letters[1:], gaps, strict=True):
            parts.append(f" {self.text[position]}" if gap > usual * _WORD_GAP else self.text[position])
        return "".join(parts)

    def start_of(self, area: Rectangle, start: int, end: int, *, word: bool, upright: bool) -> int | None:
        """Finds the character, or the `word`, of [start, end) at which a rectangle begins; None when there is none."""
        for position in range(start + 1, end):
            if (word and not self.text[position - 1].isspace()) or self.text[position].isspace():
                continue
            box = _lying(self.box(position)) if upright else self.box(position)
            if abs(box.left - area.left) < 1 or abs(box.right - area.right) < 1:
                return position
        return None


def _is_upright(area: Rectangle, length: int) -> bool:
    """Tells whether a line of so many characters runs up or down the page."""
    return area.height > _UPRIGHT * area.width and length > 2


def _lying(area: Rectangle) -> Rectangle:
    """Returns a rectangle as it lies when upright lines are laid level."""
    return Rectangle(area.top, area.left, area.bottom, area.right)


def _gap(one: Rectangle, other: Rectangle) -> float:
    return max(other.left - one.right, one.left - other.right)


def _wide(one: Rectangle, other: Rectangle) -> float:
    return max(_GAP_POINTS, _GAP_IN_HEIGHTS * max(one.height, other.height))
