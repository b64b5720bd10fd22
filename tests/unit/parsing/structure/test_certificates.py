"""Certificates and licences."""

import pytest

from bole.parsing.structure.certificates import find_certificates
from bole.parsing.structure.lines import read
from bole.parsing.structure.sections import find_sections


def _certificates(text: str) -> list[str]:
    reading = read(text)
    return [entry.name.value for entry in find_certificates(reading, find_sections(reading))]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("Food Safety Manager (level 3), 2021", ["Food Safety Manager (level 3)"]),
        ("Certified Public Accountant (CPA), active licence since 2018", ["Certified Public Accountant (CPA)"]),
        ("2023 AWS Certified Developer – Associate", ["AWS Certified Developer – Associate"]),
        ("护士执业证书（2017年）", ["护士执业证书"]),
        ("中级会计职称，2018年", ["中级会计职称"]),
        ("教师资格证、普通话二级甲等", ["教师资格证", "普通话二级甲等"]),
    ],
)
def test_line_of_the_section_is_a_certificate_without_its_date(line: str, names: list[str]) -> None:
    """Dates, states and bullets are left out; Chinese lists are divided."""
    heading = "证书" if "、" in line or "证" in line or "职称" in line else "Certificates"

    assert _certificates(f"{heading}\n- {line}\n") == names


def test_known_certificates_count_anywhere_but_in_entries() -> None:
    """A CPA in the name line counts; one inside a word or in an entry of work does not."""
    text = "Ann Bo, CPA\nSCPA member, 持有注册会计师证书\n工作经历\n某公司 讲师 2019-2020\n- 教授PMP课程\n"

    assert _certificates(text) == ["CPA", "注册会计师"]
