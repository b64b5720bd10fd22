"""Which guides are taken for guided decoding: of one kind, and no more than a runtime can read without harm."""

from __future__ import annotations

import re

GUIDE_TYPES = ("json", "json_schema", "regex", "ebnf_grammar")
"""What the C++ backend takes as `guided_decoding_guide_type`; it ignores all other words."""

SERVED_GUIDE_TYPE = "ebnf_grammar"

MAX_GUIDE_BYTES = 64 * 1024
"""Over twenty times the longest grammar of the service, that of an interview kit with 30 questions."""

MAX_GUIDE_DEPTH = 64
"""Parentheses one in the other; the service's have 2. Readers of grammars call themselves for each, and some thousands
of them end the process."""

_NO_PARENTHESES = re.compile(r'"(?:[^"\\\r\n]|\\.)*"?|\[(?:[^\]\\\r\n]|\\.)*\]?|#[^\r\n]*')
"""Literals, character classes and comments, in which a parenthesis is none. None goes over the end of a line."""


class GuideError(Exception):
    """A guide that is not taken; the message names the field."""


def read_guide(guide_type: str | None, guide: str | None) -> str | None:
    """Returns the grammar of a guided request, None for one that is not guided.

    The C++ backend ignores a word that is no guide type, and answers unguided: refused here, as is what only it serves.

    Raises:
        GuideError: One of the two is missing, the type is not served, or the guide is too long or too deep.
    """
    if guide_type is None:
        if guide is not None:
            raise GuideError("guided_decoding_guide_type: missing, but guided_decoding_guide is sent")
        return None
    if guide_type not in GUIDE_TYPES:
        raise GuideError(f"guided_decoding_guide_type: not one of {', '.join(GUIDE_TYPES)}")
    if guide_type != SERVED_GUIDE_TYPE:
        raise GuideError(
            f"guided_decoding_guide_type: {guide_type} is not served here; the only one is {SERVED_GUIDE_TYPE}"
        )
    if not guide:
        raise GuideError("guided_decoding_guide: missing, but guided_decoding_guide_type is sent")
    _check_size(guide)
    return guide


def _check_size(guide: str) -> None:
    size = len(guide.encode())
    if size > MAX_GUIDE_BYTES:
        raise GuideError(f"guided_decoding_guide: {size} bytes exceed the maximum of {MAX_GUIDE_BYTES}")
    if _depth(guide) > MAX_GUIDE_DEPTH:
        raise GuideError(f"guided_decoding_guide: parentheses are nested deeper than {MAX_GUIDE_DEPTH}")


def _depth(guide: str) -> int:
    """Returns how many parentheses are open at most; those that close nothing count for nothing."""
    depth = deepest = 0
    for mark in re.findall(r"[()]", _NO_PARENTHESES.sub("", guide)):
        depth = depth + 1 if mark == "(" else max(0, depth - 1)
        deepest = max(deepest, depth)
    return deepest
