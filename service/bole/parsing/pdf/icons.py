"""Icon fonts: their glyphs are pictures, whatever letters the file names them by."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection
from ctypes import c_char, c_void_p

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
_ALONE = re.compile(r"(?<!\S)\S(?!\S)")
_NEVER_ICONS = re.compile("[•·|–—\u2012-\u27bf\u3000-\u9fff]")  # signs that say what they are, and whole words
_NAMED_SIGNS = 0x2000  # from here on a dingbat is named as what it shows
_LIST = 3
_SAME_LINE = re.compile(r" +[^\s\ufffe]")
_NAME_BYTES = 128


def icon_marks(characters: PageCharacters) -> dict[int, str]:
    """Returns what stands in the place of each character of an icon font: a bullet before an item, else a blank.

    Only characters between blanks are looked at: an icon stands alone, before a telephone number or an item.
    """
    fonts: dict[int, str] = {}
    text = characters.text
    alone = [match.start() for match in _ALONE.finditer(text) if not _NEVER_ICONS.match(match.group())]
    found = {position: name for position in alone if (name := _icon_font(characters, position, fonts))}
    items = {position for position in found if _begins_item(text, position, found)}
    repeated = Counter(text[position] for position in items)
    others = {text[position] for position in found.keys() - items}
    return {
        position: "•"
        if position in items
        and (_BULLET_FONT.search(name) or (repeated[text[position]] >= _LIST and text[position] not in others))
        else " "
        for position, name in found.items()
        if ord(text[position]) < _NAMED_SIGNS or "\ue000" <= text[position] <= "\uf8ff"
    }


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
