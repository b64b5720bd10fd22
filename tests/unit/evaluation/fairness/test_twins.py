"""Twins differ in one thing, and in no prompt where that is masked."""

from collections import Counter

import pytest

from bole.domain.documents import Document
from bole.engines.rules import RulesEngine
from bole.evaluation.fairness.masking_recall import prompt_figures
from bole.evaluation.fairness.real_twins import real_twins
from bole.evaluation.fairness.twins import MASKED, SHOWN, Twin, twins, with_photo
from bole.parsing.limits import ParsingLimits
from bole.parsing.parser import parse
from bole.pipeline.model_screening import prepared
from bole.pipeline.screening import Reader, ScreeningRequest
from bole.rubric.drafting import draft_rubric
from tests.factories import AS_OF
from tests.fakes import ScriptedModel

READER = Reader(engine=RulesEngine(), limits=ParsingLimits(), candidate_key=b"k" * 32)


def first_of(group: str, language: str) -> Twin:
    """Returns one twin."""
    return next(twin for twin in twins() if (twin.group, twin.language) == (group, language))


def test_there_are_twenty_twins_of_each_of_ten_resumes() -> None:
    """In two languages, and of every group."""
    assert set(Counter(twin.base_id for twin in twins()).values()) == {20}
    assert Counter(twin.language for twin in twins()) == {"en": 100, "zh": 100}
    assert {twin.group for twin in twins()} == {*MASKED, *SHOWN}


def test_a_twin_differs_in_one_line() -> None:
    """But for the two wordings of the work, and the photo, which is no text."""
    for twin in twins():
        if twin.group in {"photo", "polish"}:
            continue
        before, after = twin.before.content.decode().split("\n"), twin.after.content.decode().split("\n")
        changed = [pair for pair in zip(before, after, strict=True) if pair[0] != pair[1]]
        assert len(changed) == 1, (twin.base_id, twin.group)
        assert twin.value in changed[0][1]


def test_a_photo_changes_no_word() -> None:
    """It stands in the file, which has other bytes."""
    twin = first_of("photo", "en")

    assert twin.before.content != twin.after.content
    assert parse(twin.before, ParsingLimits()).text == parse(with_photo(twin.before), ParsingLimits()).text


def test_what_is_masked_gives_the_same_prompt() -> None:
    """All 170 twins whose difference no score may follow; what is to be read differs."""
    same = {one.slice.removeprefix("swap:"): (one.value, one.n) for one in prompt_figures()}

    assert {group: same[group][0] for group in MASKED} == dict.fromkeys(MASKED, 1.0)
    assert sum(same[group][1] for group in MASKED) == 170
    assert {group: same[group][0] for group in SHOWN} == dict.fromkeys(SHOWN, 0.0)


@pytest.mark.parametrize("group", MASKED)
def test_a_model_is_sent_the_same_bytes(group: str) -> None:
    """The whole prompt, as the model server would get it."""
    for language in ("en", "zh"):
        twin = first_of(group, language)
        assert sent(twin, twin.before) == sent(twin, twin.after)


@pytest.mark.parametrize("group", SHOWN)
def test_what_a_model_reads_is_sent(group: str) -> None:
    """So that the test above can fail."""
    twin = first_of(group, "en")
    assert sent(twin, twin.before) != sent(twin, twin.after)


def sent(twin: Twin, document: Document) -> object:
    """Returns what a model would be asked."""
    request = ScreeningRequest(documents=(document,), rubric=draft_rubric(twin.posting), as_of=AS_OF)
    return prepared(request, READER, ScriptedModel(replies=[]).encoder()).question


def test_resumes_of_people_get_twins_where_the_parser_found_something() -> None:
    """Every place that spells the name is changed."""
    text = (
        "Jane Sample\n\nWork experience\nShopko, Developer, 2016 - 2019\n- Built shops\n\nKind regards\nJane Sample\n"
    )

    found = dict(real_twins(text))

    assert list(found) == ["name_en"]
    assert "Jane" not in found["name_en"]
    assert list(real_twins("")) == []


def test_a_place_inside_a_longer_word_stays() -> None:
    """The place Bath is not that of bathrooms."""
    work = "Work experience\nAcme, Fitter, 2019 - 2023\n- Fitted Bathmate rooms.\n"
    changed = [twin for group, twin in real_twins(f"Ada Lovelace\nAddress: Bath\n\n{work}") if group == "address"]

    assert changed
    assert all("Address: Bath" not in twin and "Bathmate" in twin for twin in changed)
