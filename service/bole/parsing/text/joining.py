"""Puts the parts of one candidate's document after each other: a mail and what is attached, pages that are pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bole.domain.resume import HiddenText, Warning
from bole.domain.spans import Span
from bole.parsing.text.visible_text import VisibleText

_BETWEEN = "\n\n"


def joined(parts: Sequence[VisibleText]) -> VisibleText:
    """Returns the parts as one document, in their order.

    Spans and page numbers go on from part to part; a blank line stands between texts; a warning is said once.
    """
    text = ""
    whole = VisibleText(text="", pages=(), lines=(), hidden_text=(), warnings=())
    for part in parts:
        text = f"{text}{_BETWEEN}" if text and part.text else text
        moved = _moved(part, len(text), len(whole.pages))
        text += part.text
        whole = VisibleText(
            text=text,
            pages=whole.pages + moved.pages,
            lines=whole.lines + moved.lines,
            hidden_text=whole.hidden_text + moved.hidden_text,
            unread=whole.unread + moved.unread,
            warnings=whole.warnings + moved.warnings,
        )
    return replace(whole, warnings=_once(whole.warnings))


def _moved(part: VisibleText, characters: int, pages: int) -> VisibleText:
    return replace(
        part,
        pages=tuple(
            replace(page, number=page.number + pages, span=_shifted(page.span, characters)) for page in part.pages
        ),
        lines=tuple(
            replace(line, page_number=line.page_number + pages, span=_shifted(line.span, characters))
            for line in part.lines
        ),
        hidden_text=_on_later_pages(part.hidden_text, pages),
        unread=_on_later_pages(part.unread, pages),
    )


def _shifted(span: Span, characters: int) -> Span:
    return Span(span.start + characters, span.end + characters)


def _on_later_pages(findings: tuple[HiddenText, ...], pages: int) -> tuple[HiddenText, ...]:
    return tuple(replace(found, page_number=found.page_number + pages) for found in findings)


def _once(warnings: tuple[Warning, ...]) -> tuple[Warning, ...]:
    return tuple(dict.fromkeys(warnings))
