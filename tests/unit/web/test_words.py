"""The words of the console: all there, in both languages, and all said somewhere."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from bole.lexicon.resources import load_mapping, mapping
from bole.web.pages import LANGUAGES, words_in

_PACKAGE = Path(str(files("bole.web")))
_NAMED = re.compile(r"""\bsay\(\s*["']([A-Za-z_]+)["']\s*[,)]|\btext\(\s*\w+,\s*["']([A-Za-z_]+)["']""")
_SOURCES = sorted([*_PACKAGE.rglob("*.jinja"), *_PACKAGE.rglob("*.py")])
_TEXT = "\n".join(source.read_text(encoding="utf-8") for source in _SOURCES)
_WORDS = {
    key: mapping(entry, key)
    for file in sorted(_PACKAGE.glob("words/*.yaml"))
    for key, entry in load_mapping("bole.web", f"words/{file.name}").items()
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_phrase_that_a_page_names_is_there(language: str) -> None:
    words = words_in(language)
    named = {
        key: source.name
        for source in _SOURCES
        for found in _NAMED.findall(source.read_text(encoding="utf-8"))
        for key in found
        if key
    }
    assert len(named) > 100
    assert {key: place for key, place in named.items() if not words.has(key)} == {}


def test_every_phrase_is_whole_in_both_languages() -> None:
    """A comma without quotes would cut a phrase short, and make a language of its rest."""
    assert {key: list(entry) for key, entry in _WORDS.items() if set(entry) != set(LANGUAGES)} == {}
    assert {key: entry for key, entry in _WORDS.items() if len({_values(one) for one in entry.values()}) > 1} == {}


def test_every_phrase_is_said_somewhere() -> None:
    assert [key for key in _WORDS if not _is_said(key)] == []


def _values(phrase: object) -> frozenset[str]:
    """Returns what a phrase names; of one with a plural what the plural does."""
    text = str(mapping(phrase, "plural")["other"] if isinstance(phrase, dict) else phrase)
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name)


def _is_said(key: str) -> bool:
    """Tells whether a page names a phrase, puts its key together from a beginning, or looks up a code of a group."""
    if re.search(rf"""["']{key}["']""", _TEXT):
        return True
    return any(
        re.search(rf"""["']{start}_(["']|\{{)""", _TEXT)
        or (end.isupper() and re.search(rf"""named\(.*["']{start}["'],|\b{start}\(""", _TEXT))
        for start, end in _parted(key)
    )


def _parted(key: str) -> Iterator[tuple[str, str]]:
    parts = key.split("_")
    return (("_".join(parts[:count]), "_".join(parts[count:])) for count in range(1, len(parts)))
