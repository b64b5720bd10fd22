"""Tells whether a text is in the language that was asked for, Chinese or English: what is not is found and returned.

Names, quotes and terms of a trade may stand in any language, prose may not. Models mix: Chinese words in English
sentences, English phrases in Chinese ones, letters of a third language in either.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from bole.lexicon.folding import HAN
from bole.lexicon.resources import load_mapping, strings

_QUOTED = re.compile(r"“[^”]*”|「[^」]*」|『[^』]*』|《[^》]*》|\"[^\"]*\"|`[^`]*`")
_ADDRESS = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+|(?:https?://|www\.)[!-~]+")
_WORD = re.compile(r"[^\W\d_]+")
_HAN_RUN = re.compile(rf"[{HAN}]+")
_GLOSS = re.compile(rf"(?<=[A-Za-z.])\s?\([{HAN}·\s]{{2,20}}\)")
_LATIN = "A-Za-z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff"
_LATIN_RUN = re.compile(rf"[{_LATIN}][{_LATIN}0-9.+#&'’/-]*(?:\s+[{_LATIN}][{_LATIN}0-9.+#&'’/-]*)*")
_LATIN_WORD = re.compile(rf"[{_LATIN}]+(?:['’][{_LATIN}]+)?")
_GREEK = re.compile(r"[\u0370-\u03ff]")

_LONGEST_TERM = 3
"""Latin words that a text in Chinese may consist of: a name of a skill, such as a competency."""

_LONGEST_RUN = 5
"""Words in small letters that a term of a trade has at most."""

_TELLING = 6
"""Latin words from which on the words of a language tell which it is."""


def strays(text: str, language_code: str, names: Collection[str] = ()) -> tuple[str, ...]:
    """Returns the pieces of a text that are in another language than the one asked for, in order; empty where none is.

    Passages in quotation marks or book title marks, and addresses, may be in any. Texts without letters are in every
    language.

    Args:
        text: What was written, such as a sentence or an interview question.
        language_code: BCP-47: Chinese for `zh` and its variants, else English.
        names: What may stand as it is spelled: employers, schools, terms of the rubric.
    """
    plain = _without(unicodedata.normalize("NFKC", _ADDRESS.sub(" ", _QUOTED.sub(" ", text))), names)
    found = [*_other_letters(plain), *(_in_chinese if _is_chinese(language_code) else _in_english)(plain)]
    return tuple(dict.fromkeys(piece.strip() for piece in found))


def _is_chinese(language_code: str) -> bool:
    return language_code.lower().split("-")[0] == "zh"


def _without(text: str, names: Collection[str]) -> str:
    folded = text.lower()
    for name in sorted({unicodedata.normalize("NFKC", one).lower() for one in names}, key=len, reverse=True):
        if len(name) < 2 or name not in folded:
            continue
        borders = (
            rf"(?<![{_LATIN}0-9])" if name[0].isascii() else "",
            rf"(?![{_LATIN}0-9])" if name[-1].isascii() else "",
        )
        text = re.sub(f"{borders[0]}{re.escape(name)}{borders[1]}", " · ", text, flags=re.IGNORECASE)
        folded = text.lower()
    return text


def _other_letters(text: str) -> Iterator[str]:
    """Yields words with letters that are neither Latin nor Han; a Greek letter by itself is a symbol."""
    for match in _WORD.finditer(text):
        foreign = [one for one in match.group() if not _is_known(one)]
        if foreign and not (len(foreign) == 1 and _GREEK.match(foreign[0])):
            yield match.group()


def _is_known(letter: str) -> bool:
    return letter < "\u0250" or "\u1e00" <= letter <= "\u1eff" or _HAN_RUN.match(letter) is not None


def _in_english(text: str) -> Iterator[str]:
    without_glosses = _GLOSS.sub(" ", text)
    yield from (match.group() for match in _HAN_RUN.finditer(without_glosses))
    spoken = [word.lower() for word in _LATIN_WORD.findall(text)]
    rules = _rules()
    others = sum(word in rules.others for word in spoken)
    if len(spoken) >= _TELLING and others > max(1, sum(word in rules.function for word in spoken)):
        yield text


def _in_chinese(text: str) -> Iterator[str]:
    plain = _rules().terms.sub(" · ", text)
    spoken = _LATIN_WORD.findall(plain)
    if not _HAN_RUN.search(text) and len(spoken) > _LONGEST_TERM:
        yield text
        return
    yield from (match.group() for match in _LATIN_RUN.finditer(plain) if _is_prose(match.group()))


def _is_prose(run: str) -> bool:
    """Tells whether Latin words that stand together are English prose rather than a name or a term."""
    rules = _rules()
    spoken = _LATIN_WORD.findall(run)
    content = [word for word in spoken if word.lower() not in rules.function]
    if content and not any(word.islower() for word in content):
        return len(content) > _LONGEST_RUN + _LONGEST_TERM  # a name such as Bank of America, or a cry
    if any(word.lower() in rules.prose and word.islower() for word in spoken):
        return True
    says = any(word.lower() in rules.function for word in spoken)
    return (says and len(spoken) > 1) or sum(word.islower() for word in content) > _LONGEST_RUN


@dataclass(frozen=True, slots=True)
class _Rules:
    function: frozenset[str]
    prose: frozenset[str]
    others: frozenset[str]
    terms: re.Pattern[str]


@lru_cache(maxsize=1)
def _rules() -> _Rules:
    lists = load_mapping("bole.lexicon", "output_language.yaml")
    terms = [term for line in strings(lists["terms_with_function_words"]) for term in line.split("|")]
    spelled = "|".join(re.escape(term) for term in sorted(terms, key=len, reverse=True))
    function = _words(strings(lists["english_function"]))
    return _Rules(
        function=function,
        prose=_words(strings(lists["english_prose"])),
        others=_words(strings(lists["other_function"])) - function,
        terms=re.compile(rf"(?<![{_LATIN}])(?:{spelled})(?![{_LATIN}])", re.IGNORECASE),
    )


def _words(lines: Iterable[str]) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())
