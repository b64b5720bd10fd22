"""Reads plain text."""

from __future__ import annotations

import re

from bole.parsing.limits import ParsingLimits
from bole.parsing.text.visible_text import VisibleText, VisibleTextBuilder

_BREAK = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")


def read_plain_text(text: str, limits: ParsingLimits) -> VisibleText:
    """Reads decoded text as one page, line by line.

    Raises:
        BoleError: DOCUMENT_TOO_LONG.
    """
    builder = VisibleTextBuilder()
    for line in _BREAK.split(text):
        builder.add_line(line)
        builder.refuse_beyond(limits.max_characters)
    builder.end_page()
    return builder.build()
