"""Knows what announces a section."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from bole.domain.resume import SectionKind
from bole.lexicon.resources import load_mapping, mapping, strings
from bole.parsing.structure.lines import HAN

_MARKS = re.compile(r"[\W_]+")
_LATIN = re.compile(r"[^\W\d_\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_EAST_ASIAN = re.compile(rf"[{HAN}\u3040-\u30ff\uac00-\ud7af]")
_NUMBERING = re.compile(
    r"^(?:(?:part|section)\s+)?(?:\d{1,2}|[ivx]{1,4}|[\u2160-\u217b]|[一二三四五六七八九十]{1,2})[.)、:\s]\s*",
    re.IGNORECASE,
)
_NUMERALS = "ivxIVXİıpsPSſ一二三四五六七八九十"
"""Letters that a number, or a word before it, may begin with."""

_LONGEST_KEY = 48
_SOME_EXPERIENCE = re.compile(
    r"(?!(?:User|Customer|Client|Digital|Guest|Patient|Employee|Brand|No|Years?|Total|Overall)\b)"
    r"(?!(?:USER|CUSTOMER|CLIENT|DIGITAL|GUEST|NO|YEARS?|TOTAL|OVERALL)\b)"
    r"(?:(?:[A-Z][\w/-]{2,}|&|and)\s){1,3}(?:Experiences?|EXPERIENCES?)"
)
"""Experience of some sort: "Coaching Experience"."""

_ASIDE = re.compile(r"\([^()]{0,40}\)?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Headings:
    """The word list of `sections.yaml`, keyed without case, blanks and marks."""

    kinds: dict[str, SectionKind]
    openings: frozenset[str]
    before: frozenset[str]
    after: frozenset[str]
    joins: re.Pattern[str]
    never_inline: frozenset[str]
    precedence: dict[SectionKind, int]

    def lookup(self, text: str) -> SectionKind | None:
        """Returns what a heading announces, or None where the text is none."""
        if not text[:1].isalpha() or text[0] in _NUMERALS:
            text = _NUMBERING.sub("", text)
        start = text[:3].lower() if text[:3].isalnum() else heading_key(text[:16])
        if start[:3] not in self.openings and start[:2] not in self.openings:
            return SectionKind.WORK if _SOME_EXPERIENCE.fullmatch(text) else None
        kind = self._phrase(text) or self._bilingual(text) or self._joined(text)
        return SectionKind.WORK if kind is None and _SOME_EXPERIENCE.fullmatch(text) else kind

    def _phrase(self, text: str) -> SectionKind | None:
        kind = self._key(heading_key(text))
        return kind or (self._key(heading_key(_ASIDE.sub("", text))) if "(" in text else None)

    def _key(self, key: str) -> SectionKind | None:
        if not 2 <= len(key) <= _LONGEST_KEY:
            return None
        return self.kinds.get(key) or self._stripped(key)

    def _stripped(self, key: str) -> SectionKind | None:
        """Looks the key up without the words that decorate headings at its front and end."""
        for size in range(2, min(len(key) - 1, 14)):
            if key[:size] in self.before and (kind := self.kinds.get(key[size:])):
                return kind
            if key[-size:] in self.after and (kind := self.kinds.get(key[:-size])):
                return kind
        return None

    def _bilingual(self, text: str) -> SectionKind | None:
        latin, east_asian = _LATIN.search(text), _EAST_ASIAN.search(text)
        if latin is None or east_asian is None:
            return None
        cut = max(latin.start(), east_asian.start())
        first, second = self._phrase(text[:cut].rstrip("( ")), self._phrase(text[cut:].rstrip(") "))
        return first if second is not None else None

    def _joined(self, text: str) -> SectionKind | None:
        parts = [part for part in self.joins.split(text) if part and not part.isspace()]
        if not 2 <= len(parts) <= 4:
            return None
        kinds = [kind for part in parts if (kind := self._phrase(part))]
        if len(kinds) < len(parts):
            return None
        return min(kinds, key=lambda kind: self.precedence[kind])


def heading_key(text: str) -> str:
    """Returns the letters and digits of a heading in lower case."""
    return _MARKS.sub("", text).lower()


@cache
def headings() -> Headings:
    """Returns the headings that resumes use; reading them takes a moment once in each process."""
    words = load_mapping("bole.parsing.structure", "sections.yaml")
    kinds: dict[str, SectionKind] = {}
    for name, phrases in mapping(words["headings"]).items():
        for phrase in strings(phrases):
            kinds.setdefault(heading_key(phrase), SectionKind(name))
    decoration = mapping(words["decoration"])
    before = _keys(decoration["before"])
    joins = "|".join(sorted(strings(decoration["joins"]), key=len, reverse=True))
    ordered = [SectionKind(name) for name in strings(words["precedence"])]
    return Headings(
        kinds=kinds,
        openings=frozenset(
            key[:size] for key in [*kinds, *before] for size in (2 if len(key) == 2 or not key.isascii() else 3,)
        ),
        before=before,
        after=_keys(decoration["after"]),
        joins=re.compile(
            rf"\s*[&/+,、|・·]\s*|\s+(?:{joins})\s+|(?<=[{HAN}])(?:与|和|及|以及|與)(?=[{HAN}])", re.IGNORECASE
        ),
        never_inline=_keys(words["never_inline"]),
        precedence={kind: place for place, kind in enumerate(ordered)},
    )


def _keys(words: object) -> frozenset[str]:
    return frozenset(heading_key(word) for word in strings(words))
