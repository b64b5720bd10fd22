"""What code can check of a role beside its form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from bole.domain.errors import BoleError
from bole.domain.roles import Role
from bole.domain.rubric import Criterion
from bole.interview.checks import core_problems
from bole.lexicon.folding import HAN
from bole.lexicon.output_language import strays
from bole.lexicon.roles import role_table
from bole.lexicon.skills import skill_table
from bole.roles.role_file import RoleFile, families_of, languages_of, role_of
from bole.rubric.protected import protected_topic

_KEPT = 256
_HAN = re.compile(f"[{HAN}]")
_LATIN = re.compile(r"[A-Za-z]{2}")


@lru_cache(maxsize=_KEPT)
def faults(file: RoleFile) -> tuple[str, ...]:
    """Returns what is wrong with a role file, each with its place and what to do; empty when it can be used."""
    try:
        roles = [role_of(file, code) for code in languages_of(file)]
    except BoleError as error:
        return (error.message,)
    found = dict.fromkeys(_of_families(file))
    for role in roles:
        found |= dict.fromkeys((*_of_terms(role, languages_of(file)), *_of_examples(role), *_of_questions(role)))
        found |= dict.fromkeys(_of_words(role))
    return tuple(found)


def _of_families(file: RoleFile) -> Iterator[str]:
    known = {family.family_id for family in role_table().families} | {file.role_id}
    for place, family in enumerate(families_of(file)):
        if family not in known:
            yield f"families[{place}]: There is no role family {family}. Take one of lexicon/roles.yaml."


def _of_terms(role: Role, languages: tuple[str, ...]) -> Iterator[str]:
    for place, criterion in enumerate(role.rubric.criteria):
        if criterion.kind.answered_by_level and not criterion.term_groups:
            yield f"criteria[{place}].terms: Nothing tells what to look for. Write terms."
        for name in _found_in_one_language(criterion, languages):
            yield (
                f"criteria[{place}].terms: {name!r} is not in the skill table and is spelled in one script only. "
                "Write under `also` how resumes of the other language spell it."
            )


def _found_in_one_language(criterion: Criterion, languages: tuple[str, ...]) -> Iterator[str]:
    """Names terms that only resumes of one language can hold; a name in capitals is the same in both."""
    for term in criterion.terms:
        if len(languages) < 2 or skill_table().lookup(term.name) is not None:
            continue
        han = any(_HAN.search(spelling) for spelling in term.spellings)
        latin = any(_LATIN.search(spelling) for spelling in term.spellings)
        if not latin or (not han and term.name.islower()):
            yield term.name


def _of_examples(role: Role) -> Iterator[str]:
    asked = {one.criterion_id for one in role.rubric.criteria if not one.kind.answered_by_fact}
    for place, example in enumerate(role.examples):
        if example.criterion not in asked:
            yield f"examples[{place}].criterion: No criterion of this id is answered by a model. Correct the id."
        if example.quote not in example.resume:
            yield f"examples[{place}].quote ({role.language_code}): It does not stand in `resume`. Copy a part of that."


def _of_questions(role: Role) -> Iterator[str]:
    known = {one.criterion_id for one in role.rubric.criteria}
    for place, question in enumerate(role.core_questions):
        if question.criterion_id not in known:
            yield f"core_questions[{place}].criterion: There is no criterion of this id. Correct it."
        others = role.core_questions[:place]
        for problem in core_problems(question, others, language_code=role.language_code):
            yield f"core_questions[{place}].text ({role.language_code}): {_ADVICE[problem]} ({problem})"
        if question.competency in {one.competency for one in others}:
            yield f"core_questions[{place}].text.competency ({role.language_code}): Another question is about it too."


def _of_words(role: Role) -> Iterator[str]:
    """Looks through the texts for other languages, and for what nobody may be judged by."""
    code = role.language_code
    for path, text in _texts(role):
        if strays(text, code):
            yield f"{path} ({code}): The text is in another language. Write it in the one that it stands under."
    for path, text in _asked(role):
        topic = protected_topic(text, code)
        if topic is not None:
            yield f"{path} ({code}): Nobody may be judged by this ({topic.topic}). Ask: {topic.lawful_alternative}."


def _texts(role: Role) -> Iterator[tuple[str, str]]:
    """What is read beside the questions, whose language is among their checks."""
    yield "title", role.title
    yield "guidance", role.guidance
    for place, criterion in enumerate(role.rubric.criteria):
        yield f"criteria[{place}].text", criterion.text


def _asked(role: Role) -> Iterator[tuple[str, str]]:
    """What is asked of people, or told a model to look for; criteria are checked with the rubric."""
    yield "guidance", role.guidance
    for place, question in enumerate(role.core_questions):
        yield f"core_questions[{place}].text.question", question.question
        yield from ((f"core_questions[{place}].text.follow_ups", text) for text in question.follow_ups)


_ADVICE = {
    "LENGTH": "A question has 15 to 400 characters.",
    "NOT_ONE_QUESTION": "Ask exactly one question, with one question mark.",
    "YES_NO": "A yes or a no would answer it. Ask what, how or why.",
    "DUPLICATE": "Another question asks the same.",
    "PROTECTED_TOPIC": "It touches on what nobody may be asked.",
    "LANGUAGE": "A part of it is in another language than the one that it stands under.",
    "GUIDE_INCOMPLETE": "It needs a reason, a competency, 3 expected points, 2 follow-ups and three anchors.",
    "NOT_ONE_COMPETENCY": "Name one competency, no list.",
    "LEVEL": "It does not suit its difficulty.",
}
