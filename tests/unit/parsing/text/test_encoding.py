"""Bytes of any common encoding become the right letters."""

from __future__ import annotations

import random

import pytest

from bole.domain.errors import BoleError, ErrorReason
from bole.parsing.text.encoding import decode

SIMPLIFIED = "张伟，男，32岁，本科，计算机科学。2019年至今任职Python开发，主要负责订单系统开发。"
TRADITIONAL = "林雅筑\n後端工程師，國立大學資訊工程學系畢業，負責訂單系統的開發與維護。"
JAPANESE = "職務経歴書\n氏名 山田太郎。株式会社にてシステムエンジニアとして勤務し、設計と開発を担当しました。"
KOREAN = "이력서\n서울대학교 컴퓨터공학과 졸업. 백엔드 개발을 담당하였습니다. 서비스 운영 경험이 있습니다."
GERMAN = "Größere Aufträge für Kunden in München, fünf Jahre Erfahrung – “agil”"
RUSSIAN = "Резюме. Иван Петров, инженер-программист. Опыт работы пять лет в Москве."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *((SIMPLIFIED, name) for name in ("utf-8", "utf-8-sig", "gb18030", "gbk", "gb2312", "utf-16", "utf-16-le")),
        *((TRADITIONAL, name) for name in ("utf-8", "big5", "cp950", "big5hkscs", "gb18030", "utf-16-be")),
        *((JAPANESE, name) for name in ("utf-8", "cp932", "euc_jp", "iso2022_jp", "utf-16-le")),
        *((KOREAN, name) for name in ("utf-8", "cp949", "euc_kr")),
        *((GERMAN, name) for name in ("utf-8", "cp1252", "utf-16", "utf-32")),
        *((RUSSIAN, name) for name in ("utf-8", "cp1251", "koi8_r")),
        ("姓名：林雅筑 學歷：國立大學", "big5"),
        ("张伟，男，本科", "gbk"),
        ("plain ASCII resume", "ascii"),
    ],
)
def test_text_is_read_in_its_encoding(text: str, encoding: str) -> None:
    """No name of the encoding is given; the letters decide."""
    decoded = decode(text.encode(encoding))

    assert decoded.text == text
    assert decoded.sure


def test_a_named_encoding_is_used_where_the_bytes_do_not_decide() -> None:
    """HTML names its encoding."""
    assert decode("Год".encode("cp1251"), "windows-1251").text == "Год"


def test_a_wrong_name_does_not_spoil_utf_8() -> None:
    """Pages often keep the name of an older encoding."""
    assert decode(SIMPLIFIED.encode(), "gb2312").text == SIMPLIFIED


@pytest.mark.parametrize(
    "name",
    ["utf\x008", "zlib", "base64", "rot13", "idna", "punycode", "unicode_escape", "undefined", "no such", " ", "\n"],
)
def test_a_name_that_is_no_encoding_of_text_is_passed_over(name: str) -> None:
    """Bytes that are no UTF-8 are read as what they are, and what stands as backslashes stays so."""
    content = (GERMAN + " \\u0041").encode("cp1252")

    assert decode(content, name).text == GERMAN + " \\u0041"


def test_an_unclear_encoding_is_said_to_be_guessed() -> None:
    """A few bytes of several readings do not decide."""
    assert not decode(b"caf\xe9 \xd5\xc5\xce\xb0 x").sure


@pytest.mark.parametrize("damage", [b"\xff", b"\xe4\xbd"])
def test_a_damaged_byte_costs_itself_alone(damage: bytes) -> None:
    """The rest of the text is read, with a warning."""
    content = SIMPLIFIED.encode()
    decoded = decode(content[:60] + damage + content[60:])

    assert decoded.text.startswith(SIMPLIFIED[:15])
    assert not decoded.sure


@pytest.mark.parametrize("seed", range(5))
def test_bytes_that_are_no_text_are_refused(seed: int) -> None:
    """Random bytes read as no language."""
    with pytest.raises(BoleError) as caught:
        decode(random.Random(seed).randbytes(4000))  # noqa: S311 - any bytes will do

    assert caught.value.reason is ErrorReason.MEDIA_TYPE_UNSUPPORTED
