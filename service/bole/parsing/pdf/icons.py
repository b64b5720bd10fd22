"""Icon fonts: their glyphs are pictures, whatever letters the file names them by."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from ctypes import c_char, c_void_p
from itertools import pairwise

import pypdfium2.raw as pdfium

from bole.parsing.pdf.objects import address
from bole.parsing.pdf.page_characters import PageCharacters

_ICON_FONT = re.compile(
    "awesome|material.?(?:icons|symbols)|icomoon|simple.?icons|academicons|glyphicons|ionicons|fontello|typicons|entypo"
    "|feather|themify|remixicon|bootstrap.?icons|linearicons|octicons|foundation.?icons|marvosym|webdings|wingdings"
    "|dingbats",
    re.IGNORECASE,
)
_BULLET_FONT = re.compile("wingdings|webdings|dingbats|marvosym", re.IGNORECASE)
# One character between blanks; signs that say what they are, and whole words of Chinese, are never icons.
_ALONE = re.compile(r"(?<!\S)[^\s•·|–—\u2012-\u27bf\u3000-\u9fff](?!\S)")
_NAMED_SIGNS = 0x2000  # from here on a dingbat is named as what it shows
_LIST = 3
_CLOSE_LINES = 2
_SAME_LINE = re.compile(r" +[^\s\ufffe]")
_NAME_BYTES = 128


def icon_marks(characters: PageCharacters) -> dict[int, str]:
    """Returns what stands in the place of each character of an icon font: a bullet before an item, else a blank.

    Only characters between blanks are looked at: an icon stands alone, before a telephone number or an item.
    """
    fonts: dict[int, str] = {}
    text = characters.text
    alone = (match.start() for match in _ALONE.finditer(text))
    found = {position: name for position in alone if (name := _icon_font(characters, position, fonts))}
    bullets = _bullets(text, found)
    return {
        position: "•" if position in bullets else " "
        for position in found
        if ord(text[position]) < _NAMED_SIGNS or "\ue000" <= text[position] <= "\uf8ff"
    }


def _bullets(text: str, icons: Mapping[int, str]) -> set[int]:
    """Returns the icons that begin items: those of a font of bullets, and one that begins line after line."""
    items = [position for position in sorted(icons) if _begins_item(text, position, icons)]
    others = {text[position] for position in icons.keys() - set(items)}
    listed: dict[str, list[int]] = defaultdict(list)
    for position in items:
        listed[text[position]].append(position)
    found = {position for position in items if _BULLET_FONT.search(icons[position])}
    for glyph, places in listed.items():
        close = sum(text.count("\n", before, after) <= _CLOSE_LINES for before, after in pairwise(places))
        if len(places) >= _LIST and close * 2 >= len(places) - 1 and glyph not in others:
            found.update(places)
    return found


def _begins_item(text: str, position: int, icons: Collection[int]) -> bool:
    """Tells whether an icon is the first on its line and words follow it."""
    if position and text[position - 1] not in "\r\n\ufffe":
        return False
    following = _SAME_LINE.match(text, position + 1)
    return following is not None and following.end() - 1 not in icons


def _icon_font(characters: PageCharacters, position: int, fonts: dict[int, str]) -> str:
    """Returns the name of the font of a character if it is one of icons, else nothing."""
    thing = pdfium.FPDFText_GetTextObject(characters.handle, characters.index(position))
    font = pdfium.FPDFTextObj_GetFont(thing) if thing else None
    if not font:
        return ""
    key = address(font)
    if key not in fonts:
        name = _font_name(font)
        fonts[key] = name if _ICON_FONT.search(name) else ""
    return fonts[key]


def _font_name(font: c_void_p) -> str:
    name = (c_char * _NAME_BYTES)()
    size = pdfium.FPDFFont_GetBaseFontName(font, name, _NAME_BYTES)
    return bytes(name)[: max(0, min(size, _NAME_BYTES) - 1)].decode("utf-8", errors="replace")
