"""Edits of form: what a person reads is the same, word for word."""

from __future__ import annotations

import re

from bole.parsing.parser import parse_summary
from bole.parsing.text.wrapping import columns

_WIDE = r"\u3000-\u303f\u3400-\u9fff\uff00-\uff60"
_UNIT = re.compile(rf"\s*[{_WIDE}]\s*|\s*[^\s{_WIDE}]+\s*|\s+")
_COLUMNS = re.compile(r"\S(?:[ \u3000]{2,}|\t)\s*\S")
_BULLET = re.compile(r"(?m)^(\s*)[-*•●▪] (?=\S)")


def with_blank_line(text: str, share: float) -> str:
    """Returns the text with one blank line more.

    Args:
        text: Lines.
        share: Where among the lines that have another below them, 0..1.
    """
    lines = text.split("\n")
    places = [at for at in range(1, len(lines)) if lines[at - 1].strip() and lines[at].strip()]
    if not places:
        return f"{text}\n"
    at = places[min(int(share * len(places)), len(places) - 1)]
    return "\n".join([*lines[:at], "", *lines[at:]])


def with_double_blanks(text: str) -> str:
    """Returns the text with every blank line doubled."""
    return "\n".join(f"{line}\n" if not line.strip() else line for line in text.split("\n"))


def with_trailing_spaces(text: str) -> str:
    """Returns the text with two blanks at the end of each line."""
    return "\n".join(f"{line}  " for line in text.split("\n"))


def with_windows_ends(text: str) -> str:
    """Returns the text with line ends as Windows writes them."""
    return text.replace("\r\n", "\n").replace("\n", "\r\n")


def with_other_bullets(text: str) -> str:
    """Returns the text with dots for bullets."""
    return _BULLET.sub(r"\1• ", text)


def rewrapped(text: str, width: int = 72) -> str:
    """Returns the text with long lines broken; those that are laid out in columns by wide gaps stay as they are.

    Args:
        text: Lines.
        width: Columns in which a line has to fit; a Chinese character takes two.
    """
    return "\n".join(line if _COLUMNS.search(line) else _broken(line, width) for line in text.split("\n"))


def _broken(line: str, width: int) -> str:
    """Breaks a line as an editor does: between words, and between any two Chinese characters."""
    broken, taken = [""], 0
    for unit in _UNIT.findall(line):
        if taken + columns(unit.rstrip()) > width and broken[-1].strip():
            broken[-1] = broken[-1].rstrip()
            broken.append("")
            taken = 0
        broken[-1] += unit
        taken += columns(unit)
    return "\n".join(broken)


def with_sections_turned(text: str) -> str:
    """Returns the text with its sections in reverse order; what stands before the first heading stays.

    A text in which fewer than two headings are recognised comes back as it is.
    """
    read = parse_summary(text)
    starts = [section.span.start for section in read.sections if section.heading is not None]
    if len(starts) < len(("one", "other")):
        return text
    ends = [*starts[1:], len(read.text)]
    parts = [read.text[start:end].strip("\n") for start, end in zip(starts, ends, strict=True)]
    return "\n\n".join([read.text[: starts[0]].rstrip("\n"), *reversed(parts)]) + "\n"
