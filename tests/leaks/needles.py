"""What no log and no span may hold: pieces of test resumes, names of their people, names of their files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]

_WINDOW = 12
"""Code points of a piece of a line that counts as a find."""
_CJK_WINDOW = 6
"""The same where they are Chinese."""
_CJK = re.compile(r"[\u3400-\u9fff]")
_IDENTIFIER = re.compile(r"[a-z_]+")
"""May be the name of a function, which lines tell: no find."""
_WORD = re.compile(r"\w+")
_SPACE = re.compile(r"\s+")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")

_FILE = re.compile(r"[\w-]+\.(?:pdf|docx?|html?|md|txt|rtf|odt|eml|msg|zip|png|jpe?g)\b")
_PERSON = re.compile(r"(?:[A-Z][\w'-]+ ){1,3}[A-Z][\w'-]+|[\u3400-\u9fff]{2,4}")

_FOLDERS = ("examples/resumes", "examples/source", "tests/data/acceptance/resumes")
_LITERAL = re.compile(
    r'(^ *)?[rbf]{0,2}(?:"""((?:[^"\\]|\\.|"(?!""))*)"""|"((?:[^"\\\n]|\\.)*)")(\s*)', re.DOTALL | re.MULTILINE
)
_CODE = re.compile(r"^ *(?:import|from|def|class|raise) \w", re.MULTILINE)
_LINES = 3
"""A text in a test that has so many lines is taken for a document."""
_OF_THE_REPOSITORY = frozenset({"readme.md", "report.html"})
"""Names that are no secrets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Needles:
    """What is looked for.

    Attributes:
        pieces: Parts of lines, each of one of two lengths.
        people: Names of persons.
        files: Names of files.
    """

    pieces: frozenset[str]
    people: tuple[str, ...]
    files: frozenset[str]

    def found_in(self, text: str) -> str:
        """Returns the first piece or name that a text holds; empty where it holds none."""
        plain = _plain(_ESCAPE.sub(lambda found: chr(int(found[1], 16)), text))
        for at in range(len(plain)):
            for length in (_CJK_WINDOW, _WINDOW):
                piece = plain[at : at + length]
                if piece in self.pieces:
                    return piece
        names = (*filter(plain.__contains__, self.people), *filter(self.files.__contains__, _FILE.findall(plain)))
        return next(iter(names), "")


def needles() -> Needles:
    """Reads the documents of the examples and of the tests, and the texts in the tests themselves."""
    files = [file for folder in _FOLDERS for file in (REPOSITORY / folder).iterdir()]
    texts = [_text_of(file) for file in files if file.suffix in {".txt", ".md", ".html"}]
    literals = [text for file in (REPOSITORY / "tests").rglob("*.py") for text in _literals(file)]
    texts += [text for file in (REPOSITORY / "tests/corpus").glob("*.py") for text in _literals(file)]
    names = {file.name for file in files} | {literal for literal in literals if _FILE.fullmatch(literal)}
    documents = (text for text in literals if text.count("\n") >= _LINES and not _CODE.search(text))
    return made_of([*texts, *documents], names)


def made_of(documents: Iterable[str], file_names: Iterable[str]) -> Needles:
    """Returns the needles of some documents."""
    texts = tuple(documents)
    firsts = (next(filter(str.strip, text.splitlines()), "").strip("# ") for text in texts)
    return Needles(
        pieces=frozenset(piece for text in texts for line in text.splitlines() for piece in _pieces(_plain(line))),
        people=tuple(sorted({_plain(first) for first in firsts if _PERSON.fullmatch(first)})),
        files=frozenset(map(_plain, file_names)) - _OF_THE_REPOSITORY,
    )


def _pieces(line: str) -> Iterator[str]:
    for word in _WORD.finditer(line):
        piece = line[word.start() : word.start() + _WINDOW]
        if len(piece) == _WINDOW and not _IDENTIFIER.fullmatch(piece):
            yield piece
    for character in _CJK.finditer(line):
        piece = line[character.start() : character.start() + _CJK_WINDOW]
        if len(_CJK.findall(piece)) == _CJK_WINDOW:
            yield piece


def _literals(file: Path) -> Iterator[str]:
    """Returns the texts in a module but for docstrings; those that follow each other are one."""
    whole, end = "", 0
    for found in _LITERAL.finditer(file.read_text(encoding="utf-8")):
        indented, long, short, _ = found.groups()
        if found.start() != end:
            yield whole
            whole = ""
        end = found.end()
        if long is None or indented is None:  # else it is a docstring
            whole += (long or short or "").replace("\\n", "\n")
    yield whole


def _text_of(file: Path) -> str:
    encoding = next((one for one in ("gb18030", "big5") if file.name.endswith(f"{one}.txt")), "utf-8")
    return file.read_text(encoding=encoding)


def _plain(text: str) -> str:
    return _SPACE.sub(" ", text).strip().casefold()
