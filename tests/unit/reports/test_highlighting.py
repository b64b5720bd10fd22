"""Terms inside quotes."""

import pytest

from bole.reports.highlighting import highlighted
from tests.factories import term


@pytest.mark.parametrize(
    ("quote", "names", "marked"),
    [
        ("使用Python Flask MySQL构建接口", ["Flask", "MySQL"], ["Flask", "MySQL"]),
        ("Wrote JavaScript, then Java.", ["Java"], ["Java"]),
        ("ＰＹＴＨＯＮ服务", ["Python"], ["ＰＹＴＨＯＮ"]),
        ("微服務拆分", ["微服务"], ["微服務"]),
        ("no term here", ["Redis"], []),
        ("", ["Redis"], []),
        ("React Native app", ["React", "React Native"], ["React Native"]),
    ],
)
def test_terms_are_marked_in_any_spelling(quote: str, names: list[str], marked: list[str]) -> None:
    """What the matcher finds is what the reader sees, and no character is lost."""
    pieces = highlighted(quote, [term(name) for name in names])

    assert [piece.text for piece in pieces if piece.marked] == marked
    assert "".join(piece.text for piece in pieces) == quote
