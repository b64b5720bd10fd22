"""Reads plain text."""

from __future__ import annotations

import re

from bole.parsing.limits import ParsingLimits
from bole.parsing.text.visible_text import VisibleText, VisibleTextBuilder, too_long
from bole.parsing.text.wrapping import unwrapped

_BREAK = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_BLANK_LINES = re.compile("\n\\s{2,}")
_UNSEEN_SHARE = 2
"""Code points of a text for each that may come out of it: blanks inside of lines, and what nothing shows."""


def read_plain_text(text: str, limits: ParsingLimits) -> VisibleText:
    """Reads decoded text as one page, line by line; lines that a program wrapped are put together.

    Raises:
        BoleError: DOCUMENT_TOO_LONG.
    """
    builder = VisibleTextBuilder()
    text = _BLANK_LINES.sub(_one_blank_line, text.replace("\r\n", "\n"))
    if len(text) > _UNSEEN_SHARE * limits.max_characters:
        raise too_long(limits.max_characters)
    for line in _BREAK.split(unwrapped(text)):
        builder.add_line(line)
        builder.refuse_beyond(limits.max_characters)
    builder.end_page()
    return builder.build()


def _one_blank_line(blanks: re.Match[str]) -> str:
    """Returns one blank line for several, which count as one anyway, and none where the next line is only indented."""
    return "\n\n" if _BREAK.search(blanks.group(), 1) else "\n"
