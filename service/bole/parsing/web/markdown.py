"""Reads Markdown as the text that its rendering shows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from itertools import islice

from markdown_it import MarkdownIt

from bole.domain.errors import BoleError, ErrorReason
from bole.parsing.limits import ParsingLimits
from bole.parsing.text.visible_text import VisibleText
from bole.parsing.web.html import read_html

_MARKS = re.compile(r"[\n\[\]<>*_`~|!&\\]")
_MOST_MARKS = 100_000
"""Signs that may mean something, and lines: each costs the renderer some 50 microseconds; a long resume has 2,000."""
_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*\n", re.DOTALL)


def read_markdown(text: str, limits: ParsingLimits) -> VisibleText:
    """Reads Markdown: headings, bullets, tables and links keep their text and lose their marks.

    Raises:
        BoleError: DOCUMENT_TOO_LONG.
    """
    if sum(1 for _ in islice(_MARKS.finditer(text), _MOST_MARKS + 1)) > _MOST_MARKS:
        raise BoleError(
            ErrorReason.DOCUMENT_TOO_LONG,
            f"The Markdown has more than {_MOST_MARKS} marks and lines. Send only the resume.",
            metadata={"max_mark_count": str(_MOST_MARKS)},
        )
    renderer = MarkdownIt("commonmark", {"maxNesting": 50, "breaks": True}).enable("table").enable("strikethrough")
    source = text.replace("\r\n", "\n")
    front = _FRONT_MATTER.match(source)
    references: dict[str, object] = {}
    body = renderer.render(source[front.end() :] if front else source, references)
    described = f'<meta name="description" content="{escape(front.group(1))}">' if front else ""
    return read_html(described + body + _comments(references), limits)


def _comments(found: Mapping[str, object]) -> str:
    """Returns the titles of link definitions as comments: one that no link names is how people write a comment."""
    references = found.get("references")
    titles = [one.get("title") for one in references.values()] if isinstance(references, dict) else []
    return "".join(f"<!-- {str(title).replace('--', '- -')} -->" for title in titles if title)
