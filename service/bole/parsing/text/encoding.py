"""Turns bytes of unknown encoding into text, and says how sure that is."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import cache

import charset_normalizer

from bole.domain.errors import BoleError, ErrorReason
from bole.lexicon.resources import load_mapping

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"\x84\x31\x95\x33", "gb18030"),
)

# Each with the table of characters that its text is made of; the order decides between equal scores.
_LEGACY = (
    ("gb18030", "simplified_chinese"),
    ("big5hkscs", "traditional_chinese"),
    ("gb18030", "traditional_chinese"),
    ("cp932", "japanese"),
    ("euc_jp", "japanese"),
    ("cp949", "korean"),
    ("cp1252", "western_european"),
)
# Encodings of alphabets give letters for nearly any bytes, so what counts is whether they form words.
_ALPHABETS = (
    ("cp1251", re.compile(r"\b(?:[А-ЯЁІЇЄҐ]?[а-яёіїєґ]+|[А-ЯЁІЇЄҐ]{2,})\b")),
    ("koi8_r", re.compile(r"\b(?:[А-ЯЁ]?[а-яё]+|[А-ЯЁ]{2,})\b")),
    ("cp1253", re.compile(r"\b(?:[Α-ΩΆ-Ώ]?[α-ώ]{2,}|[Α-ΩΆ-Ώ]{2,})\b")),
    ("cp1255", re.compile(r"\b[\u05d0-\u05ea]{2,}\b")),
    ("cp1256", re.compile(r"\b[\u0621-\u064a\u067e\u0686\u0698\u06af\u06a9]{2,}\b")),
)
_SAMPLE_BYTES = 65_536
_FEW_WRONG = 0.05
_HALF = 0.5
_LIKELY = 0.45
_CLEAR = 0.12
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SHARED_SIGNS = frozenset("，。、；：？！“”‘’（）《》【】…—·～　￥％＋－／")
_PYTHONS_OWN = frozenset({"idna", "punycode", "raw_unicode_escape", "unicode_escape"})
"""Codecs that no mail or page means: some would turn what a person sees as backslashes into words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """Text with the encoding that it was read in; `sure` is False when another was nearly as likely."""

    text: str
    encoding: str
    sure: bool


def decode(content: bytes, declared: str = "") -> Decoded:
    """Decodes text.

    Args:
        content: The bytes, with or without a byte order mark.
        declared: Encoding that the document names for itself; tried first where no mark says otherwise.

    Raises:
        BoleError: MEDIA_TYPE_UNSUPPORTED when the bytes are not text in any known encoding.
    """
    found = _marked(content) or _wide(content) or _unicode(content, declared) or _legacy(content)
    if found is None or len(_CONTROL.findall(found.text)) > _FEW_WRONG * len(found.text):
        raise BoleError(
            ErrorReason.MEDIA_TYPE_UNSUPPORTED,
            "The document is neither a known format nor readable text. Send PDF, DOCX, HTML, Markdown or plain text.",
            metadata={"media_type": "application/octet-stream"},
        )
    return found


def _marked(content: bytes) -> Decoded | None:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            text = content.decode(encoding, errors="replace").removeprefix("\ufeff")
            return Decoded(text=text, encoding=encoding.removesuffix("-sig"), sure=True)
    return None


def _wide(content: bytes) -> Decoded | None:
    """Recognises UTF-16 without a mark: half of the bytes of its blanks and line ends are zero."""
    if b"\x00" not in content or len(content) < 4:
        return None
    even, odd = content[::2].count(0), content[1::2].count(0)
    encoding = "utf-16-be" if even > odd else "utf-16-le"
    text = content[: len(content) // 2 * 2].decode(encoding, errors="replace")
    start = text[:4096]
    frequent = frequent_characters()
    fitting = sum(one in frequent or one in _SHARED_SIGNS or " " <= one <= "~" or one.isspace() for one in start)
    return Decoded(text=text, encoding=encoding, sure=True) if fitting >= _HALF * len(start) else None


def _unicode(content: bytes, declared: str) -> Decoded | None:
    escaped = "iso2022_jp" if b"\x1b$" in content or b"\x1b(" in content else ""
    for encoding in filter(None, (escaped, "utf-8", _known(declared))):
        try:
            return Decoded(text=content.decode(encoding), encoding=encoding, sure=True)
        except (UnicodeError, LookupError):  # the latter of a codec such as zlib, which is no encoding of text
            continue
    return None


def _known(declared: str) -> str:
    """Returns the codec that a name stands for; GB2312 and GBK mean the whole of GB18030 in practice."""
    try:
        name = codecs.lookup(declared.strip()).name if declared.strip() else ""
    except (LookupError, ValueError):  # a name with a null character is a ValueError
        return ""
    if name.replace("-", "_") in _PYTHONS_OWN:
        return ""
    return {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs", "shift_jis": "cp932"}.get(name, name)


def _legacy(content: bytes) -> Decoded | None:
    sample = content[:_SAMPLE_BYTES]
    scores = {"utf-8": _utf8_score(sample)}
    for encoding, table in _LEGACY:
        scores[encoding] = max(scores.get(encoding, -1.0), _score(sample, encoding, table))
    scores |= {encoding: _words_score(sample, encoding, words) for encoding, words in _ALPHABETS}
    ranked = sorted(scores, key=lambda encoding: -scores[encoding])
    best, next_best = ranked[0], scores[ranked[1]]
    clear = scores[best] >= _LIKELY and scores[best] - next_best >= _CLEAR
    if scores[best] < _LIKELY:
        guess = charset_normalizer.from_bytes(sample).best()
        best = guess.encoding if guess else best
    text = content.decode(best, errors="replace")
    if text.count("\ufffd") > _FEW_WRONG * len(text):
        return None
    return Decoded(text=text, encoding=best, sure=clear and "\ufffd" not in text)


def _utf8_score(sample: bytes) -> float:
    """Scores UTF-8 with a few damaged bytes."""
    text = sample.decode("utf-8", errors="replace")
    beyond = [character for character in text if character > "\x7f"]
    wrong = text.count("\ufffd")
    return 1 - 5 * wrong / len(beyond) if beyond else 0.0


def _score(sample: bytes, encoding: str, table: str) -> float:
    """Returns how well the characters beyond ASCII fit the language, about -1..1."""
    text = sample.decode(encoding, errors="replace")
    beyond = [character for character in text if character > "\x7f" and character not in _SHARED_SIGNS]
    if not beyond:
        return 0.0
    frequent = _tables()[table]
    fitting = sum(character in frequent for character in beyond)
    wrong = sum(character == "\ufffd" or "\ue000" <= character <= "\uf8ff" for character in beyond)
    return (fitting - 3 * wrong) / len(beyond)


def _words_score(sample: bytes, encoding: str, words: re.Pattern[str]) -> float:
    """Returns the share of characters beyond ASCII that stand in words of one alphabet."""
    text = sample.decode(encoding, errors="replace")
    beyond = sum(character > "\x7f" for character in text)
    return sum(map(len, words.findall(text))) / beyond if beyond else 0.0


@cache
def frequent_characters() -> frozenset[str]:
    """Returns the letters beyond ASCII that text in Chinese, Japanese, Korean or Western European is mostly made of."""
    return frozenset[str]().union(*_tables().values())


@cache
def _tables() -> dict[str, frozenset[str]]:
    tables = load_mapping("bole.parsing.text", "frequent_characters.yaml")
    return {name: frozenset(str(characters)) - {" "} for name, characters in tables.items()}
