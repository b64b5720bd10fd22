"""Finds e-mail addresses, telephone numbers and web addresses."""

from __future__ import annotations

import re

from bole.domain.resume import Fact
from bole.domain.spans import Span
from bole.parsing.structure.lines import Reading

_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_URL = re.compile(r"https?://[^\s<>()|，。;]{4,200}", re.IGNORECASE)
_DOMAIN_END = re.compile(
    r"\.(?:com|org|net|io|dev|me|cn|ai|co|edu|app|tech|info|de|fr|uk|jp|kr|in|ru)"
    r"(?:/[^\s<>()|，。;,]{1,120}|(?![\w.@-]))"
)
_DOMAIN_START = re.compile(r"(?<![@\w.-])(?:[\w-]{1,40}\.){0,3}[\w-]{1,40}$")
_DIGITS = re.compile(r"\d[\d ().-]{6,}")
_PHONE = re.compile(
    r"(?<![\w.@/+-])(?:(?:\+|00)\d{1,3}[\s.-]?(?:\(0?\d{1,4}\)[\s.-]?)?\d[\d\s.-]{5,14}\d"  # +1 555 0107
    r"|\(\+?\d{2,4}\)\s?\d[\d\s.-]{5,12}\d"  # (555) 123-4567
    r"|1[3-9]\d[\s-]?(?:\d{4}[\s-]?\d{4})"  # 13800001122, 138-0000-1122
    r"|0\d{2,4}[\s-]\d{3,4}[\s-]?\d{3,4}"  # 021-5555 1234, 0900-000-889
    r"|\d{3}[\s.-]\d{3}[\s.-]\d{4}|\d{10,11})(?![\w@/]|-\d|\.\d)"
)
_LABELLED_PHONE = re.compile(
    r"(?:phone|tel(?:ephone)?|mobile|cell|contact\s?no|电话|手机号?码?|联系电话|電話|手機|الهاتف)\.?\s*(?:no\.?|number)?\s*:\s*(\+?[\d(][\d\s().*x-]{5,20}[\d*x])",
    re.IGNORECASE,
)
_NOT_ADDRESSES = frozenset(
    {"asp.net", "ado.net", "vb.net", "ml.net", "socket.io", "draw.io", "b.tech", "m.tech", "booking.com", "amazon.com"}
)
"""Products and degrees that look like web addresses."""

_OTHER_NUMBER = re.compile(r"\d{4}-\d{4}-\d{4}-\d{4}|(?:19|20)\d\d[\s.-]+(?:19|20)\d\d|(?:19|20)\d\d[.-]\d\d?[.-]\d\d?")


def find_emails(reading: Reading) -> tuple[Fact, ...]:
    """Returns the e-mail addresses in text order, each once."""
    text = reading.plain
    spans: list[tuple[int, int]] = []
    at = text.find("@")
    while at >= 0:
        end = text.find("\n", at)
        end = end if end >= 0 else len(text)
        spans += [match.span() for match in _EMAIL.finditer(text, text.rfind("\n", 0, at) + 1, end)]
        at = text.find("@", end)
    return _facts(reading, spans)


def find_phones(reading: Reading, until: int) -> tuple[Fact, ...]:
    """Returns the telephone numbers before code point `until`, in text order, each once.

    Forms: with a country code, US, Chinese mobile and landline, and whatever stands behind a label for a telephone.
    """
    text = reading.plain[:until]
    candidates = [match.span() for match in _DIGITS.finditer(text)]
    if not candidates:
        return ()
    spans = [match.span(1) for match in _LABELLED_PHONE.finditer(text)]
    for low, high in candidates:
        for match in _PHONE.finditer(text, max(0, low - 2), high):
            if not _OTHER_NUMBER.fullmatch(match.group()) and not any(_overlap(match.span(), span) for span in spans):
                spans.append(match.span())
    return _facts(reading, sorted(spans))


def holds_contact(text: str) -> bool:
    """Tells whether a plain line holds an e-mail address or a telephone number."""
    if "@" in text and _EMAIL.search(text):
        return True
    return any(not _OTHER_NUMBER.fullmatch(match.group()) for match in _PHONE.finditer(text))


def find_urls(reading: Reading, emails: tuple[Fact, ...], until: int) -> tuple[Fact, ...]:
    """Returns the web addresses before code point `until`, in text order, each once."""
    taken = [(fact.span.start, fact.span.end) for fact in emails]
    spans = [match.span() for match in _URL.finditer(reading.plain, 0, until)]
    for end in _DOMAIN_END.finditer(reading.lower, 0, until):
        start = _DOMAIN_START.search(reading.plain, max(0, end.start() - 120), end.start())
        if start is not None and not any(_overlap((start.start(), end.end()), span) for span in spans):
            spans.append((start.start(), end.end()))
    trimmed = [(low, low + len(reading.plain[low:high].rstrip(".,;:"))) for low, high in sorted(spans)]
    return _facts(reading, [span for span in trimmed if _addresses(reading.lower[span[0] : span[1]], span, taken)])


def _addresses(text: str, span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    if any(_overlap(span, other) for other in taken):
        return False
    return text not in _NOT_ADDRESSES


def _facts(reading: Reading, spans: list[tuple[int, int]]) -> tuple[Fact, ...]:
    found: dict[str, Fact] = {}
    for start, end in spans:
        fact = Fact(value=reading.text[start:end], span=Span(start, end))
        found.setdefault(fact.value.lower(), fact)
    return tuple(found.values())


def _overlap(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]
