"""Drops from a model's narrative every sentence that says what the documents and the rubric do not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from bole.domain.resume import Profile
from bole.domain.rubric import Rubric
from bole.evidence.cue_patterns import pattern, words
from bole.evidence.experience_narrative import MOST_CODE_POINTS
from bole.evidence.names import name_parts
from bole.evidence.privacy import is_impersonal
from bole.evidence.reading import Reading
from bole.evidence.stated_names import names_of
from bole.evidence.stated_numbers import Stated, stated
from bole.lexicon.actions import has_action
from bole.lexicon.folding import HAN, LATIN, Folded, fold
from bole.lexicon.output_language import strays
from bole.lexicon.skills import SkillMention, skill_table

_HAN = re.compile(rf"[{HAN}]")
_LATIN_WORD = re.compile(rf"[{LATIN}][{LATIN}0-9]*(?:[.+#&'/-]+[{LATIN}0-9]+)*[+#]*", re.IGNORECASE)
_JOINERS = re.compile(r"[.'&/-]")
_PLACEHOLDER = re.compile(r"\[[A-Z]{2,12}\]|‹")
_ENDS = ".。!！?？"
_OPENING = " \"'“‘(（「"
_BEFORE_SENTENCE = ("", *".:;!?。：；！？")
_SUFFIXES = ("有限公司", "公司", "集团", "大学", "学院", "医院", "银行", "研究院", "研究所", "事务所", "工作室")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedNarrative:
    """What is left of a narrative: at most 400 code points, and how many of its sentences were dropped.

    `mixed` are those of the dropped ones that are not, or not throughout, in the language that was asked for.
    """

    text: str
    dropped: int
    mixed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What a rubric says: its folded text, pieces parted by line breaks, and the ids of the skills that it names."""

    folded: str
    stated: Stated
    words: frozenset[str]
    skills: frozenset[str]


@dataclass(frozen=True)
class _Sources:
    """What the documents and the rubric say; found when a sentence first needs it."""

    readings: tuple[Reading, ...]
    asked: _Asked

    @cached_property
    def documents(self) -> str:
        """The folded text of the documents, parted by line breaks."""
        return "\n".join(reading.folded.text for reading in self.readings)

    @cached_property
    def stated(self) -> Stated:
        """Their numbers and dates."""
        return stated(self.documents) | self.asked.stated

    @cached_property
    def words(self) -> frozenset[str]:
        """Their Latin words, as keys."""
        return frozenset(_keys(self.documents)) | self.asked.words

    @cached_property
    def skills(self) -> frozenset[str]:
        """Ids of the skills that they name."""
        return self.asked.skills | {one.skill.skill_id for reading in self.readings for one in reading.skill_mentions}

    @property
    def profiles(self) -> tuple[Profile, ...]:
        """Whose narrative it is."""
        return tuple(reading.resume.profile for reading in self.readings)

    def hold(self, folded: str) -> bool:
        """Tells whether a folded piece of text stands in them."""
        return folded in self.documents or folded in self.asked.folded


def check_narrative(
    sentences: Sequence[str], readings: Sequence[Reading], rubric: Rubric, language_code: str
) -> CheckedNarrative:
    """Keeps the sentences of a narrative that only repeat what stands in the documents or the rubric.

    Dropped is a sentence with a number, a date, a Latin word (in English: a name, a term), a skill or an organisation
    that stands in neither; one that judges the candidate or speaks to the reader; one that says who the person is,
    holds a placeholder, is in another language or has been said before; and one that would make the text too long.

    Args:
        sentences: What the model wrote, a sentence each.
        readings: The documents as they were before masking.
        rubric: What was asked for.
        language_code: BCP-47 of the narrative.

    Returns:
        The sentences left, in their order, each with a full stop.
    """
    sources = _Sources(readings=tuple(readings), asked=_asked(tuple(_rubric_texts(rubric))))
    chinese = language_code.lower().startswith("zh")
    text = ""
    said: set[str] = set()
    dropped = mixed = 0
    names = names_of(sources.profiles, rubric)
    for sentence in map(_tidy, sentences):
        whole = sentence if sentence[-1:] in _ENDS else f"{sentence}{'。' if chinese else '.'}"
        longer = f"{text}{'' if chinese or not text else ' '}{whole}"
        if strays(sentence, language_code, names):
            mixed += 1
        elif (
            not sentence
            or sentence in said
            or len(longer) > MOST_CODE_POINTS
            or not _holds(sentence, sources, language_code)
        ):
            dropped += 1
        else:
            said.add(sentence)
            text = longer
    return CheckedNarrative(text=text, dropped=dropped + mixed, mixed=mixed)


def _tidy(sentence: str) -> str:
    return " ".join(sentence.split())


def _holds(sentence: str, sources: _Sources, language_code: str) -> bool:
    if _PLACEHOLDER.search(sentence) or not sentence.isprintable() or not _in_language(sentence, language_code):
        return False
    if not all(is_impersonal(sentence, profile) for profile in sources.profiles) or _names_somebody(sentence, sources):
        return False
    folded = fold(sentence)
    if pattern("narrative", "judgements").search(folded.text):
        return False
    mentions = skill_table().find(folded)
    said = stated(folded.text)
    return (
        (not said or sources.stated.holds(said))
        and all(_key(word) in sources.words for word in _telling_words(sentence, mentions, language_code))
        and all(_stands_as_skill(mention, sources) for mention in mentions)
        and _organizations_stand(folded, sources)
    )


def _names_somebody(sentence: str, sources: _Sources) -> bool:
    """Tells whether a sentence holds a part of the candidate's name, such as the given name alone."""
    spoken = {word.lower().removesuffix("'s") for word in _LATIN_WORD.findall(sentence) if not word.islower()}
    return any(part in spoken for profile in sources.profiles for part in name_parts(profile))


@lru_cache(maxsize=256)
def _asked(texts: tuple[str, ...]) -> _Asked:
    """Reads a rubric's texts once: they come with every resume of a batch."""
    pieces = [fold(text) for text in texts]
    folded = "\n".join(one.text for one in pieces)
    return _Asked(
        folded=folded,
        stated=stated(folded),
        words=frozenset(_keys(folded)),
        skills=frozenset(one.skill.skill_id for piece in pieces for one in skill_table().find(piece)),
    )


def _rubric_texts(rubric: Rubric) -> Iterator[str]:
    yield rubric.title
    for criterion in rubric.criteria:
        yield criterion.text
        yield from (term.name for term in criterion.terms)


def _in_language(sentence: str, language_code: str) -> bool:
    """Tells whether the script fits, Han for Chinese and else Latin; names of the other script may stand."""
    han = len(_HAN.findall(sentence))
    latin = len(_LATIN_WORD.findall(sentence))
    if language_code.lower().startswith("zh"):
        return han >= max(2, latin)
    return latin >= 2 and han <= 2 * latin


def _keys(text: str) -> Iterator[str]:
    """Yields each Latin word of a text, and its parts where marks join some, as keys."""
    for word in _LATIN_WORD.findall(text):
        yield _key(word)
        parts = _JOINERS.split(word)
        yield from (_key(part) for part in parts if part and len(parts) > 1)


def _key(word: str) -> str:
    folded = fold(word).text.strip() if not word.isascii() else word.lower()
    return _JOINERS.sub("", folded.removesuffix("'s"))


def _telling_words(sentence: str, mentions: Sequence[SkillMention], language_code: str) -> Iterator[str]:
    """Yields the Latin words that must stand in the sources: all in Chinese, names and terms in other languages."""
    skills = [mention.span for mention in mentions]
    chinese = language_code.lower().startswith("zh")
    for match in _LATIN_WORD.finditer(sentence):
        # Skills are compared by what they are, whatever their spelling.
        if any(span.start <= match.start() and match.end() <= span.end for span in skills):
            continue
        opens = sentence[: match.start()].rstrip(_OPENING)[-1:] in _BEFORE_SENTENCE
        if chinese or _is_name(match.group(), opens=opens):
            yield match.group()


def _is_name(word: str, *, opens: bool) -> bool:
    """Tells whether an English word is a name or a term rather than a word of the language."""
    if any(one.isupper() for one in word[1:]) or any(one.isdigit() or one in "+#" for one in word):
        return True
    plain = word.lower()
    if not word[0].isupper() or plain in words("narrative", "plain"):
        return False
    return not (opens and (plain.endswith(("ed", "ing", "ly")) or has_action(plain)))


def _stands_as_skill(mention: SkillMention, sources: _Sources) -> bool:
    """Tells whether a skill is named by the sources, in any spelling; conduct is no fact that could be missing."""
    return mention.skill.kind == "SOFT_SKILL" or mention.skill.skill_id in sources.skills


def _organizations_stand(folded: Folded, sources: _Sources) -> bool:
    for match in pattern("narrative", "english_organizations").finditer(folded.source):
        if not sources.hold(fold(match.group()).text.strip()):
            return False
    return all(
        _han_organization_stands(match.group(), sources)
        for match in pattern("narrative", "chinese_organizations").finditer(folded.text)
    )


def _han_organization_stands(run: str, sources: _Sources) -> bool:
    """Tells whether the name at the end of a run of characters stands in the sources, or the run names none.

    Where a name begins in running text no mark shows: the longest end of the run that stands counts, if what is before
    it can be no part of a name.
    """
    suffix = next(one for one in _SUFFIXES if run.endswith(one))
    if pattern("narrative", "generic_organizations").search(run.removesuffix(suffix)):
        return True
    starts = range(len(run) - len(suffix) - 1)
    return any(
        sources.hold(run[start:]) and pattern("narrative", "before_organization").search(run[:start])
        for start in starts
    )
