"""What prose may repeat."""

import pytest

from bole.domain.resume import Basics, EducationEntry, Fact, Profile
from bole.domain.spans import Span
from bole.evidence.privacy import is_impersonal

PROFILE = Profile(
    basics=Basics(
        name=Fact(value="Rowan Hale", span=Span(0, 10)), emails=(Fact(value="r@example.com", span=Span(0, 1)),)
    ),
    education=(EducationEntry(span=Span(0, 1), institution=Fact(value="北桥大学", span=Span(0, 1))),),
)


@pytest.mark.parametrize(
    "text",
    ["男，32岁", "女 汉族 党员", "出生年月：1990.01", "已婚", "aged 32", "Date of birth 1990", "Female engineer"],
)
def test_age_gender_and_origin_are_personal(text: str) -> None:
    """In both languages."""
    assert not is_impersonal(text)


@pytest.mark.parametrize(
    "text",
    ["使用Python Flask MySQL构建高并发接口", "女装电商运营，GMV增长30%", "Managed 32 people", "Ran a team for 5 years"],
)
def test_work_is_impersonal(text: str) -> None:
    """Even where it sells dresses."""
    assert is_impersonal(text)


@pytest.mark.parametrize("text", ["ROWAN HALE built it", "write to r@example.com", "在北桥大学任教"])
def test_names_contacts_and_schools_of_the_profile_are_personal(text: str) -> None:
    """Whatever their case."""
    assert not is_impersonal(text, PROFILE)
    assert is_impersonal(text)
