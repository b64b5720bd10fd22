"""Finds the human languages that a candidate states, with how well."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from bole.domain.resume import Fact, LanguageEntry, Section, SectionKind
from bole.domain.spans import Span
from bole.lexicon.resources import load_mapping, mapping, strings
from bole.parsing.structure.lines import Line, Reading, lines_within
from bole.parsing.structure.remembering import remembered
from bole.parsing.structure.vocabulary import alternation

_BREAK = re.compile(r"[;；。\n|•]|\s{2,}|[,，、](?![^()（）]*[)）])")
_TOKEN = re.compile(r"[^\W\d_]+")
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_HAN_HINT = re.compile("[语語话話]|[文英日韩德法俄](?:文|$)|雅思|托福|托业|多益|专[四八]|国语")
_SCORE = r"(?:\s*[:(-]?\s*(?:Band\s*)?(?:[4-9]\.\d|\d{2,3}|[NA-C][1-5])(?:\s*分)?(?![\d年/.]))?"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Vocabulary:
    names: re.Pattern[str]
    tests: re.Pattern[str]
    fluency: re.Pattern[str]
    tokens: frozenset[str]
    codes: dict[str, str]
    test_codes: tuple[tuple[re.Pattern[str], str], ...]

    def test_code(self, text: str) -> str:
        return next((code for pattern, code in self.test_codes if pattern.match(text)), "en")


@remembered
def names_human_language(text: str) -> bool:
    """Tells whether a plain text names a human language or a test of one."""
    if not _hints(text.lower()):
        return False
    words = _vocabulary()
    return bool(words.names.search(text) or words.tests.search(text))


def find_languages(reading: Reading, sections: Iterable[Section]) -> tuple[LanguageEntry, ...]:
    """Returns the human languages with their fluency as stated, each once, in text order.

    Sections about languages are read first; elsewhere only a language with a fluency or a test counts, and nothing
    inside entries of work.
    """
    found: dict[str, LanguageEntry] = {}
    ordered = sorted(sections, key=lambda section: section.kind is not SectionKind.LANGUAGES)
    for section in ordered:
        if section.kind in {SectionKind.WORK, SectionKind.PROJECTS, SectionKind.INTERNSHIP, SectionKind.PUBLICATIONS}:
            continue
        start = section.heading.end if section.heading else section.span.start
        for line in lines_within(reading.lines, start, section.span.end):
            for entry in _in_line(reading, line, certain=section.kind is SectionKind.LANGUAGES):
                known = found.get(entry.language_code)
                if known is None or (known.fluency is None and entry.fluency is not None):
                    found[entry.language_code] = entry
    return tuple(sorted(found.values(), key=lambda entry: entry.name.span))


def _in_line(reading: Reading, line: Line, *, certain: bool) -> list[LanguageEntry]:
    if not names_human_language(line.text):
        return []
    pieces = _pieces(line)
    entries: list[LanguageEntry] = []
    for piece in pieces:
        entries.extend(_in_piece(reading, piece, certain=certain))
    return entries


def _pieces(line: Line) -> list[Span]:
    """Divides a line so that each piece names one language at most, with what is said about it."""
    words = _vocabulary()
    breaks = [match.start() for match in _BREAK.finditer(line.text)]
    names = [match.start() for match in words.names.finditer(line.text)]
    cuts = [0]
    for place in names[1:]:
        before = [cut for cut in breaks if cuts[-1] < cut < place]
        cuts.append(before[-1] + 1 if before else place)
    cuts.append(len(line.text))
    return [Span(line.start + low, line.start + high) for low, high in itertools.pairwise(cuts) if low < high]


def _in_piece(reading: Reading, piece: Span, *, certain: bool) -> list[LanguageEntry]:
    words = _vocabulary()
    text = piece.of(reading.plain)
    name = words.names.search(text)
    test = words.tests.search(text)
    if name is None and test is None:
        return []
    fluency = _fluency(reading, piece, name.end() if name else 0, name.start() if name else 0)
    if name is not None and fluency is None and not certain:
        return []
    match = name or test
    if match is None:
        return []
    code = words.codes[re.sub(r"\s+", " ", name.group().lower())] if name else words.test_code(match.group())
    fact = reading.fact(piece.start + match.start(), piece.start + match.end())
    return [LanguageEntry(language_code=code, name=fact, fluency=fluency)]


def _fluency(reading: Reading, piece: Span, after: int, before: int) -> Fact | None:
    words = _vocabulary()
    text = piece.of(reading.plain)
    test = words.tests.search(text, max(0, after - 2)) or words.tests.search(text)
    if test is not None and not (test.start() <= before and test.end() <= after):
        level = words.fluency.search(text, test.end())
        # "CET-6, fluent": a test is passed once, what is said behind it holds today.
        beside = level is not None and not text[test.end() : level.start()].strip(" ,，、;；()（）")
        return reading.fact(piece.start + test.start(), piece.start + (level if level and beside else test).end())
    level = words.fluency.search(text, after)
    if level is None:
        level = words.fluency.search(text, 0, before)
    if level is not None:
        return reading.fact(piece.start + level.start(), piece.start + level.end())
    return None


def _hints(lower: str) -> bool:
    """Tells quickly whether a text may name a language: nearly every line of a resume does not."""
    if not _vocabulary().tokens.isdisjoint(_TOKEN.findall(lower)):
        return True
    return not lower.isascii() and _HAN_HINT.search(lower) is not None


@cache
def _vocabulary() -> _Vocabulary:
    words = load_mapping("bole.parsing.structure", "human_languages.yaml")
    codes = {name: code for code, names in mapping(words["names"]).items() for name in strings(names)}
    tests = {code: strings(names) for code, names in mapping(words["tests"]).items()}
    latin = [name for name in codes if not _EAST_ASIAN.search(name)]
    others = [name for name in codes if _EAST_ASIAN.search(name)]
    every_test = "|".join(form for forms in tests.values() for form in forms)
    return _Vocabulary(
        names=re.compile(
            rf"(?<![^\W\d_\u4e00-\u9fff]){alternation(tuple(latin))}(?![a-zß-ÿ])|{alternation(tuple(others))}",
            re.IGNORECASE,
        ),
        tests=re.compile(rf"(?<![A-Za-z])(?:{every_test}){_SCORE}", re.IGNORECASE),
        fluency=re.compile(rf"(?<![A-Za-z]){alternation(strings(words['fluency']))}(?![A-Za-z])", re.IGNORECASE),
        tokens=frozenset(
            token for name in [*codes, every_test.lower()] for token in _TOKEN.findall(name) if len(token) > 1
        ),
        codes=codes,
        test_codes=tuple((re.compile("|".join(forms), re.IGNORECASE), code) for code, forms in tests.items()),
    )
