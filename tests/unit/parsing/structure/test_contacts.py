"""E-mail addresses, telephone numbers, web addresses."""

import pytest

from bole.parsing.structure.contacts import find_emails, find_phones, find_urls
from bole.parsing.structure.lines import read


@pytest.mark.parametrize(
    "number",
    [
        "138-0000-1122",
        "13800001122",
        "138 0000 1122",
        "+86 138-0000-1122",
        "(+86) 133-3333-3333",
        "021-5555 1234",
        "0900-000-889",
        "(555) 123-4567",
        "555-123-4567",
        "+1 555 0107",
        "+1-555-123-4567",
        "+49 30 1234567",
        "+91-9876543210",
        "9876543210",
    ],
)
def test_telephone_number_is_found_whole(number: str) -> None:
    """Chinese, American and international forms come out as written."""
    text = f"Ann Bo | {number} | Oldport"

    assert [fact.value for fact in find_phones(read(text), len(text))] == [number]


def test_label_makes_a_short_number_a_telephone() -> None:
    """Behind 电话 or Phone any number is one."""
    text = "电话：135xxxx9999\nPhone: 555-0101"

    assert [fact.value for fact in find_phones(read(text), len(text))] == ["135xxxx9999", "555-0101"]


@pytest.mark.parametrize(
    "text", ["2019.03 - 2021.05", "2019-2021", "2015-09-01", "1,234,567 rows", "0009-0008-8088-9837", "12.5%"]
)
def test_other_numbers_are_no_telephones(text: str) -> None:
    """Dates, amounts and identifiers are left alone."""
    assert find_phones(read(text), len(text)) == ()


def test_emails_come_once_and_in_order() -> None:
    """Repeated addresses count once, whatever their case."""
    text = "mailto:ann.bo@example.com or Ann.Bo@Example.com, b+c@mail.example.cn"

    assert [fact.value for fact in find_emails(read(text))] == ["ann.bo@example.com", "b+c@mail.example.cn"]


def test_web_addresses_leave_products_and_mail_alone() -> None:
    """Domains with and without a scheme are found; ASP.NET, B.Tech and mail domains are none."""
    text = "ann@example.com github.com/ann https://ann.example.com/cv. www.ann.dev ASP.NET B.Tech Node.js"
    reading = read(text)

    assert [fact.value for fact in find_urls(reading, find_emails(reading), len(text))] == [
        "github.com/ann",
        "https://ann.example.com/cv",
        "www.ann.dev",
    ]
