"""Decides what of a page's text a person sees, by what it changes on the rendered page.

A page is rendered with its text and without. Where a piece of text leaves no trace between the two pictures, nobody
sees it, whatever trick hides it; why it is hidden is asked only afterwards, for the report.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from ctypes import c_void_p
from dataclasses import dataclass, field, replace
from functools import reduce
from itertools import chain

from PIL import Image, ImageChops

from bole.domain.resume import HiddenTextKind
from bole.parsing.layout.geometry import PageGeometry, Rectangle, around
from bole.parsing.pdf.asides import paints_annotations
from bole.parsing.pdf.hiding import Hiding
from bole.parsing.pdf.ink import INK, LEAST_SHARE, Ink, threshold_table
from bole.parsing.pdf.letter_shapes import LetterShapes
from bole.parsing.pdf.letters import WIDE, Letters, claimed, smallest_em_on
from bole.parsing.pdf.objects import PageObjects, address
from bole.parsing.pdf.rendering import Picture, in_black, render, without
from bole.parsing.pdf.stacking import MOST_GROUPS, Piece, stacked_groups
from bole.parsing.pdf.text import PageText

_CONTRAST, _CONTRAST_OF_LARGE = 28, 14
"""Difference of a colour, 0..255, from what lies behind that a person still makes out; large letters need less."""
_LARGE = 18.0
_BLUE = 0.4
"""How much of a difference of blue alone is seen: letters in light yellow are lost on white."""
_CLOSER = 3.0
"""Pixels a point of the closer look, at which strokes have their full colour."""
_SIGN = 5.0
"""Points of width up to which a sign at the begin or end of a line needs no ink of its own."""
_NARROWEST = 0.6
"""Points that a letter takes of the length of its line, below which each is measured."""
_NARROW_LINE = 0.25
"""Length that a letter takes of its line, in heights of the line, below which letters may stand on each other."""
_MOST_PAINTED = 20_000
"""Pairs of lines and painted areas that are compared, in a millisecond, before the page is rendered without text."""
_MARGIN = 2.0
"""Points around what is painted that its edge may reach."""
_MOST_CLOSER_LOOKS = 5_000
"""Doubtful lines of a page that are looked at; those after them count as unseen, since no resume has so many."""
_MOST_STENCILS = 300
"""Of these lines, the first ones that are compared with shapes painted in their place, each in two renderings."""
_SCAN_SHARE, _LAYER_SHARE = 0.5, 0.9
_SOLID = 200
"""Difference of grey from which a pixel lies well inside of a black letter."""
_FILLED, _SPILLED = 0.8, 0.2
"""Shares of the pixels inside and outside of letters that are painted, where something has their shape."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What a person does not see of a page.

    Attributes:
        hidden: Why characters are out of sight, by position in the text of the page; empty for nearly every page.
        layer: Whether the text stands unseen over or under a picture of the page, as recognition programs write it.
        misnamed: Whether most of the text is in fonts that show other letters than they claim.
        vouched: Whether nearly all of it is in fonts that show what they claim.
    """

    hidden: dict[int, HiddenTextKind]
    layer: bool = False
    misnamed: bool = False
    vouched: bool = False


def look_at(
    page: c_void_p,
    text: PageText,
    *,
    geometry: PageGeometry,
    objects: PageObjects,
    shapes: LetterShapes,
) -> Sight:
    """Compares the page with and without its text.

    Args:
        page: Handle of `FPDF_LoadPage`.
        text: All text of the page, seen or not.
        geometry: How the page is shown.
        objects: What the page paints.
        shapes: What is known of the fonts of the document.
    """
    pieces = [
        Piece(number, start, end, run.text, run.area, any(map(str.isalnum, run.text)), _parts(run.text, areas))
        for number, (run, (start, end, areas)) in enumerate(zip(text.runs, text.sources, strict=True))
    ]
    if not any(piece.lettered for piece in pieces):
        return Sight(hidden={})
    characters = text.characters
    shown = shapes.compared(characters, [(piece.start, piece.end) for piece in pieces if piece.lettered])
    seen = replace(
        _Look(page, geometry, objects, Letters(characters, smallest_em_on(geometry))).result(pieces),
        vouched=shown.vouched,
    )
    told = dict.fromkeys(claimed(characters), HiddenTextKind.REPLACEMENT_TEXT)
    if told and not seen.layer:
        seen = replace(seen, hidden=told | seen.hidden)
    if not shown.misfits:
        return seen
    hidden = {place: HiddenTextKind.REPLACEMENT_TEXT for start, end in shown.misfits for place in range(start, end)}
    letters = sum(piece.end - piece.start for piece in pieces)
    return replace(seen, hidden=hidden | seen.hidden, misnamed=2 * len(hidden) > letters)


@dataclass(slots=True)
class _Look:
    page: c_void_p
    geometry: PageGeometry
    objects: PageObjects
    letters: Letters
    hidden: dict[int, HiddenTextKind] = field(default_factory=dict)
    closer_looks: int = 0

    def result(self, pieces: Sequence[Piece]) -> Sight:
        full = render(self.page, self.geometry)
        groups = stacked_groups(pieces)
        stacked = len(groups) > 1 or any(piece.stacked for piece in groups[0])
        unsure: list[tuple[list[list[c_void_p]], list[Piece]]] = []
        for group, removals in zip(groups[:MOST_GROUPS], self.removals(groups, stacked=stacked), strict=False):
            blank = not stacked and self.on_blank_paper(group)
            bare = [self.bare(full, texts, blank=blank) for texts in removals]
            # On blank paper a page differs from the paper as it differs from white.
            change = ImageChops.invert(full.image) if blank else _change(full, bare)
            ink = Ink(full.of(change), change.tobytes())
            hiding = Hiding(self.letters.characters, self.objects, bare[-1])
            doubtful = [piece for piece in group if not self.is_plain(piece, ink, hiding)]
            if doubtful:
                unsure.append((removals, doubtful))
        if unsure and self.is_layer(pieces, unsure):
            return Sight(hidden=self.beside_ink(full, pieces), layer=True)
        for piece in chain.from_iterable(groups[MOST_GROUPS:]):
            self.hidden |= dict.fromkeys(range(piece.start, piece.end), HiddenTextKind.COVERED)
        for removals, doubtful in unsure:
            self.look_closer(removals, doubtful)
        return Sight(hidden=self.hidden)

    def is_plain(self, piece: Piece, ink: Ink, hiding: Hiding) -> bool:
        """Tells whether a line surely is seen: it has ink all along, or at least at each of its letters."""
        thick, long = sorted((piece.area.height, piece.area.width))
        if thick < self.letters.smallest_em or long < max(_NARROWEST, _NARROW_LINE * thick) * (piece.end - piece.start):
            return False
        if not piece.stacked and ink.shows(piece, self.letters.smallest_em):
            return True
        if self.letters.tiny(piece) or self.letters.piled(piece):
            return False
        return next(self.unseen(piece, (ink.marks, ink.marks), hiding), None) is None

    def on_blank_paper(self, pieces: Sequence[Piece]) -> bool:
        """Tells whether nothing is painted where text stands, so that all that shows there is the text."""
        painted = self.objects.painted
        if len(painted) * len(pieces) > _MOST_PAINTED or any(
            _meet(piece.area, area) for area in painted for piece in pieces
        ):
            return False
        return not paints_annotations(self.page)

    def bare(self, full: Picture, texts: Sequence[c_void_p], *, blank: bool) -> Picture:
        """Returns the page without some of its texts; blank paper needs no rendering."""
        if blank:
            return full.of(Image.new("L", full.image.size, 255))
        with without(texts):
            return render(self.page, self.geometry)

    def removals(self, groups: Sequence[Sequence[Piece]], *, stacked: bool) -> list[list[list[c_void_p]]]:
        """Returns for each group the sets of text objects without which the page has to look different.

        Where text stands on text these are its own objects and all that have letters: white letters over black ones
        change the page, but are no more to be read than white on paper. Signs without letters are paper, such as a
        disc with a number on it.
        """
        if not stacked:
            return [[[one.handle for one in self.objects.texts]]]
        owner = {
            address(self.letters.characters.text_object(position)): number
            for number, group in enumerate(groups)
            for piece in group
            for position in range(piece.start, piece.end)
        }
        found: list[list[c_void_p]] = [[] for _ in groups]
        for one in self.objects.texts:
            if (number := owner.get(address(one.handle))) is not None:
                found[number].append(one.handle)
        lettered = [handle for group in found for handle in group]
        return [[own, lettered] for own in found]

    def is_layer(self, pieces: Sequence[Piece], unsure: Iterable[tuple[object, list[Piece]]]) -> bool:
        """Tells whether a picture fills the page and nearly all text stands unseen on it."""
        if self.objects.image_share < _SCAN_SHARE:
            return False
        letters = sum(piece.end - piece.start for piece in pieces)
        doubtful = sum(piece.end - piece.start for _, some in unsure for piece in some)
        return doubtful >= _LAYER_SHARE * letters

    def beside_ink(self, full: Picture, pieces: Sequence[Piece]) -> dict[int, HiddenTextKind]:
        """Returns the characters of a layer that stand where the picture shows nothing at all."""
        hidden: dict[int, HiddenTextKind] = {}
        for piece in pieces:
            shades = [count > 0 for count in full.image.crop(full.pixels(piece.area)).histogram()]
            if len(shades) - shades[::-1].index(True) - shades.index(True) <= INK:
                hidden |= dict.fromkeys(range(piece.start, piece.end), HiddenTextKind.SCAN_MISMATCH)
        return hidden

    def look_closer(self, removals: Sequence[Sequence[c_void_p]], doubtful: Sequence[Piece]) -> None:
        """Looks at every letter of some lines, larger and in colour."""
        place = around([piece.area for piece in doubtful])
        full = self.large_without([], place)
        bare = [self.large_without(texts, place) for texts in removals]
        change = _change(full, bare)
        marks = [full.of(change.point(threshold_table(needed))) for needed in (_CONTRAST, _CONTRAST_OF_LARGE)]
        hiding = Hiding(self.letters.characters, self.objects, bare[-1])
        for piece in doubtful:
            if self.closer_looks == _MOST_CLOSER_LOOKS:
                self.hidden |= dict.fromkeys(range(piece.start, piece.end), HiddenTextKind.NO_INK)
                continue
            self.closer_looks += 1
            tiny = self.letters.tiny(piece)
            gone = not marks[1].image.crop(marks[1].pixels(piece.area)).getbbox()
            faint = (place for place, _ in self.letters.of(piece)) if gone else self.unseen(piece, marks, hiding)
            unseen = tiny | self.letters.piled(piece) | set(faint)
            if unseen and not self.is_stencil(full, piece, hiding):
                kinds = self.with_signs(piece, unseen, hiding)
                if tiny:
                    small = (place for place, kind in kinds.items() if kind is HiddenTextKind.NO_INK)
                    kinds |= dict.fromkeys(small, HiddenTextKind.SIZE)
                self.hidden |= kinds

    def large_without(self, objects: Sequence[c_void_p], area: Rectangle) -> Picture:
        with without(objects):
            return render(self.page, self.geometry, area, scale=_CLOSER, mode="RGB")

    def unseen(self, piece: Piece, marks: Sequence[Picture], hiding: Hiding) -> Iterator[int]:
        """Yields the letters of a line that leave no trace; `marks` are the traces of small and of large letters."""
        for position, box in self.letters.of(piece):
            # White letters on black ones leave traces that nobody reads: among stacked texts colours count, too.
            if not _is_seen(marks[box.height >= _LARGE], box) or (piece.stacked and hiding.blends_in(position, box)):
                yield position

    def with_signs(self, piece: Piece, unseen: set[int], hiding: Hiding) -> dict[int, HiddenTextKind]:
        """Returns why letters are unseen, asked once a word, with the signs and blanks that follow them."""
        hidden: dict[int, HiddenTextKind] = {}
        kind: HiddenTextKind | None = None
        text = self.letters.characters.text
        for position in range(piece.start, piece.end):
            if text[position].isalnum() and position not in unseen:
                kind = None
            elif text[position].isalnum() and (kind is None or text[position] >= WIDE or text[position - 1].isspace()):
                kind = hiding.kind(position)
            if kind is not None:
                hidden[position] = kind
        return hidden

    def is_stencil(self, full: Picture, piece: Piece, hiding: Hiding) -> bool:
        """Tells whether something else is painted in the shape of the letters of a line, as gradients are.

        The letters are drawn black, as if they were seen, and compared with what the areas of the page paint there.
        """
        own = hiding.unpainted(range(piece.start, piece.end))
        if not own or not self.objects.areas or self.closer_looks > _MOST_STENCILS:
            return False
        areas = [one.handle for one in self.objects.areas]
        ground = self.large_without([*areas, *own], piece.area)
        with without(areas), in_black(own):
            letters = render(self.page, self.geometry, piece.area, scale=_CLOSER, mode="RGB")
        painted = full.image.crop(full.pixels(piece.area)).crop((0, 0, *ground.image.size))
        shape = _strongest(ImageChops.difference(letters.image, ground.image))
        change = _strongest(ImageChops.difference(painted, ground.image)).point(threshold_table(_CONTRAST))
        inside = change.histogram(shape.point(threshold_table(_SOLID)))
        outside = change.histogram(shape.point(threshold_table(1)).point(_INVERTED))
        filled, spilled = (one[255] / max(1, sum(one)) for one in (inside, outside))
        return filled >= _FILLED and spilled <= _SPILLED


def _parts(text: str, parts: Sequence[Rectangle]) -> Sequence[Rectangle]:
    """Returns the rectangles of a line without those of a bullet before it and a sign at its end."""
    if not parts:
        return parts
    first = not text[0].isalnum() and parts[0].width < _SIGN
    last = not text[-1].isalnum() and parts[-1].width < _SIGN
    return parts[first : len(parts) - last]


def _meet(one: Rectangle, other: Rectangle) -> bool:
    return (
        one.left < other.right + _MARGIN
        and other.left - _MARGIN < one.right
        and one.top < other.bottom + _MARGIN
        and other.top - _MARGIN < one.bottom
    )


def _change(full: Picture, bare: Sequence[Picture]) -> Image.Image:
    """Returns how much a page differs from the one that it is most like, in grey."""
    changes = [_strongest(ImageChops.difference(full.image, one.image)) for one in bare]
    return reduce(ImageChops.darker, changes)


def _is_seen(marks: Picture, box: Rectangle) -> bool:
    """Tells whether most of a letter stands out from what lies behind it."""
    left, top, right, bottom = marks.pixels(box)
    shown = marks.image.crop((left, top, right, bottom)).getbbox()
    if shown is None:
        return False
    wide, high = shown[2] - shown[0] + 1, shown[3] - shown[1] + 1
    return wide >= LEAST_SHARE * (right - left) and high >= LEAST_SHARE * (bottom - top)


def _strongest(difference: Image.Image) -> Image.Image:
    """Returns the largest of the differences of red, green and blue."""
    if difference.mode == "L":
        return difference
    red, green, blue = difference.split()
    return ImageChops.lighter(ImageChops.lighter(red, green), blue.point(_BLUE_TABLE))


_BLUE_TABLE = [int(_BLUE * value) for value in range(256)]
_INVERTED = [255 - value for value in range(256)]
