"""Reads Markdown as the text that its rendering shows."""

from __future__ import annotations

import re

from markdown_it import MarkdownIt

from bole.parsing.limits import ParsingLimits
from bole.parsing.text.visible_text import VisibleText
from bole.parsing.web.html import read_html

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n.*?\n(?:---|\.\.\.)[ \t]*\n", re.DOTALL)


def read_markdown(text: str, limits: ParsingLimits) -> VisibleText:
    """Reads Markdown: headings, bullets, tables and links keep their text and lose their marks.

    Raises:
        BoleError: DOCUMENT_TOO_LONG.
    """
    renderer = MarkdownIt("commonmark", {"maxNesting": 50, "breaks": True}).enable("table").enable("strikethrough")
    body = _FRONT_MATTER.sub("", text.replace("\r\n", "\n"))
    return read_html(renderer.render(body), limits)
