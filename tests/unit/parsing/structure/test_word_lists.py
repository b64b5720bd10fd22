"""Words of a list in short texts."""

import pytest

from bole.parsing.structure.work_words import (
    begins_statement,
    is_statement,
    is_title,
    names_organization,
    names_position,
)


@pytest.mark.parametrize(
    "text", ["Senior Backend Engineer", "Head Chef", "主管护师", "Python开发", "QA Lead", "Werkstudent"]
)
def test_positions_are_known_in_both_languages(text: str) -> None:
    """A word of a position is enough; in Chinese it ends the title."""
    assert names_position(text)


@pytest.mark.parametrize("text", ["Copper Kettle", "江湾销售部", "Internship".replace("ship", "al"), "开发区"])
def test_other_words_name_no_position(text: str) -> None:
    """Parts of words and departments are no positions."""
    assert not names_position(text)


@pytest.mark.parametrize("text", ["Alder Stores Ltd.", "Hill University", "锦江支付科技有限公司", "第三医院"])
def test_organisations_are_known(text: str) -> None:
    """Legal forms and kinds of houses tell an organisation."""
    assert names_organization(text)


@pytest.mark.parametrize(
    "text", ["Led three buyers", "负责急诊预检分诊", "built a service", "Reduced cost by 4%", "参与公司微服务拆分"]
)
def test_statements_begin_with_what_was_done(text: str) -> None:
    """Verbs in the past, 负责 and small letters begin statements."""
    assert is_statement(text)
    assert not is_title(text)


@pytest.mark.parametrize(
    "text", ["United Airlines", "Applied Materials", "Lead Engineer", "Certified Nurse", "江湾市第三医院 护士"]
)
def test_titles_begin_with_names(text: str) -> None:
    """Names that end in -ed and positions are no statements."""
    assert not begins_statement(text)
    assert is_title(text)
