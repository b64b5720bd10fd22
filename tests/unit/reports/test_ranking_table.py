"""The ranking on a terminal."""

import io
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.console import Console

from bole.domain.screening import CutGroup, RedFlag, RedFlagCode, Severity
from bole.reports.ranking import RankedCandidate, rank
from bole.reports.ranking_table import ranking_table
from tests.factories import assessment, candidate, failed_candidate, screening, two_who_tie


def drawn(ranked: tuple[RankedCandidate, ...], *, width: int, language_code: str = "zh", blind: bool = False) -> str:
    stream = io.StringIO()
    console = Console(file=stream, width=width, color_system=None)
    console.print(ranking_table(ranked, language_code=language_code, width=width, blind=blind))
    return stream.getvalue()


def sample() -> tuple[RankedCandidate, ...]:
    flag = RedFlag(code=RedFlagCode.HIDDEN_TEXT, message="x", severity=Severity.SERIOUS)
    quote = "使用Python和Flask构建高并发接口，日均请求百万级，" * 6
    answers = [assessment(quotes=[quote])]
    return rank(
        [
            candidate("0001", screening(answers), name="张伟", source="简历/2026年春季校园招聘/张伟的个人简历.pdf"),
            candidate("0002", screening(answers), name="Nora Whitfield-Brandenburg van den Berg"),
            candidate("0003", screening(answers, red_flags=[flag]), name="[red]markup[/red]\x1b[31m"),
            failed_candidate(),
        ]
    )


@pytest.mark.parametrize("language_code", ["zh", "en"])
@pytest.mark.parametrize("width", [40, 50, 60, 80, 100, 110, 120, 200])
def test_no_line_is_wider_than_the_terminal(width: int, language_code: str) -> None:
    """Chinese characters count two columns."""
    lines = drawn(sample(), width=width, language_code=language_code).splitlines()

    assert max(cell_len(line) for line in lines) <= width


@pytest.mark.parametrize("language_code", ["zh", "en"])
@pytest.mark.parametrize("width", [40, 50, 60, 80])
def test_rank_score_and_verdict_are_whole_on_a_narrow_terminal(width: int, language_code: str) -> None:
    """Coverage goes first; a rank of five digits and its mark stay."""
    ranked = tuple(replace(one, rank=12345, tied=True) if one.rank == 1 else one for one in sample())
    lines = drawn(ranked, width=width, language_code=language_code).splitlines()

    assert [line[:6] for line in lines if line.startswith("12345")] == ["12345="] * 2
    assert [line.split()[2] for line in lines if line.startswith("12345")] == ["80", "80"]
    assert "…" not in "".join(lines[:2])
    assert all("建议推进" in line or "Advance" in line for line in lines if line.startswith("12345"))


@pytest.mark.parametrize("width", [80, 120])
def test_columns_are_aligned_beside_double_width_characters(width: int) -> None:
    """The recommendation begins in the same column of the terminal on every line."""
    lines = drawn(sample(), width=width).splitlines()
    starts = {
        cell_len(line[: line.index(word)])
        for line in lines
        for word in ("建议推进", "人工复核", "未能读取")
        if word in line
    }

    assert len(starts) == 1


def test_table_tells_rank_score_coverage_verdict_and_flags() -> None:
    """A shared rank is marked, a failed item has its reason, markup in a name is text."""
    text = drawn(sample(), width=120, language_code="en")

    ranks = [line[:3].strip() for line in text.splitlines()[2:] if line[:3].strip()]
    assert ranks == ["1=", "1=", "3", "–"]
    for words in ("80", "100%", "Advance", "Review", "Hidden text", "Not screened", "protected by a password"):
        assert words in text
    assert "[red]markup" in text
    assert "\x1b" not in text


@pytest.mark.parametrize("width", [80, 140])
def test_candidates_of_two_stages_tell_who_read_them(width: int) -> None:
    """In every other table there is no such line."""
    ranked = rank([replace(candidate(group, name="Nora"), cut_group=group) for group in CutGroup])
    text = " ".join(drawn(ranked, width=width, language_code="en").split())

    assert (text.count("Read by the"), text.count("Rules alone")) == (2, 1)
    assert "Rules alone" not in drawn(sample(), width=width, language_code="en")


def test_different_scores_that_tie_are_explained() -> None:
    """They look like a mistake; equal scores do not."""
    different, equal = (
        drawn(rank(ones), width=80, language_code="en") for ones in (two_who_tie(), two_who_tie()[:1] * 2)
    )

    assert "Order: by recommendation, then by rank score" in different
    assert "1=" in equal
    assert "Order" not in equal


def test_long_path_keeps_its_file_name() -> None:
    """The end of a path says which file it is."""
    text = drawn(sample(), width=80)

    assert "…" in text
    assert "简历.pdf" in text


def test_blind_table_shows_items_only() -> None:
    """Neither the name nor the file name is drawn."""
    text = drawn(sample(), width=120, blind=True)

    assert "0001" in text
    assert "张伟" not in text
    assert "Whitfield" not in text
    assert "broken.pdf" not in text


@pytest.mark.parametrize("width", [80, 140])
def test_duplicate_has_no_rank_and_names_the_other_file(width: int) -> None:
    """It stands below, with a note in place of evidence."""
    first = candidate("0001", name="Nora")
    lines = drawn(rank([first, replace(first, item_id="0002", duplicate_of="0001")]), width=width, language_code="en")

    assert "same file as 0001" in lines
    assert "None" not in lines
