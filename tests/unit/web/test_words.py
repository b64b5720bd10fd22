"""The words of the console: all there, in both languages."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest

from bole.web.pages import LANGUAGES, words_in

_PACKAGE = Path(str(files("bole.web")))
_NAMED = re.compile(r"""\bsay\(\s*["']([A-Za-z_]+)["']\s*[,)]|\btext\(\s*\w+,\s*["']([A-Za-z_]+)["']""")
_SOURCES = sorted([*_PACKAGE.rglob("*.jinja"), *_PACKAGE.rglob("*.py")])


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
