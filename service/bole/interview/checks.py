"""What code can check of a question: asked when kits are composed, and of questions that a model writes."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache, partial

from bole.domain.interview import Difficulty, InterviewQuestion
from bole.domain.resume import ParsedResume
from bole.evidence.stated_names import names_of
from bole.interview.language import fields_of, mixed_fields
from bole.interview.quoting import privacy, says_who
from bole.lexicon.folding import fold
from bole.lexicon.resources import any_of, load_mapping, mapping, strings

SHORTEST = 15
"""Code points of a question."""

LONGEST = 400
"""Code points of a question."""

ALIKE = 0.8
"""Share of common character trigrams (Dice) from which two questions count as the same."""

_QUOTED = re.compile(r"“[^”]*”|「[^」]*」|『[^』]*』|\"[^\"]*\"")
_SENTENCE = re.compile(r"[^。.!！?？]*[?？]")
_TOKEN = re.compile(r"[a-z][a-z0-9+#.]*[a-z0-9+#]|[0-9][0-9.,]*|[一-鿿]+")
_HAN = re.compile(r"[一-鿿]")
_LATIN = re.compile(r"[A-Za-z]")


class Problem(StrEnum):
    """What is wrong with a question."""

    LENGTH = "LENGTH"
    NOT_ONE_QUESTION = "NOT_ONE_QUESTION"
    YES_NO = "YES_NO"
    QUOTE_NOT_IN_TEXT = "QUOTE_NOT_IN_TEXT"
    NOT_SPECIFIC = "NOT_SPECIFIC"
    DUPLICATE = "DUPLICATE"
    PROTECTED_TOPIC = "PROTECTED_TOPIC"
    PERSONAL_DATA = "PERSONAL_DATA"
    LANGUAGE = "LANGUAGE"
    GUIDE_INCOMPLETE = "GUIDE_INCOMPLETE"
    NOT_ONE_COMPETENCY = "NOT_ONE_COMPETENCY"
    LEVEL = "LEVEL"


def problems(
    question: InterviewQuestion,
    others: Sequence[InterviewQuestion],
    resume: ParsedResume,
    *,
    language_code: str = "",
    terms: Sequence[str] = (),
    avoid: Sequence[str] = (),
) -> tuple[str, ...]:
    """Returns what is wrong with a question of a candidate's own, in the order of `Problem`; empty when it may stand.

    Args:
        question: The question to judge.
        others: The questions that stand in the kit already.
        resume: The resume that its evidence points into.
        language_code: BCP-47 language that was asked for; empty to leave the language open.
        terms: Names of the criterion's terms: a token of the quote that the question holds must be another one.
        avoid: Texts of further questions that it may not resemble.
    """
    names = partial(_names, resume, terms)
    wrong = set(core_problems(question, others, language_code=language_code, avoid=avoid, names=names))
    tied = {
        Problem.QUOTE_NOT_IN_TEXT: not _quotes_stand(question, resume),
        Problem.NOT_SPECIFIC: not _is_specific(question, terms),
        Problem.PERSONAL_DATA: _tells_who(question, resume),
    }
    wrong |= {problem.value for problem, present in tied.items() if present}
    return tuple(problem.value for problem in Problem if problem.value in wrong)


def core_problems(
    question: InterviewQuestion,
    others: Sequence[InterviewQuestion],
    *,
    language_code: str = "",
    avoid: Sequence[str] = (),
    names: Callable[[], Collection[str]] = frozenset,
) -> tuple[str, ...]:
    """Returns what is wrong with a question whoever it is asked of: one of a role's, which no passage stands behind.

    Arguments as in `problems`; `names` are what may stand as it is spelled in any language.
    """
    asked = unquoted(question.question)
    folded = fold(asked).text
    alike = (*(other.question for other in others), *avoid)
    found = {
        Problem.LENGTH: not SHORTEST <= len(question.question) <= LONGEST,
        Problem.NOT_ONE_QUESTION: not _is_one_question(asked),
        Problem.YES_NO: is_yes_no(question.question),
        Problem.DUPLICATE: any(similarity(question.question, other) >= ALIKE for other in alike),
        Problem.PROTECTED_TOPIC: _is_protected(question),
        Problem.LANGUAGE: not _is_in(asked, language_code) or _is_mixed(question, language_code, names),
        Problem.GUIDE_INCOMPLETE: not _has_guide(question),
        Problem.NOT_ONE_COMPETENCY: not _is_one_competency(question.competency),
        Problem.LEVEL: _is_off_level(folded, question.difficulty),
    }
    return tuple(problem.value for problem, present in found.items() if present)


def is_yes_no(question: str) -> bool:
    """Tells whether a yes or a no would answer the question; what it quotes does not count."""
    rules = _rules()
    asked = fold(unquoted(question)).text
    sentences = [match.group().strip() for match in _SENTENCE.finditer(asked)]
    last = sentences[-1] if sentences else asked
    if rules.yes_no_han.search(last) or rules.yes_no_latin.search(last):
        return True
    return rules.yes_no_inside.search(last) is not None and rules.interrogatives.search(last) is None


def unquoted(question: str) -> str:
    """Returns what a question says itself, without what it quotes."""
    return _QUOTED.sub(" ", question)


def similarity(left: str, right: str) -> float:
    """Returns how alike two questions are: the Dice share of their common folded character trigrams, 0..1."""
    first, second = _trigrams(left), _trigrams(right)
    if not first or not second:
        return float(left == right)
    return 2 * len(first & second) / (len(first) + len(second))


def _is_one_question(asked: str) -> bool:
    marks = asked.count("?") + asked.count("？")
    folded = fold(asked).text
    if marks == 0:
        return _rules().imperatives.search(folded) is not None
    return marks == 1 and _rules().interrogatives.search(folded) is not None


def _quotes_stand(question: InterviewQuestion, resume: ParsedResume) -> bool:
    tied = question.evidence
    return bool(tied) and all(one.quote and one.span.of(resume.text) == one.quote for one in tied)


def _is_specific(question: InterviewQuestion, terms: Sequence[str]) -> bool:
    known = {token for term in terms for token in _tokens(term)}
    said = _tokens(question.question)
    return any(said & (_tokens(one.quote) - known) for one in question.evidence)


def _tells_who(question: InterviewQuestion, resume: ParsedResume) -> bool:
    """Tells whether any text names the person, or a school or address of theirs: an interviewer reads all of them."""
    if any(says_who(one.quote) for one in question.evidence):
        return True
    said = "\n".join(text for _, text in fields_of(question))
    basics = resume.profile.basics
    facts = [*basics.emails, *basics.phones, *basics.urls, *(entry.institution for entry in resume.profile.education)]
    if any(fact is not None and len(fact.value) > 1 and fact.value in said for fact in facts):
        return True
    return any(
        re.search(rf"(?<![^\W_]){re.escape(name)}(?![^\W_])" if name.isascii() else re.escape(name), said)
        for name in privacy(resume).names
    )


def _is_protected(question: InterviewQuestion) -> bool:
    """Tells whether any text is on what nobody may be asked: follow-ups are spoken as well."""
    said = "\n".join(unquoted(text) for _, text in fields_of(question))
    return _rules().protected.search(fold(said).text) is not None


def _is_in(asked: str, language_code: str) -> bool:
    if not language_code:
        return True
    han, latin = len(_HAN.findall(asked)), len(_LATIN.findall(asked))
    if language_code.lower().startswith("zh"):
        return han >= 8
    return latin >= 20 and han * 3 <= latin


def _is_mixed(question: InterviewQuestion, language_code: str, names: Callable[[], Collection[str]]) -> bool:
    return bool(language_code and mixed_fields(question, language_code, names))


def _names(resume: ParsedResume, terms: Sequence[str]) -> Collection[str]:
    return names_of([resume.profile]) | set(terms)


def _has_guide(question: InterviewQuestion) -> bool:
    anchors = question.rating_anchors
    told = question.reason and question.competency and anchors.low and anchors.medium and anchors.high
    return bool(told) and len(question.expected_points) >= 3 and len(question.follow_ups) >= 2


def _is_one_competency(competency: str) -> bool:
    """Tells whether something is named, and no list of things; "tools and methods" is one."""
    rules = _rules()
    joined = len(rules.conjunctions.findall(fold(competency).text))
    return bool(competency) and joined <= 1 and rules.separators.search(competency) is None


def _is_off_level(asked: str, difficulty: Difficulty) -> bool:
    """Tells whether a beginner is asked to lead or to design at large, or a lead for the meaning of a word."""
    beyond = {Difficulty.BASIC: _rules().advanced, Difficulty.ADVANCED: _rules().basic}.get(difficulty)
    return beyond is not None and beyond.search(asked) is not None


@lru_cache(maxsize=4096)
def _trigrams(text: str) -> frozenset[str]:
    folded = fold(text).text
    return frozenset(folded[index : index + 3] for index in range(len(folded) - 2))


def _tokens(text: str) -> frozenset[str]:
    found: set[str] = set()
    for match in _TOKEN.finditer(fold(text).text):
        token = match.group()
        if _HAN.match(token):
            found.update(token[index : index + 2] for index in range(len(token) - 1))
        else:
            found.add(token)
    return frozenset(found) - _rules().stopwords


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rules:
    interrogatives: re.Pattern[str]
    imperatives: re.Pattern[str]
    yes_no_han: re.Pattern[str]
    yes_no_latin: re.Pattern[str]
    yes_no_inside: re.Pattern[str]
    protected: re.Pattern[str]
    stopwords: frozenset[str]
    separators: re.Pattern[str]
    conjunctions: re.Pattern[str]
    advanced: re.Pattern[str]
    basic: re.Pattern[str]


@lru_cache(maxsize=1)
def _rules() -> _Rules:
    fields = load_mapping("bole.interview", "checks.yaml")
    yes_no, competency, level = (mapping(fields[name]) for name in ("yes_no", "competency", "level"))
    return _Rules(
        interrogatives=any_of(strings(list(mapping(fields["interrogatives"]).values()))),
        imperatives=any_of(strings(list(mapping(fields["imperatives"]).values()))),
        yes_no_han=re.compile(str(yes_no["zh"])),
        yes_no_latin=re.compile(str(yes_no["en"])),
        yes_no_inside=re.compile(str(yes_no["zh_inside"])),
        protected=any_of(strings(fields["protected"])),
        stopwords=frozenset(strings(fields["stopwords"])),
        separators=re.compile(str(competency["separators"])),
        conjunctions=re.compile(str(competency["conjunctions"])),
        advanced=any_of(strings(level["advanced"])),
        basic=any_of(strings(level["basic"])),
    )
