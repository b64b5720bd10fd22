"""Keeps text from people from closing the marks around it, or from reading as control tokens."""

from __future__ import annotations

import re

_STAND_INS = {"<": "‹", "＜": "‹", "[": "［", "&": "＆"}

_UNSEEN = (
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U000e0000-\U000e01ef]{0,16}"
)
"""What nobody sees: zero-width, direction and tag characters, selectors."""

_SLASH = "[/\u2044\u2215\uff0f]"
_BLANK = rf"{_UNSEEN}\s*{_UNSEEN}"
_FENCES = ("criteria", "resume", "posting")
_TOKENS = (
    "s|bos|eos|pad|unk|mask|sop|eop|cls|sep|think|tool_call|tool_response|start_of_turn|end_of_turn|start_of_image"
    "|endoftext|unused[0-9]{1,4}|extra_id_[0-9]{1,4}|reserved_[0-9]{1,4}"
)
_BRACKETED = (
    "inst|g?mask|smask|bos|eos|cls|sep|pad|unk|unused[0-9]{1,4}|system_prompt|available_tools|tool_calls|tool_results"
)


def _spelled(word: str) -> str:
    """Returns a pattern for a word with unseen characters between its letters, which may be full width."""
    return _UNSEEN.join(f"[{one}{chr(ord(one) + 0xFEE0)}]" for one in word)


_FENCE = rf"{_BLANK}(?:{_SLASH}{_BLANK})?(?:{'|'.join(map(_spelled, _FENCES))})(?![a-z])"

# One code point is replaced by one code point, so that every offset stays what it is.
_MARK = re.compile(
    rf"[<＜](?={_FENCE})"
    rf"|&(?=(?:lt|#0{{0,4}}60|#x0{{0,4}}3c);?{_FENCE})"
    rf"|[<＜](?={_UNSEEN}[|｜]{_UNSEEN}[^<>|｜\s]{{1,60}}[|｜]{_UNSEEN}[>＞])"
    rf"|[<＜](?={_UNSEEN}{_SLASH}?{_UNSEEN}(?:{_TOKENS}){_UNSEEN}[>＞])"
    rf"|<(?=<{_SLASH}?sys>>)"
    rf"|\[(?={_SLASH}?(?:{_BRACKETED})\])",
    re.IGNORECASE,
)


def neutralised(text: str) -> str:
    """Returns a text of the same length without marks such as `</resume>` and `<|im_end|>`, whatever their case.

    Only the first character of such a mark is replaced by one that looks alike: everything else, every offset included,
    stays. A mark counts too with full-width signs, with unseen characters in it, as `&lt;`, and as a control token of
    another model (`[INST]`, `<s>`, `<start_of_turn>`).
    """
    return _MARK.sub(lambda found: _STAND_INS[found[0]], text)
