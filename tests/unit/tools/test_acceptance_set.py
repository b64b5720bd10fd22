"""The acceptance set is whole: thirty resumes, every criterion labelled, every label with its passage."""

import re
from collections import Counter

import pytest

from acceptance_set import FOLDER, Label, LabelledResume, labelled_resumes, placebo
from bole.domain.documents import Document
from bole.domain.resume import ParsedResume
from bole.domain.rubric import Criterion
from bole.domain.screening import Finding, Level
from bole.evidence.reading import read
from bole.evidence.verification import verify
from bole.lexicon.folding import fold
from bole.parsing.limits import ParsingLimits
from bole.parsing.parser import parse

SET = labelled_resumes()
LABELS = [(one, asked, one.labels[asked.criterion_id]) for one in SET for asked in one.rubric.criteria]


def test_the_set_holds_thirty_resumes_and_every_file_of_it_is_used() -> None:
    """No resume or rubric lies there without being measured, and none counts twice."""
    names = [one.name for one in SET]

    assert len(names) == 30
    assert sorted(names) == sorted(path.name for path in (FOLDER / "resumes").iterdir())
    assert {one.rubric.title for one in SET} == {title_of(path.stem) for path in (FOLDER / "rubrics").iterdir()}


def title_of(name: str) -> str:
    text = (FOLDER / "rubrics" / f"{name}.yaml").read_text(encoding="utf-8")
    return text.partition("title: ")[2].splitlines()[0]


@pytest.mark.parametrize("one", SET, ids=lambda one: one.name)
def test_no_label_is_missing_and_none_is_left_over(one: LabelledResume) -> None:
    """Every criterion of the rubric has a label, facts too."""
    assert set(one.labels) == {criterion.criterion_id for criterion in one.rubric.criteria}
    assert 4 <= len(one.rubric.criteria) <= 8
    assert len(one.asked) >= 4
    assert 10 <= len(one.text.splitlines()) <= 25


def test_labels_are_levels_that_their_kind_can_have() -> None:
    """MET and PARTLY_MET are for facts; DEMONSTRATED, USED and LISTED for what an engine answers."""
    by_level = {Level.DEMONSTRATED, Level.USED, Level.LISTED, Level.ABSENT, Level.UNCLEAR}
    by_fact = {Level.MET, Level.PARTLY_MET, Level.ABSENT, Level.UNCLEAR}

    assert [
        (one.name, asked.criterion_id)
        for one, asked, label in LABELS
        if label.level not in (by_level if asked.kind.answered_by_level else by_fact)
    ] == []


def test_every_label_above_absent_has_a_passage_that_stands_in_the_resume_word_for_word() -> None:
    """An ABSENT label has none."""
    wrong = [
        (one.name, asked.criterion_id)
        for one, asked, label in LABELS
        if (label.level is Level.ABSENT) != (label.passage == "") or label.passage not in one.text
    ]
    assert wrong == []


def test_every_passage_names_a_term_of_its_criterion() -> None:
    """Else the label could not be reached: a quote that names nothing is off topic."""
    wrong = [
        (one.name, asked.criterion_id)
        for one, asked, label in LABELS
        if label.passage and asked.terms and not names_a_term(label.passage, asked)
    ]
    assert wrong == []


def names_a_term(passage: str, asked: Criterion) -> bool:
    folded = fold(passage).text
    return any(fold(spelling).text in folded for term in asked.terms for spelling in term.spellings)


@pytest.mark.parametrize("one", SET, ids=lambda one: one.name)
def test_a_model_that_answers_as_the_labels_say_agrees_with_all_of_them(one: LabelledResume) -> None:
    """The check of the service lets every labelled level stand on its passage, so that 1.0 can be reached."""
    reading = read(parsed(one.text, one.name))
    answers = [(asked, one.labels[asked.criterion_id]) for asked in one.asked]
    verified = {asked.criterion_id: verify(asked, [(reading, found(asked, label))]) for asked, label in answers}

    assert {name: answer.level for name, answer in verified.items()} == {
        asked.criterion_id: label.level for asked, label in answers
    }
    assert not any(answer.fallen for answer in verified.values())


def parsed(text: str, name: str) -> ParsedResume:
    return parse(Document(content=text.encode(), file_name=name), ParsingLimits())


def found(asked: Criterion, label: Label) -> Finding:
    quotes = (label.passage,) if label.passage else ()
    return Finding(criterion_id=asked.criterion_id, level=label.level, quotes=quotes)


def test_every_level_has_at_least_eight_labels() -> None:
    """A level that hardly occurs would not be measured."""
    counted = Counter(label.level for _, asked, label in LABELS if asked.kind.answered_by_level)

    assert min(counted[level] for level in (Level.DEMONSTRATED, Level.USED, Level.LISTED, Level.ABSENT)) >= 30
    assert counted[Level.UNCLEAR] >= 8


def test_both_languages_are_read_and_written_also_across() -> None:
    """Chinese, English and mixed resumes; some are answered in the other language."""
    written = Counter(one.name.rpartition("_")[2].removesuffix(".txt") for one in SET)
    across = [one for one in SET if one.name.endswith(("_zh.txt", "_en.txt")) and one.language_code not in one.name]

    assert written == {"zh": 14, "en": 13, "mixed": 3}
    assert {one.language_code for one in SET} == {"zh", "en"}
    assert len(across) >= 5


def test_no_contact_could_be_a_real_persons() -> None:
    """Addresses are at example.com; numbers are 1380000xxxx and 555 01xx, which nobody has."""
    text = "\n".join(one.text for one in SET)

    assert {address.rpartition("@")[2] for address in re.findall(r"\S+@[\w.]+", text)} == {"example.com"}
    numbers = re.findall(r"\+?\d[\d ]{8,}\d", text)
    assert len(numbers) == 30
    assert [one for one in numbers if not re.fullmatch(r"1380000\d{4}|\+1 555 01\d\d", one)] == []


@pytest.mark.parametrize(("number", "one"), list(enumerate(SET)), ids=[one.name for one in SET])
def test_a_placebo_changes_white_space_and_nothing_else(number: int, one: LabelledResume) -> None:
    """It outlives the reading of the document, else a model would not see it."""
    edited = placebo(one.text, number)

    assert parsed(edited, one.name).text != parsed(one.text, one.name).text
    assert edited.split() == one.text.split()
