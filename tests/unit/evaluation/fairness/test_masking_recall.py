"""How much of what says who a person is a model never sees."""

from bole.evaluation.fairness.masking_recall import Labelled, recall_figures, twin_labels
from tests.requirements import require_data
from tests.unit.evaluation.fairness.ner_sets import chinese, english


def test_all_of_our_twins_is_masked() -> None:
    """Names in three scripts, schools, addresses, birth dates, gender and years of study, in two languages."""
    found = {one.slice: (one.value, one.n) for one in recall_figures(twin_labels(), "twins")}

    assert found["name:en"] == (1.0, 30)
    assert found["name:zh"] == (1.0, 30)
    assert {value for value, _ in found.values()} == {1.0}
    assert len(found) == 12


def test_what_is_left_is_found() -> None:
    """So that the tests here can fail; a value inside of a longer word is none."""
    text = "Experience\nBuilt a library with Jeremiah, 2019 - 2020"
    labels = [
        Labelled(text=text, language="en", kind="name", value="Jeremiah"),
        Labelled(text=text, language="en", kind="surname", value="libra"),
        Labelled(text=text, language="en", kind="school", value="not there"),
    ]

    found = {one.slice: (one.value, one.n) for one in recall_figures(labels, "some")}

    assert found == {"name:en": (0.0, 1), "surname:en": (1.0, 1)}


def test_biographies_in_chinese() -> None:
    """Short texts that begin with a name."""
    data = require_data("labelled/ner_resumener_zh/dev.char.bmes")

    found = {one.slice: one for one in recall_figures(chinese(data), "zh")}

    assert found["name:zh"].n > 100
    assert (found["name:zh"].value or 0) > 0.95
    assert (found["ethnicity:zh"].value or 0) > 0.95


def test_resumes_in_english() -> None:
    """Most of them lost their line ends before they were marked: names in them are missed, and that is said."""
    data = require_data("labelled/ner_dotin/test")

    found = {one.slice: one for one in recall_figures(english(data), "en")}

    assert found["email:en"].value == 1.0
    assert found["name:en"].n > 50
