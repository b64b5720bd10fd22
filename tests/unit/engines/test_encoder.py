"""What passages add that a model finds alike, and what they never add."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from bole.domain.documents import Document
from bole.domain.rubric import Criterion, CriterionKind
from bole.domain.screening import CriterionAssessment, Level, Method
from bole.engines.encoder import EncoderEngine
from bole.engines.rules import RulesEngine
from bole.evidence.reading import Reading, read
from bole.evidence.verification import verify
from bole.parsing.limits import ParsingLimits
from bole.parsing.parser import parse
from tests.factories import criterion, rubric
from tests.fakes import ToldMatcher

RESUME = """Ada Example
ada@example.com

Work experience
Example Ltd, Engineer, 2019.01-2021.01
- Decoupled twelve services with RabbitMQ, which cut outages by half.
- Kept apiaries of the company garden.
- Has no experience with brokers of messages.

Projects
Kafka pipeline, 2020.01-2020.06
- Rewrote the whole ingestion, which cut its time by 40%.

Education
Example University, Bachelor of Apiary Science, 2012 - 2016

Skills
Aware of apiary cleaning methods and honey bottling
"""

REDIS = criterion(text="Redis")


def reading(text: str = RESUME) -> Reading:
    """Reads a resume."""
    return read(parse(Document(content=text.encode()), ParsingLimits()))


def asked(one: Criterion, text: str = RESUME, **about: str) -> CriterionAssessment:
    """Answers one criterion with a matcher that is told what passages are about, and checks the evidence."""
    engine = EncoderEngine(matcher=ToldMatcher(about=about))
    (finding,) = engine.find(rubric([one]), reading(text))
    return verify(one, [(reading(text), finding)])


def test_a_passage_in_other_words_shows_a_term_as_listed() -> None:
    """It does not name the term, so that it is an inference; it has not fallen, since no more was claimed."""
    found = asked(criterion(text="messaging"), messaging="RabbitMQ")

    assert (found.level, found.credit, found.fallen) == (Level.LISTED, 40, False)
    (evidence,) = found.evidence
    assert evidence.quote == "Decoupled twelve services with RabbitMQ, which cut outages by half."
    assert evidence.method is Method.DERIVE


def test_what_is_spelled_stays_as_rules_find_it() -> None:
    """A term that stands in the text needs no model, and no passage takes anything away."""
    one = criterion(text="RabbitMQ")

    assert asked(one) == asked(one, RabbitMQ="apiaries")
    assert asked(one).level is Level.DEMONSTRATED


def test_a_passage_below_a_heading_that_names_the_term_shows_more() -> None:
    """The heading of the project ties the statement to the term; `rules` alone sees a heading."""
    one = criterion(text="Kafka")

    assert asked(one).level is Level.USED
    found = asked(one, Kafka="ingestion")
    assert (found.level, found.evidence[0].method) == (Level.DEMONSTRATED, Method.EXTRACT)


@pytest.mark.parametrize(
    ("part", "level"),
    [
        ("Decoupled", Level.USED),
        ("apiaries of", Level.USED),
        ("no experience with brokers", Level.ABSENT),
        ("Bachelor", Level.ABSENT),
        ("apiary cleaning", Level.LISTED),
        ("Example Ltd", Level.ABSENT),
        ("nowhere", Level.ABSENT),
    ],
)
def test_a_criterion_without_terms_goes_by_where_the_passage_stands(part: str, level: Level) -> None:
    """An own action in a dated entry is USED, never more; denials, education and headings of jobs are not asked."""
    one = criterion(text="Keen on bees", terms=())

    assert asked(one, **{"Keen on bees": part}).level is level


def test_a_denial_is_not_outweighed() -> None:
    """Who says that there is no experience with a term has none, whatever else is alike."""
    one = criterion(text="Redis")
    text = RESUME.replace("Aware of apiary cleaning methods and honey bottling", "No experience with Redis")

    assert asked(one, text, Redis="RabbitMQ").level is Level.ABSENT


@pytest.mark.parametrize(
    "personal",
    ["ada@example.com", "Ada Example", "Example University"],
)
def test_nothing_personal_is_compared(personal: str) -> None:
    """Vectors cannot depend on a name, an address or a school that masking found."""
    matcher = ToldMatcher(about={})
    EncoderEngine(matcher=matcher).find(rubric([REDIS]), reading())

    assert matcher.asked
    assert not [passage for passage in matcher.asked if personal in passage]


def test_another_name_and_school_are_the_same_to_the_model() -> None:
    """What is compared is the same to the letter."""
    asked_of: list[list[str]] = []
    twin = (
        RESUME.replace("Ada Example", "Wanjiru Muster").replace("ada@", "w.m@").replace("Example Univ", "Kampala Univ")
    )
    for text in (RESUME, twin):
        matcher = ToldMatcher(about={})
        EncoderEngine(matcher=matcher).find(rubric([REDIS]), reading(text))
        asked_of.append(matcher.asked)

    assert asked_of[0] == asked_of[1]


def test_lists_of_skills_are_not_compared() -> None:
    """They mean what they name, which `rules` read."""
    text = RESUME.replace("Aware of", "Java, Python, SQL, Kafka, Docker, Redis, MySQL, Linux, aware of")
    matcher = ToldMatcher(about={})
    EncoderEngine(matcher=matcher).find(rubric([REDIS]), reading(text))

    assert not [passage for passage in matcher.asked if "Docker" in passage]


def test_facts_and_what_is_not_scored_are_left_to_rules() -> None:
    """Years are computed, soft skills are asked about in an interview."""
    criteria = (
        criterion(text="Patience", kind=CriterionKind.SOFT_SKILL),
        criterion(text="3 years", kind=CriterionKind.EXPERIENCE, criterion_id="c2"),
    )
    engine = EncoderEngine(matcher=ToldMatcher(about={"Patience": "RabbitMQ", "3 years": "RabbitMQ"}))

    assert engine.find(rubric(criteria), reading()) == RulesEngine().find(rubric(criteria), reading())


def test_a_model_is_not_asked_in_a_language_that_it_does_not_read() -> None:
    """`rules` still answer: the engine never reads less than they do."""
    matcher = ToldMatcher(about={"messaging": "RabbitMQ"}, languages=("zh",))
    engine = EncoderEngine(matcher=matcher)
    one = rubric([criterion(text="messaging")])

    assert engine.find(one, reading()) == RulesEngine().find(one, reading())
    assert not matcher.asked
    assert engine.covers(reading().resume)


def test_a_model_of_more_languages_covers_them() -> None:
    """Prose that `rules` do not read counts as covered where the model does."""
    resume = replace(reading().resume, languages=("de",))

    assert not EncoderEngine(matcher=ToldMatcher(about={})).covers(resume)
    assert EncoderEngine(matcher=ToldMatcher(about={}, languages=("de",))).covers(resume)


def test_it_says_which_model_answered() -> None:
    origin = EncoderEngine(matcher=ToldMatcher(about={})).origin

    assert (origin.engine, origin.model_digest) == ("encoder", "3" * 64)


def test_experience_is_described_as_rules_describe_it() -> None:
    engine = EncoderEngine(matcher=ToldMatcher(about={}))
    asked_of = (reading(), rubric([REDIS]), "en", datetime.date(2026, 1, 31))

    assert engine.evaluate_experience(*asked_of) == RulesEngine().evaluate_experience(*asked_of)
