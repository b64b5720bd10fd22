"""What survives of an engine's findings."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bole.domain.documents import DocumentRole
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.resume import Warning, WarningCode
from bole.domain.rubric import Combination, Criterion, CriterionKind, TermGroup
from bole.domain.screening import CriterionAssessment, Finding, Level, Method, TermFinding
from bole.evidence.levels import CREDIT
from bole.evidence.quoting import LONGEST_QUOTE
from bole.evidence.reading import Reading
from bole.evidence.verification import unclear, verify
from tests.unit.evidence.written import ResumeWriter, criterion

STATEMENTS = (
    "Built the order service in Python and Flask, 2 million requests a day",
    "Maintained the order service",
    "Split a monolith into twelve services",
    "了解Kafka",
    "无Redis经验",
)


def resume(*, warnings: Sequence[Warning] = (), role: DocumentRole = DocumentRole.RESUME) -> Reading:
    """Writes a resume with two employments and a list of skills."""
    writer = ResumeWriter()
    writer.entry("2019-03..", STATEMENTS, position="Backend engineer")
    writer.entry("2016-01..2019-02", ["Reviewed code daily"], position="Java engineer", organization="Eastwind")
    writer.line("Skills: Python, MySQL, Git")
    return writer.reading(warnings=warnings, role=role)


READING = resume()


def one_term(name: str) -> Criterion:
    """Asks for one term."""
    return criterion("c1", name, terms=[name])


def by_term(level: Level, *quotes: str, term: str = "Python", method: Method = Method.EXTRACT) -> Finding:
    """Answers one term."""
    return Finding(
        criterion_id="c1", level=level, method=method, terms=(TermFinding(term=term, level=level, quotes=quotes),)
    )


def as_a_whole(level: Level, *quotes: str) -> Finding:
    """Answers a criterion as a whole."""
    return Finding(criterion_id="c1", level=level, quotes=quotes)


def check(asked: Criterion, finding: Finding, reading: Reading = READING) -> CriterionAssessment:
    """Verifies one finding, and that its evidence is the text itself."""
    assessment = verify(asked, [(reading, finding)])
    for evidence in assessment.evidence:
        assert evidence.quote == evidence.span.of(reading.text)
    return assessment


@pytest.mark.parametrize("level", [Level.DEMONSTRATED, Level.USED, Level.LISTED])
@pytest.mark.parametrize("answer", [by_term, as_a_whole])
def test_level_stands_on_a_quote_that_names_the_term(level: Level, answer: Callable[..., Finding]) -> None:
    """An aligned quote on the term keeps the claimed level, term by term or as a whole."""
    assessment = check(one_term("Python"), answer(level, STATEMENTS[0]))

    assert (assessment.level, assessment.credit, assessment.fallen) == (level, CREDIT[level], False)
    assert assessment.evidence[0].quote == STATEMENTS[0]
    assert assessment.evidence[0].method is Method.EXTRACT


def test_heading_of_the_entry_makes_a_quote_topical() -> None:
    """A statement below a heading that names the term is about the term."""
    assessment = check(one_term("Java"), by_term(Level.USED, "Reviewed code daily", term="Java"))

    assert assessment.level is Level.USED


def test_quote_that_stands_twice_is_taken_where_it_is_about_the_term() -> None:
    """Of equal statements in two jobs the one below the heading that names the term counts."""
    writer = ResumeWriter()
    writer.entry("2019-03..", ["Reviewed code daily"], position="Python engineer")
    writer.entry("2016-01..2019-02", ["Reviewed code daily"], position="Java engineer")
    reading = writer.reading()

    assessment = check(one_term("Java"), by_term(Level.USED, "Reviewed code daily", term="Java"), reading)

    assert assessment.level is Level.USED
    assert assessment.evidence[0].span.start > reading.text.index("Java engineer")


@pytest.mark.parametrize(
    ("term", "quote", "level", "fallen"),
    [
        ("Python", "Wrote compilers in Python", Level.LISTED, True),  # invented, but the term is listed
        ("Erlang", "Wrote switches in Erlang", Level.ABSENT, True),  # invented, the term stands nowhere
        ("MySQL", STATEMENTS[0], Level.LISTED, True),  # about another term
        ("Redis", "无Redis经验", Level.ABSENT, True),  # a denial
        ("Kafka", "了解Kafka", Level.LISTED, False),  # acquaintance
        ("Erlang", "Split a monolith into twelve services", Level.LISTED, True),  # an inference
    ],
)
def test_claim_without_a_quote_on_the_term_falls(term: str, quote: str, level: Level, *, fallen: bool) -> None:
    """What no quote shows is worth what the text itself says of the term."""
    assessment = check(one_term(term), by_term(Level.DEMONSTRATED, quote, term=term))

    assert (assessment.level, assessment.credit, assessment.fallen) == (level, CREDIT[level], fallen)


def test_inference_is_marked() -> None:
    """An aligned quote that does not name the term is DERIVE, and the note says so."""
    finding = by_term(Level.USED, "Split a monolith into twelve services", term="microservices")

    assessment = check(one_term("microservices"), finding)

    assert [evidence.method for evidence in assessment.evidence] == [Method.DERIVE]
    assert "inferred" in assessment.note
    assert "推断" in verify(one_term("microservices"), [(READING, finding)], "zh-CN").note


def test_denial_keeps_its_quote() -> None:
    """无Redis经验 is ABSENT, with the words that say so."""
    assessment = check(one_term("Redis"), by_term(Level.ABSENT, "无Redis经验", term="Redis"))

    assert (assessment.level, assessment.credit, assessment.fallen) == (Level.ABSENT, 0, False)
    assert [evidence.quote for evidence in assessment.evidence] == ["无Redis经验"]


def test_unquoted_listing_gets_the_quote_of_the_text() -> None:
    """A listed term is quoted where it stands even if the engine quoted nothing."""
    assessment = check(one_term("MySQL"), by_term(Level.LISTED, term="MySQL"))

    assert (assessment.level, assessment.evidence[0].quote) == (Level.LISTED, "Skills: Python, MySQL, Git")


@pytest.mark.parametrize(
    ("combination", "level", "credit"),
    [(Combination.ALL_OF, Level.PARTLY_MET, 27), (Combination.ANY_OF, Level.USED, 80)],
)
def test_answer_as_a_whole_counts_for_the_terms_that_its_quote_names(
    combination: Combination, level: Level, credit: int
) -> None:
    """A term that the quote does not name is LISTED where the text names it, else ABSENT: 80 / 3 or the best."""
    asked = criterion("c1", "Flask, Redis, Erlang", terms=["Flask", "Redis", "Erlang"], combination=combination)

    assessment = check(asked, as_a_whole(Level.USED, STATEMENTS[0]))

    assert [term.level for term in assessment.terms] == [Level.USED, Level.ABSENT, Level.ABSENT]
    assert (assessment.level, assessment.credit, assessment.fallen) == (level, credit, False)


def test_groups_combine_as_their_exact_mean() -> None:
    """(80 + (40 + 0) / 2) / 2 = 50, rounded once at the end."""
    groups = tuple(
        TermGroup(combination=combination, terms=criterion("x", "x", terms=names).terms)
        for combination, names in ((Combination.ANY_OF, ["Flask", "Django"]), (Combination.ALL_OF, ["MySQL", "Redis"]))
    )
    asked = replace(one_term("Flask"), term_groups=groups)

    assessment = check(asked, as_a_whole(Level.USED, STATEMENTS[0]))

    assert (assessment.level, assessment.credit) == (Level.PARTLY_MET, 50)


@pytest.mark.parametrize(
    ("level", "quote", "answered", "credit"),
    [
        (Level.DEMONSTRATED, STATEMENTS[0], Level.USED, 80),
        (Level.LISTED, STATEMENTS[0], Level.LISTED, 40),
        (Level.USED, "Negotiated rates with carriers", Level.ABSENT, 0),
        (Level.ABSENT, "", Level.ABSENT, 0),
        (Level.UNCLEAR, "", Level.UNCLEAR, None),
    ],
)
def test_criterion_without_terms_supports_at_most_used(
    level: Level, quote: str, answered: Level, credit: int | None
) -> None:
    """Nothing ties a quote to such a criterion, and the note says so."""
    asked = criterion("c1", "Ships reliable software")

    assessment = check(asked, as_a_whole(level, quote))

    assert (assessment.level, assessment.credit) == (answered, credit)
    assert bool(assessment.note) is (answered in {Level.USED, Level.LISTED})


def test_cover_letter_supports_at_most_used() -> None:
    """What an applicant says of themselves in a letter is not demonstrated, and that is no fall."""
    letter = resume(role=DocumentRole.COVER_LETTER)

    assessment = check(one_term("Python"), by_term(Level.DEMONSTRATED, STATEMENTS[0]), letter)

    assert (assessment.level, assessment.fallen) == (Level.USED, False)


def test_best_document_counts_for_each_term() -> None:
    """A claim that falls in the letter stands by the resume, which is quoted."""
    letter = replace(resume(role=DocumentRole.COVER_LETTER), document_index=1)
    findings = [
        (letter, by_term(Level.USED, "Wrote compilers in Python")),
        (READING, by_term(Level.DEMONSTRATED, STATEMENTS[0])),
    ]

    assessment = verify(one_term("Python"), findings)

    assert (assessment.level, assessment.fallen) == (Level.DEMONSTRATED, False)
    assert assessment.evidence[0].document_index == 0


@pytest.mark.parametrize(
    ("term", "level", "credit"),
    [("MySQL", Level.UNCLEAR, None), ("Erlang", Level.ABSENT, 0), ("Redis", Level.ABSENT, 0)],
)
def test_unclear_needs_something_in_the_text(term: str, level: Level, credit: int | None) -> None:
    """An engine cannot leave open what the text never names, or denies: that would raise the score."""
    assessment = check(one_term(term), by_term(Level.UNCLEAR, term=term))

    assert (assessment.level, assessment.credit) == (level, credit)


def test_unknown_terms_leave_the_mean_of_the_known_ones() -> None:
    """MySQL unclear beside Flask used: the credit is that of Flask, but not all is shown."""
    asked = criterion("c1", "Flask and MySQL", terms=["Flask", "MySQL"], combination=Combination.ALL_OF)
    terms = (
        TermFinding(term="Flask", level=Level.USED, quotes=(STATEMENTS[0],)),
        TermFinding(term="MySQL", level=Level.UNCLEAR),
    )

    assessment = check(asked, Finding(criterion_id="c1", level=Level.USED, terms=terms))

    assert (assessment.level, assessment.credit) == (Level.PARTLY_MET, 80)


def test_open_and_denied_terms_are_no_evidence_for_what_is_shown() -> None:
    """Flask is used; the words on MySQL and the denial of Redis do not show that."""
    asked = criterion("c1", "all", terms=["Flask", "MySQL", "Redis"], combination=Combination.ALL_OF)
    terms = (
        TermFinding(term="Flask", level=Level.USED, quotes=(STATEMENTS[0],)),
        TermFinding(term="MySQL", level=Level.UNCLEAR, quotes=("Skills: Python, MySQL, Git",)),
        TermFinding(term="Redis", level=Level.ABSENT, quotes=("无Redis经验",)),
    )

    assessment = check(asked, Finding(criterion_id="c1", level=Level.USED, terms=terms))

    assert assessment.level is Level.PARTLY_MET
    assert [evidence.quote for evidence in assessment.evidence] == [STATEMENTS[0]]


@pytest.mark.parametrize("level", [Level.ABSENT, Level.UNCLEAR])
@pytest.mark.parametrize("quotes", [(), ("无Redis经验",), (STATEMENTS[0],)])
def test_a_denial_stays_absent_whatever_is_quoted(level: Level, quotes: tuple[str, ...]) -> None:
    """Also where a page could not be read: the text has said it."""
    reading = resume(warnings=[Warning(code=WarningCode.PAGE_UNREADABLE, message="Page 2 has no text.")])

    assert check(one_term("Redis"), by_term(level, *quotes, term="Redis"), reading).level is Level.ABSENT


def test_a_line_that_repeats_the_posting_shows_at_most_a_listing() -> None:
    """Whatever an engine makes of it."""
    reading = replace(READING, repeated=(READING.resume.profile.work[0].highlights[0].span,))

    assessment = check(one_term("Flask"), by_term(Level.DEMONSTRATED, STATEMENTS[0], term="Flask"), reading)

    assert (assessment.level, assessment.fallen) == (Level.LISTED, False)


def test_what_an_unreadable_page_may_tell_is_open() -> None:
    """ABSENT becomes UNCLEAR where a page could not be read, unless the text denies it."""
    warning = Warning(code=WarningCode.PAGE_UNREADABLE, message="Page 2 has no text.")
    reading = resume(warnings=[warning])

    missing = check(one_term("Erlang"), by_term(Level.ABSENT, term="Erlang"), reading)
    denied = check(one_term("Redis"), by_term(Level.ABSENT, "无Redis经验", term="Redis"), reading)
    invented = check(one_term("Erlang"), by_term(Level.USED, "Wrote Erlang", term="Erlang"), reading)

    assert [one.level for one in (missing, denied, invented)] == [Level.UNCLEAR, Level.ABSENT, Level.ABSENT]


@pytest.mark.parametrize(("term", "level"), [("Python", Level.USED), ("Berlin", Level.UNCLEAR)])
def test_criterion_that_is_only_shown_has_no_credit(term: str, level: Level) -> None:
    """LOCATION is shown where it is stated and open where it is not; never scored."""
    asked = replace(one_term(term), kind=CriterionKind.LOCATION)
    claimed = Level.USED if level is Level.USED else Level.ABSENT

    assessment = check(asked, by_term(claimed, STATEMENTS[0] if claimed is Level.USED else "", term=term))

    assert (assessment.level, assessment.credit) == (level, None)
    assert all(one.credit is None for one in assessment.terms)


def test_evidence_is_at_most_three_distinct_passages_one_of_each_term_first() -> None:
    """A sentence that shows two terms is quoted once, and no term crowds out another."""
    asked = criterion("c1", "all", terms=["Python", "Flask", "Git"], combination=Combination.ALL_OF)
    python = (STATEMENTS[0], "Skills: Python, MySQL, Git", "Skills: Python")
    terms = (
        TermFinding(term="Python", level=Level.USED, quotes=python),
        TermFinding(term="Flask", level=Level.USED, quotes=(STATEMENTS[0],)),
        TermFinding(term="Git", level=Level.LISTED, quotes=("Skills: Python, MySQL, Git",)),
    )

    assessment = check(asked, Finding(criterion_id="c1", level=Level.USED, terms=terms))

    assert [evidence.quote for evidence in assessment.evidence] == [STATEMENTS[0], "Skills: Python, MySQL, Git"]


def test_long_quote_is_cut_to_the_clauses_around_the_term() -> None:
    """At most 240 code points, whole clauses, the term among them."""
    clause = "negotiated yearly contracts with suppliers in four countries, "
    writer = ResumeWriter()
    writer.entry("2019-03..", [clause * 6 + "wrote the tracking tool in Python, " + clause * 6])
    reading = writer.reading()

    assessment = check(
        one_term("Python"), by_term(Level.USED, reading.resume.profile.work[0].highlights[0].value), reading
    )

    quote = assessment.evidence[0].quote
    assert "Python" in quote
    assert len(quote) <= LONGEST_QUOTE
    assert quote.startswith("wrote the tracking tool")
    assert quote.endswith("four countries,")


def test_finding_of_another_criterion_is_refused() -> None:
    """Findings belong to the rubric that they were made for."""
    with pytest.raises(BoleError) as raised:
        verify(one_term("Python"), [(READING, replace(by_term(Level.USED), criterion_id="c9"))])

    assert raised.value.reason is ErrorReason.FINDINGS_MISMATCH


def test_no_finding_is_unclear() -> None:
    """What no engine read is unknown, term by term."""
    asked = criterion("c1", "both", terms=["Python", "Flask"])

    assert verify(asked, []) == unclear(asked)
    assert [one.level for one in unclear(asked).terms] == [Level.UNCLEAR, Level.UNCLEAR]


TERMS = ("Python", "Flask", "MySQL", "Git", "Java", "Kafka")
SHOWN = {
    "Python": STATEMENTS[0],
    "Flask": STATEMENTS[0],
    "MySQL": "Skills: Python, MySQL, Git",
    "Git": "Skills: Python, MySQL, Git",
    "Java": "Reviewed code daily",
    "Kafka": "了解Kafka",
}
LEVELS = (Level.DEMONSTRATED, Level.USED, Level.LISTED, Level.UNCLEAR, Level.ABSENT)


@settings(deadline=None)
@given(st.permutations(TERMS), st.lists(st.sampled_from(LEVELS), min_size=len(TERMS), max_size=len(TERMS)))
def test_swapped_quotes_never_raise_a_credit(order: list[str], levels: list[Level]) -> None:
    """From quotes that hold, any exchange of quotes between criteria keeps or lowers each credit."""
    for term, other, level in zip(TERMS, order, levels, strict=True):
        right = check(one_term(term), by_term(level, SHOWN[term], term=term))
        swapped = check(one_term(term), by_term(level, SHOWN[other], term=term))

        if right.credit is None or swapped.credit is None:
            assert right.credit is swapped.credit
        else:
            assert swapped.credit <= right.credit


@settings(deadline=None)
@given(st.sampled_from(TERMS), st.sampled_from(LEVELS), st.lists(st.text(max_size=30), max_size=3))
def test_evidence_is_the_slice_whatever_an_engine_writes(term: str, level: Level, quotes: list[str]) -> None:
    """No wording of an engine ever reaches the evidence."""
    check(one_term(term), by_term(level, *quotes, term=term))
    assessment = check(one_term(term), as_a_whole(level, *quotes, SHOWN[term][3:]))

    assert len(assessment.evidence) <= 3
