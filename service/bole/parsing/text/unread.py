"""Judges what a file carries beside its pages: metadata, replacement and alternative texts, comments.

None of it is ever read as text of the resume. It is reported only where it says something that the page does not and
that could sway whoever reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from operator import add

from bole.domain.resume import Box, HiddenText, HiddenTextKind
from bole.lexicon.folding import HAN, fold
from bole.lexicon.injection import injections
from bole.lexicon.sentences import sentences
from bole.lexicon.skills import skill_table
from bole.parsing.text.characters import clean_line

_FEWEST_WORDS = 3
_LONGEST_NAME = 5
_EXCERPT = 200
_MOST_PIECES = 20
_LONGEST = 20_000
"""Code points of one text that are looked at."""
_MOST = 200_000
"""Code points of all of them."""
_MOST_KEPT = 200
_UNBROKEN = f"{HAN}\u3041-\u30ff"
_WORD = re.compile(rf"[^\W_{_UNBROKEN}]+|[{_UNBROKEN}]+")
_HAN_RUN = re.compile(rf"[{_UNBROKEN}]")
_SURE = 5
"""Letters of a word from which it cannot stand in the page by chance across two others."""
_LETTERS = 2
_SKILL_KINDS = frozenset({"SKILL", "DOMAIN", "CERTIFICATION"})
# Programs name a file after the document, or call pictures by what they are, where the author wrote nothing.
_WRITTEN_BY_PROGRAMS = re.compile(
    r"^\s*microsoft (?:office )?(?:word|excel|powerpoint)\s*[-–—]\s*"
    r"|\bdescription automatically generated(?: with \w+ confidence)?|\bAI-generated content may be incorrect\.?"
    r"|\b(?:with solid fill|outline)\s*$"
    r"|\b(?:microsoft )?(?:office )?(?:word|excel|powerpoint) (?:document|presentation|文档|文件)"
    r"|\bpowerpoint[- ]?(?:presentation|präsentation|演示文稿|简报|簡報|プレゼンテーション|프레젠테이션)"
    r"|(?:presentación de|présentation|apresentação do|презентация) powerpoint\b"
    r"|(?:\bhttps?://|\bwww\.|\bmailto:)\S+|\.(?:docx?|pdf|odt|rtf|html?|txt|tex|jpe?g|png|gif|svg|indd|ai|psd)\b",
    re.IGNORECASE,
)
_SAY_NOTHING = frozenset({
    "a", "an", "and", "as", "at", "by", "cover", "curriculum", "cv", "document", "doc", "docx", "draft", "english",
    "en", "final", "for", "from", "icon", "image", "in", "is", "it", "jpeg", "jpg", "letter", "lebenslauf", "logo",
    "my", "new", "of", "on", "or", "page", "pdf", "png", "portfolio", "profile", "resume", "resumé", "résumé",
    "template", "templates", "the", "this", "to", "untitled", "version", "vita", "vitae", "with", "简历", "模板",
    "文档", "模版",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class UnreadText:
    """A text that a file carries and no page shows; `text` may have any length and hold line breaks."""

    kind: HiddenTextKind
    text: str
    page_number: int = 1
    box: Box | None = None


def unread_findings(
    visible_text: str, candidates: Iterable[UnreadText]
) -> tuple[tuple[HiddenText, ...], tuple[HiddenText, ...]]:
    """Sorts texts beside the page into what is reported and what may matter once it is known what is asked for.

    A text counts from three words on that the visible text lacks: words between blanks whatever their case, and two
    Han characters or kana for a word. Words about documents (`resume`, `template`, 简历), articles, addresses of the
    web and what programs write by themselves do not count. Names of programs and dates are no candidates: leave them
    out. What one author could have spread over several fields belongs into one candidate.

    Args:
        visible_text: What the pages show, all of them.
        candidates: The texts, in the order of the document.

    Returns:
        The findings, which name a skill of the lexicon or address the screening, and the others, each in pieces of at
        most 200 code points; both in the order of `candidates`.
    """
    page = _Page(visible_text)
    hidden: list[HiddenText] = []
    unread: list[HiddenText] = []
    budget = _MOST
    for candidate in dict.fromkeys(candidates):
        text = _cleaned(candidate.text[: max(min(_LONGEST, budget), 0)])
        budget -= len(text)
        if not page.lacks_words(text):
            continue
        start = _telling(text)
        if start is not None:
            hidden.append(_found(candidate, _from(text, start)))
        else:
            unread += [_found(candidate, piece) for piece in _pieces(text)]
    return tuple(hidden), tuple(unread[:_MOST_KEPT])


def reads_as_name(text: str) -> bool:
    """Tells whether a text is no longer than the name of a person or company: at most five words.

    Fields such as author and company hold names that no page shows; a longer text in them is no name.
    """
    words = (word for word in _WORD.findall(text) if not word.isdecimal())
    return sum(len(word) / 2 if _HAN_RUN.match(word) else 1 for word in words) <= _LONGEST_NAME


@dataclass(slots=True)
class _Page:
    """What the pages show; folded when the first text is compared with it."""

    text: str
    _words: frozenset[str] | None = None
    _squeezed: str = field(default="")

    def lacks_words(self, text: str) -> bool:
        if not any(map(str.isalpha, text)):
            return False
        words = [word for word in dict.fromkeys(_WORD.findall(fold(text).text)) if word not in _SAY_NOTHING]
        if sum(len(word) // 2 if _HAN_RUN.match(word) else 1 for word in words) < _FEWEST_WORDS:
            return False
        if self._words is None:
            folded = fold(self.text).text
            self._words = frozenset(_WORD.findall(folded))
            self._squeezed = "".join(folded.split())
        lacking: set[str] = set()
        for word in words:
            lacking.update(self._lacking(word, self._words))
            if len(lacking) >= _FEWEST_WORDS:
                return True
        return False

    def _lacking(self, word: str, shown: frozenset[str]) -> Iterator[str]:
        if word in shown:
            return
        if _HAN_RUN.match(word):
            yield from self._lacking_pairs(word)
        elif sum(map(str.isalpha, word)) >= _LETTERS and (len(word) < _SURE or word not in self._squeezed):
            yield word

    def _lacking_pairs(self, run: str) -> Iterator[str]:
        """Returns every two characters in a row that are part of nothing that the pages show."""
        shown = [pair in self._squeezed or pair in _SAY_NOTHING for pair in map(add, run, run[1:])]
        known = [before or behind for before, behind in pairwise((False, *shown, False))]
        index = 0
        while index < len(run) - 1:
            lacks = not known[index] and not known[index + 1]
            if lacks:
                yield run[index : index + 2]
            index += 1 + lacks


def _cleaned(text: str) -> str:
    lines = (clean_line(line).text for line in text.splitlines())
    return " ".join(_WRITTEN_BY_PROGRAMS.sub(" ", " ".join(lines)).split())


def _telling(text: str) -> int | None:
    """Returns where the text first names a skill or addresses the screening; None where it does neither."""
    folded = fold(text)
    found = [span.start for span in injections(folded, sentences(text), in_sight=False)]
    if not found:
        found = [one.span.start for one in skill_table().find(folded) if one.skill.kind in _SKILL_KINDS]
    return min(found, default=None)


def _from(text: str, start: int) -> str:
    """Returns the text from its beginning, or from what tells where that stands far behind."""
    return text if start < _EXCERPT // 2 else text[start:]


def _pieces(text: str) -> Iterator[str]:
    for _ in range(_MOST_PIECES):
        if not text:
            return
        border = text.rfind(" ", 0, _EXCERPT + 1) if len(text) > _EXCERPT else -1
        piece = text[: border if border > 0 else _EXCERPT]
        yield piece
        text = text[len(piece) :].lstrip()


def _found(candidate: UnreadText, excerpt: str) -> HiddenText:
    return HiddenText(
        kind=candidate.kind,
        excerpt=excerpt[:_EXCERPT].rstrip(),
        page_number=candidate.page_number,
        box=candidate.box,
    )
