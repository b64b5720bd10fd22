"""Characters of a file become the letters that a person reads."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from bole.lexicon.resources import load_mapping, mapping

_BLANKS = "\t\x0b\x0c\x85\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
_DROPPED = (
    "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff0-\uffff\ue000-\uf8ff\ud800-\udfff"
    "\U000e0000-\U000e0fff\U000f0000-\U0010ffff"
)
# Where old Adobe fonts keep letters and digits of another shape in the private-use area.
_SMALL_CAPITAL_A, _OLD_STYLE_ZERO = 0xF761, 0xF730
# Everything that makes a line other than plain letters and single blanks; most lines of most files have none of it.
_UNUSUAL = re.compile(f"[{_BLANKS}{_DROPPED}\u2e80-\u2fdf\ufb00-\ufb06\ufb1d-\ufdfc\ufe70-\ufefc]|  ")
_PRIVATE_IN_WORD = re.compile("(?<=[a-z])[\ue000-\uefff]|[\ue000-\uefff](?=[a-z])")
_EMOJI = "\u2190-\u2bff\U0001f000-\U0001faff"
# What nothing shows; but a joiner between two emoji makes them one.
_UNSEEN = re.compile(f"(?:(?!(?<=[{_EMOJI}\ufe0f])\u200d[{_EMOJI}])[{_DROPPED}])+")
# One hyphen glyph that some writers map to three characters at once.
_HYPHEN = re.compile("-\u00ad[-\u2010]?")
_GAP = re.compile(f"[ {_BLANKS}]{{2,}}|[{_BLANKS}]")
_TAGS = re.compile("[\U000e0000-\U000e007f]+")
_FLAG = re.compile("\U0001f3f4[\U000e0020-\U000e007e]{1,6}\U000e007f")
# A single selector shapes the letter before it; eight and more in a row carry a message instead.
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]{8,}")
_INVISIBLE_RUN = re.compile("[\u200b-\u200f\u2060-\u2064\ufeff\u180e]{8,}")
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefe]")
_OVERRIDE = re.compile("\u202e([^\u202c\n]*)\u202c?")


@dataclass(frozen=True, slots=True)
class CleanLine:
    """One line as a person reads it, and what its characters hid."""

    text: str
    """NFC, without blanks at either end; a wide gap is two blanks, any other run one."""
    smuggled: str = ""
    """Words carried by characters that nothing shows, decoded where they decode; empty for nearly every line."""


def clean_line(raw: str) -> CleanLine:
    """Turns one line of a file, without line breaks, into what a person reads of it.

    Zero-width and bidirectional control characters, private-use glyphs and unassigned controls are dropped,
    ligatures and radicals become letters, and blanks of every sort become plain ones.
    """
    if raw.isascii() and "  " not in raw and raw.isprintable():
        return CleanLine(raw.strip(" "))
    smuggled = ""
    if _UNUSUAL.search(raw):
        smuggled = _smuggled(raw)
        raw = _PRIVATE_IN_WORD.sub(_private_ligature, _OVERRIDE.sub(_as_displayed, raw)).translate(_table())
        raw = _GAP.sub(_gap, _UNSEEN.sub("", _HYPHEN.sub("-", raw)))
    return CleanLine(unicodedata.normalize("NFC", raw).strip(" "), smuggled)


def clean_excerpt(raw: str) -> str:
    """Turns hidden text into one line of at most 200 code points."""
    return " ".join(clean_line(raw.replace("\n", " ")).text.split())[:200].rstrip()


@cache
def _data() -> dict[str, dict[str, str]]:
    groups = load_mapping("bole.parsing.text", "characters.yaml")
    return {name: {key: str(value) for key, value in mapping(group).items()} for name, group in groups.items()}


@cache
def _table() -> dict[int, str]:
    data = _data()
    # Radicals, and shaped letters of Hebrew and Arabic.
    forms = (range(0x2E80, 0x2FE0), range(0xFB1D, 0xFDFD), range(0xFE70, 0xFEFD))
    table = {code: unicodedata.normalize("NFKC", chr(code)) for codes in forms for code in codes}
    table |= {ord(key): value for group in ("ligatures", "radicals", "bullets") for key, value in data[group].items()}
    table |= {_SMALL_CAPITAL_A + offset: chr(ord("a") + offset) for offset in range(26)}
    table |= {_OLD_STYLE_ZERO + offset: str(offset) for offset in range(10)}
    return table


def _private_ligature(match: re.Match[str]) -> str:
    return _data()["private_ligatures"].get(match.group(), "")


def _gap(match: re.Match[str]) -> str:
    """Keeps a wide gap apart from the blank between two words."""
    run = match.group()
    return "  " if len(run) > 2 or "\t" in run else " "


def _as_displayed(match: re.Match[str]) -> str:
    """Undoes a right-to-left override: its letters are shown from the last to the first."""
    run = match.group(1)
    return run if _RIGHT_TO_LEFT.search(run) else run[::-1]


def _smuggled(raw: str) -> str:
    """Returns what tag characters, runs of selectors or of zero-width characters, and overrides hide."""
    tags = _TAGS.findall(_FLAG.sub("", raw))
    found = ["".join(chr(ord(tag) - 0xE0000) for tag in run if 0xE0020 <= ord(tag) <= 0xE007E) for run in tags]
    found += [_selector_bytes(run) for run in _SELECTORS.findall(raw)]
    found += [f"{len(run)} zero-width characters" for run in _INVISIBLE_RUN.findall(raw)]
    found += [run for run in _OVERRIDE.findall(raw) if _as_letters(run) > 2]
    return " ".join(filter(None, found))


def _as_letters(run: str) -> int:
    """Counts the letters that an override turns round; right-to-left ones stand as they would without it."""
    return 0 if _RIGHT_TO_LEFT.search(run) else sum(map(str.isalpha, run))


def _selector_bytes(run: str) -> str:
    """Decodes variation selectors as the bytes that they number."""
    numbers = (ord(one) - (0xFE00 if ord(one) < 0xE0000 else 0xE0100 - 16) for one in run)
    decoded = bytes(numbers).decode("utf-8", errors="ignore")
    return decoded if decoded.isprintable() else f"{len(run)} variation selectors"
