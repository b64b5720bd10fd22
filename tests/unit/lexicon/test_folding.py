"""Folding: what compares equal, and the way back to the source."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bole.domain.spans import Span
from bole.lexicon.folding import fold

# Letters of both scripts and widths, marks, every kind of blank, ligatures, characters that fold to several or none.
ALPHABET = "aZ09Ｐｙ-‐–’'“\n\r\t \u3000\u00a0\u200b\ufeff會计師ﬁß①㈱…é。，；C#+♯İ\u00ad々"
TEXTS = st.text(alphabet=ALPHABET, max_size=60)


@pytest.mark.parametrize(
    ("source", "folded"),
    [
        ("Ｐｙｔｈｏｎ", "python"),
        ("軟體開發", "软体开发"),
        ("don’t", "don't"),
        ("2019–2021", "2019-2021"),
        ("a \t\u3000 b", "a b"),
        ("会\n计", "会计"),
        ("销 售", "销售"),
        ("熟悉 Python", "熟悉 python"),
        ("Redis\nKafka", "redis kafka"),
        ("micro-\n  services", "microservices"),
        ("2019-\n2021", "2019- 2021"),
        ("MySQL -\nRedis", "mysql - redis"),
        ("ﬁnance", "finance"),
        ("a\u200bb\ufeff", "ab"),
        ("a\r\nb\u2028c", "a b c"),
        ("F♯", "f#"),
        ("", ""),
    ],
)
def test_spellings_that_mean_the_same_fold_to_the_same(source: str, folded: str) -> None:
    """Width, case, script, hyphens, blanks and line ends vanish."""
    assert fold(source).text == folded


@given(TEXTS)
def test_offsets_never_decrease_and_end_at_the_end_of_the_source(source: str) -> None:
    """There is one offset for each folded character and one for the end."""
    folded = fold(source)

    assert len(folded.offsets) == len(folded.text) + 1
    assert list(folded.offsets) == sorted(folded.offsets)
    assert folded.offsets[-1] == len(source)


@given(TEXTS, st.data())
def test_a_span_folds_back_to_the_range_it_came_from(source: str, data: st.DataObject) -> None:
    """Folding the source span gives the folded range again, give or take blanks at its ends."""
    folded = fold(source)
    starts = [index for index in range(len(folded.text)) if _is_first_of_its_character(folded.offsets, index)]
    if not starts:
        return
    start = data.draw(st.sampled_from(starts))
    ends = [index for index in (*starts, len(folded.text)) if index > start]
    end = data.draw(st.sampled_from(ends))

    again = fold(folded.span(start, end).of(source)).text

    assert again.strip() == folded.text[start:end].strip()


@given(TEXTS, st.data())
def test_locate_is_the_inverse_of_span(source: str, data: st.DataObject) -> None:
    """A source span made from whole characters is located where it came from."""
    folded = fold(source)
    starts = [index for index in range(len(folded.text)) if _is_first_of_its_character(folded.offsets, index)]
    if not starts:
        return
    start = data.draw(st.sampled_from(starts))
    end = data.draw(st.sampled_from([index for index in (*starts, len(folded.text)) if index > start]))

    assert folded.locate(folded.span(start, end)) == (start, end)


@given(TEXTS)
def test_folding_twice_changes_nothing_more(source: str) -> None:
    """Folded text is its own folding."""
    once = fold(source).text

    assert fold(once).text == once


def test_a_span_ends_before_the_blanks_that_vanished_behind_it() -> None:
    """The quote of a match at a line end does not run into the next line."""
    folded = fold("税务会\n计\n师")

    assert folded.text == "税务会计师"
    assert folded.span(2, 4) == Span(2, 5)


def test_an_empty_range_is_an_empty_span() -> None:
    """A range without characters covers nothing."""
    assert fold("ab").span(1, 1) == Span(1, 1)


def test_written_shows_case_and_line_ends_of_the_source() -> None:
    """Rules about case can look at the source through the folded range."""
    folded = fold("用 Ｇｏ\n語言")

    assert folded.text == "用 go 语言"
    assert folded.written(0, len(folded.text)) == "用 Go\n语言"


def _is_first_of_its_character(offsets: object, index: int) -> bool:
    assert isinstance(offsets, Sequence)
    return index == 0 or offsets[index] != offsets[index - 1]


def test_ascii_folds_alike_with_and_without_other_characters() -> None:
    """Control characters and grave accents among them."""
    for source in map(chr, range(128)):
        assert fold(f"x{source}y").text == fold(f"x{source}yé").text[:-1]
    assert fold("It`s\tso\x0bY").text == "it's so y"


def test_line_breaks_fold_by_what_stands_around_them() -> None:
    """Between Han nothing stays, elsewhere one blank; offsets go on behind characters that fold to several or none."""
    folded = fold("项\n目\nab -\nﬁn-\n ance\u200b x\n\ny")

    assert folded.text == "项目 ab - finance x y"
    assert [folded.source[index] for index in folded.offsets[:-1]] == [*"项目", "\n", *"ab -\nﬁﬁnance", *" x\ny"]
