"""The wording in both languages, as data."""

from __future__ import annotations

import re

import pytest

from bole.interview.areas import TOPICS, area_table
from bole.interview.checks import LONGEST, is_yes_no
from bole.interview.flags import LONGEST_OTHER, PROBES
from bole.interview.material import GATES, _cues
from bole.interview.quoting import LONGEST_HAN, LONGEST_LATIN
from bole.interview.texts import texts
from bole.lexicon.roles import role_table
from bole.lexicon.skills import skill_table

LANGUAGES = ("zh", "en")
SLOTS = {"tool", "gap", "other", "focus", "detail", "criterion", "quote"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_ask_is_one_open_question(language: str) -> None:
    """It ends in its only question mark and cannot be answered with yes or no."""
    faulty = [
        ask.text
        for ask in texts(language).asks
        if len(re.findall("[?？]", ask.text)) != 1 or ask.text[-1] not in "?？" or is_yes_no(ask.text)
    ]

    assert faulty == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_longest_question_fits(language: str) -> None:
    """Opener, longest quote and ask stay within the limit of the checks."""
    wording = texts(language)
    opener = max(len(text) for group in wording.openers.values() for text in group)

    longest = max(len(ask.text) for ask in wording.asks)

    beside = [ask.text for flag in wording.flags.values() for ask in flag.asks if "{other}" in ask.text]

    assert opener + LONGEST_LATIN + longest <= LONGEST
    assert opener + LONGEST_LATIN + max(map(len, beside)) + LONGEST_OTHER <= LONGEST
    assert LONGEST_HAN < LONGEST_LATIN


def test_both_languages_say_the_same_things() -> None:
    """The same areas, topics, asks and needs, so that a kit is the same in either language."""
    chinese, english = texts("zh"), texts("en")

    assert chinese.areas.keys() == english.areas.keys()
    assert chinese.topics.keys() == english.topics.keys()
    assert {ask.ask_id: (ask.needs, ask.topic) for ask in chinese.asks} == {
        ask.ask_id: (ask.needs, ask.topic) for ask in english.asks
    }
    assert chinese.reasons.keys() == english.reasons.keys()
    assert chinese.own_points.keys() == english.own_points.keys()
    assert chinese.openers.keys() == english.openers.keys()
    assert set(chinese.flags) == set(english.flags) == {code.value for code in PROBES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_slot_is_known(language: str) -> None:
    """A slot that nobody fills would reach the recruiter."""
    wording = texts(language)
    written = repr(wording)

    assert set(re.findall(r"\{(\w+)\}", written)) <= SLOTS


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_need_can_be_offered(language: str) -> None:
    """An ask with a need that no statement offers would never be asked."""
    offered = {*_cues(), *GATES, "done"}

    assert {need for ask in texts(language).asks for need in ask.needs} <= offered


@pytest.mark.parametrize("language", LANGUAGES)
def test_guides_are_complete(language: str) -> None:
    """Three points and two follow-ups at least, for areas, topics and gaps."""
    wording = texts(language)

    points = [*(one.points for one in wording.areas.values()), *(one.points for one in wording.topics.values())]
    follow_ups = [one.follow_ups for one in wording.areas.values()]
    follow_ups += [one.follow_ups for one in wording.topics.values()]
    follow_ups += [one.follow_ups for one in wording.flags.values()]
    points += [one.points for one in wording.flags.values()]

    assert min(len(one) for one in (*points, wording.gap.points, wording.listed.points, wording.fact.points)) >= 3
    assert (
        min(
            len(one)
            for one in (*follow_ups, wording.gap.follow_ups, wording.listed.follow_ups, wording.fact.follow_ups)
        )
        >= 2
    )


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_full_plan_has_enough_variants(language: str) -> None:
    """Ten behavioral and ten open-ended questions need ten asks that plain work can carry."""
    topics = texts(language).topics

    for pair in (("TEAMWORK", "CONFLICT"), ("CAREER_PLAN", "LEARNING")):
        plain = [ask for topic in pair for ask in topics[topic].asks if not set(ask.needs) & GATES]
        assert len(plain) >= 10


def test_areas_name_what_exists() -> None:
    """Classes, professions and topics are those of the lexicon and the plan; every area has its texts."""
    classes = {skill.class_id for skill in skill_table().skills}
    trades = {tag for family in role_table().families for tag in (family.family_id, family.profession)}
    topics = {topic for plan in TOPICS.values() for topic in plan}

    for area in area_table().areas:
        assert set(area.classes) <= classes, area.area_id
        assert set(area.professions) <= trades, area.area_id
        assert set(area.topics) <= topics, area.area_id
    assert set(area_table().by_id) == set(texts("zh").areas)
