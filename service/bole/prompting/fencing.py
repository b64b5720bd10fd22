"""Keeps text from people from closing the marks around it, or from reading as control tokens."""

from __future__ import annotations

import re

_STAND_IN = "‹"

# One code point is replaced by one code point, so that every offset stays what it is.
_MARK = re.compile(
    r"<(?=\s*/?\s*(?:criteria|resume|posting)(?![a-z])|\|[^|<>\s]{1,40}\|>)",
    re.IGNORECASE,
)


def neutralised(text: str) -> str:
    """Returns a text of the same length without marks such as `</resume>` and `<|im_end|>`, whatever their case.

    Only the `<` of such a mark is replaced, by `‹`: everything else, every offset included, stays.
    """
    return _MARK.sub(_STAND_IN, text)
