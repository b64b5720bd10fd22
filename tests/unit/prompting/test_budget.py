"""What is left out where a model takes less."""

import dataclasses
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bole.domain.dates import DateRange, PartialDate
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.generation import EncodedPrompt, Prompt, Turn
from bole.domain.resume import EntryKind, ParsedResume, Profile, Section, SectionKind, WorkEntry
from bole.domain.spans import Span
from bole.prompting.budget import LONGEST_LINE, cutting_order, fit, shortened

DOCUMENT = "".join(f"line {number} of the resume\n" for number in range(100))
PROMPT = Prompt(
    system="s" * 100,
    examples=(Turn(question="q" * 300, answer="a" * 100),),
    task="t" * 50,
    document=DOCUMENT,
    closing="c" * 50,
    version="",
)


@dataclass
class OnePerCodePoint:
    """Encodes a code point as a token; `dense` text costs three."""

    max_tokens: int
    dense: str = ""
    encoded: list[str] = field(default_factory=list)

    def count(self, text: str) -> int:
        """Returns the tokens of a text."""
        return sum(3 if one in self.dense else 1 for one in text)

    def encode(self, prompt: Prompt) -> EncodedPrompt:
        """Counts the tokens of a prompt and notes its document."""
        self.encoded.append(prompt.document)
        turns = "".join(one.question + one.answer for one in prompt.examples)
        prefix = self.count(prompt.system + turns + prompt.task)
        total = prefix + self.count(prompt.document + prompt.closing)
        return EncodedPrompt(token_count=total, prefix_token_count=prefix, prefix_digest="")


def test_a_prompt_that_fits_is_encoded_once_and_stays() -> None:
    """The usual case costs one encoding; the answer's tokens count too."""
    size = 600 + len(DOCUMENT)
    encoder = OnePerCodePoint(size + 80)
    fitted = fit(PROMPT, encoder, 80)
    assert (fitted.prompt, fitted.cut_code_points) == (PROMPT, 0)
    assert len(encoder.encoded) == 1
    assert fit(PROMPT, encoder, 81).prompt.examples == ()


def test_worked_examples_go_before_anything_of_the_document() -> None:
    """A resume stays whole as long as dropping the examples is enough."""
    encoder = OnePerCodePoint(200 + len(DOCUMENT))
    fitted = fit(PROMPT, encoder, 0)
    assert fitted.prompt == dataclasses.replace(PROMPT, examples=())
    assert fitted.cut_code_points == 0
    assert len(encoder.encoded) == 2


def test_then_the_document_is_cut_from_its_end_at_a_line() -> None:
    """What is left are whole lines from the beginning, nearly as many as fit, and the rest is counted."""
    encoder = OnePerCodePoint(200 + 1000)
    fitted = fit(PROMPT, encoder, 0)
    kept = fitted.prompt.document
    assert DOCUMENT.startswith(kept)
    assert kept.endswith("\n")
    assert 900 <= len(kept) <= 1000
    assert fitted.cut_code_points == len(DOCUMENT) - len(kept)
    assert len(encoder.encoded) <= 4


def test_what_is_least_important_goes_first() -> None:
    """Passages are left out in the order of the caller, the last of them from its end."""
    first, second = DOCUMENT.index("line 50"), DOCUMENT.index("line 60")
    fitted = fit(
        PROMPT,
        OnePerCodePoint(200 + len(DOCUMENT) - 100),
        0,
        cut_first=[Span(first, second), Span(0, DOCUMENT.index("line 3 "))],
    )
    kept = fitted.prompt.document
    assert "line 0 " in kept
    assert "line 99 " in kept
    assert "line 50 " in kept
    assert "line 59 " not in kept


def test_uneven_text_still_fits() -> None:
    """Where the part that stays costs more tokens than the mean, more of it is left out."""
    document = "中\n" * 500 + "a\n" * 2000
    encoder = OnePerCodePoint(1200, dense="中")
    fitted = fit(dataclasses.replace(PROMPT, document=document), encoder, 0)
    assert fitted.encoded.token_count <= 1200
    assert fitted.prompt.document
    assert len(encoder.encoded) <= 8


def test_a_question_that_is_too_long_alone_is_refused() -> None:
    """The error says what to do and holds nothing of the resume."""
    with pytest.raises(BoleError) as caught:
        fit(PROMPT, OnePerCodePoint(250), 60)
    assert caught.value.reason is ErrorReason.PROMPT_TOO_LONG
    assert "Ask for less" in caught.value.message
    assert caught.value.metadata["limit"] == "250"
    assert int(caught.value.metadata["tokens"]) > 250


@given(st.text("ab\n", max_size=300), st.integers(0, 300), st.lists(st.integers(0, 300), max_size=4))
def test_cutting_leaves_a_subsequence_that_is_short_enough(document: str, most: int, borders: list[int]) -> None:
    """Whole lines go; nothing is added, moved or left too long."""
    borders.sort()
    spans = [Span(left, right) for left, right in zip(borders[::2], borders[1::2], strict=False)]
    kept = shortened(document, most, spans)
    assert len(kept) <= most
    rest = iter(document)
    assert all(one in rest for one in kept)
    assert len(document) > most or kept == document


def test_a_document_without_line_ends_is_cut_inside_its_line() -> None:
    """A resume that is one long line loses its end, not everything."""
    line = "x" * (LONGEST_LINE + 100)
    assert shortened(line, LONGEST_LINE + 40) == line[: LONGEST_LINE + 40]


def resume(sections: list[Section], work: list[WorkEntry]) -> ParsedResume:
    return ParsedResume(
        text="x" * 1000,
        document_digest="",
        media_type="text/plain",
        pages=(),
        lines=(),
        sections=tuple(sections),
        profile=Profile(work=tuple(work)),
        languages=("en",),
    )


def entry(start: int, end_year: int | None, kind: EntryKind = EntryKind.EMPLOYMENT) -> WorkEntry:
    dates = DateRange(
        start=PartialDate(2001, 1),
        end=PartialDate(end_year, 1) if end_year else None,
        ongoing=end_year is None,
    )
    return WorkEntry(kind=kind, span=Span(start, start + 100), heading=Span(start, start + 10), dates=dates)


def test_the_order_of_cutting_spares_the_latest_work_and_the_skills() -> None:
    """References and interests first, then other entries, then employment from the oldest on."""
    sections = [
        Section(kind=SectionKind.INTERESTS, span=Span(700, 800)),
        Section(kind=SectionKind.SKILLS, span=Span(600, 700)),
        Section(kind=SectionKind.REFERENCES, span=Span(800, 900)),
    ]
    work = [entry(0, None), entry(100, 2020), entry(200, 2010), entry(300, 2022, EntryKind.PROJECT)]
    assert [one.start for one in cutting_order(resume(sections, work))] == [800, 700, 300, 200, 100]
