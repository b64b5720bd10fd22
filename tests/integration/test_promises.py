"""What Bole promises of every answer, on all example resumes against all example postings."""

from __future__ import annotations

import dataclasses
import datetime
from functools import lru_cache
from itertools import permutations
from pathlib import Path

import pytest

from bole.bootstrap import reader
from bole.domain.documents import Document, DocumentRole
from bole.domain.resume import ParsedResume, Warning, WarningCode
from bole.domain.rubric import JobPosting, Rubric
from bole.domain.screening import Level, RedFlagCode, Screening
from bole.engines.rules import RulesEngine
from bole.evidence.reading import read
from bole.evidence.scoring import Score, score
from bole.evidence.verification import verify
from bole.parsing.parser import parse
from bole.pipeline.screening import ScreeningRequest, readings_of, screen_readings
from bole.settings import Settings

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
POSTINGS = sorted((EXAMPLES / "job_postings").iterdir())
RESUMES = sorted((EXAMPLES / "resumes").iterdir())
AS_OF = datetime.date(2026, 1, 31)
READER = reader(Settings())


@lru_cache
def rubric_of(posting: Path) -> Rubric:
    """Drafts the rubric of an example posting."""
    return RulesEngine().draft_rubric(JobPosting(text=posting.read_text(encoding="utf-8")))


@lru_cache
def parsed(resume: Path) -> ParsedResume:
    """Parses an example resume."""
    return parse(Document(content=resume.read_bytes(), file_name=resume.name), READER.limits)


@lru_cache
def screened(resume: Path, posting: Path) -> Screening:
    """Screens an example resume against an example posting."""
    request = ScreeningRequest(documents=(), rubric=rubric_of(posting), as_of=AS_OF)
    return screen_readings(
        request, readings_of(request, (parsed(resume),), (DocumentRole.RESUME,)), READER.engine, READER
    )


def _not_raised(before: Score, after: Score) -> bool:
    """Tells whether neither number rose; a score that was not known may not become known either."""
    if before.match_score is None or after.match_score is None:
        return before.match_score is after.match_score and after.rank_score <= before.rank_score
    return after.match_score <= before.match_score and after.rank_score <= before.rank_score


def example(name: str) -> Path:
    """Returns an example resume by the beginning of its name."""
    (found,) = [path for path in RESUMES if path.name.startswith(name)]
    return found


@pytest.mark.parametrize("posting", POSTINGS, ids=lambda path: path.stem)
@pytest.mark.parametrize("resume", RESUMES, ids=lambda path: path.stem)
def test_every_quote_is_a_slice_of_the_visible_text(resume: Path, posting: Path) -> None:
    """Evidence of criteria and of red flags alike; above LISTED there is always some."""
    screening = screened(resume, posting)
    text = parsed(resume).text

    quoted = [one for answer in screening.criteria for one in answer.evidence]
    quoted += [one for flag in screening.red_flag_details for one in flag.evidence]
    assert all(text[one.span.start : one.span.end] == one.quote for one in quoted)
    for answer in screening.criteria:
        if answer.level in {Level.DEMONSTRATED, Level.USED, Level.MET}:
            assert answer.evidence, answer.criterion.text


@pytest.mark.parametrize("incomplete", [False, True], ids=["whole", "incomplete"])
@pytest.mark.parametrize("posting", POSTINGS, ids=lambda path: path.stem)
@pytest.mark.parametrize("resume", RESUMES, ids=lambda path: path.stem)
def test_quotes_swapped_between_criteria_never_raise_the_score(
    resume: Path, posting: Path, *, incomplete: bool
) -> None:
    """Every pair of criteria, whatever the level that comes with the foreign quotes, pages unread or not."""
    warnings = (Warning(code=WarningCode.PAGE_UNREADABLE, message="Page 2 has no text."),) if incomplete else ()
    reading = read(dataclasses.replace(parsed(resume), warnings=warnings))
    rubric = rubric_of(posting)
    findings = {one.criterion_id: one for one in RulesEngine().find(rubric, reading)}
    asked = [one for one in rubric.criteria if one.criterion_id in findings]
    answers = [verify(one, [(reading, findings[one.criterion_id])]) for one in asked]
    others = {
        mine.criterion_id: [one for one in answers if one.criterion.criterion_id != mine.criterion_id] for mine in asked
    }
    for mine, other in permutations(asked, 2):
        honest = findings[mine.criterion_id]
        foreign = findings[other.criterion_id]
        swapped = dataclasses.replace(
            honest,
            quotes=foreign.quotes,
            terms=tuple(dataclasses.replace(term, quotes=foreign.quotes) for term in honest.terms),
        )
        before = score([verify(mine, [(reading, honest)]), *others[mine.criterion_id]])
        after = score([verify(mine, [(reading, swapped)]), *others[mine.criterion_id]])
        assert _not_raised(before, after), (mine.text, other.text)


def test_quotes_swapped_onto_a_denial_leave_it_absent() -> None:
    """A page is unread and the text denies Kafka: Python's quotes do not open the question again."""
    work = "Ada\n\nWork experience\nAcme, Engineer, 2019.01-2021.01\n- Wrote the order API in Python.\n"
    text = f"{work}\nI have no Kafka experience.\n"
    resume = parse(Document(content=text.encode()), READER.limits)
    unread = Warning(code=WarningCode.PAGE_UNREADABLE, message="Page 2 has no text.")
    reading = read(dataclasses.replace(resume, warnings=(unread,)))
    rubric = RulesEngine().draft_rubric(JobPosting(text="Engineer\nRequirements:\n- Python\n- Kafka\n"))
    python, kafka, *_ = RulesEngine().find(rubric, reading)
    swapped = dataclasses.replace(
        kafka, quotes=python.quotes, terms=tuple(dataclasses.replace(one, quotes=python.quotes) for one in kafka.terms)
    )

    assert verify(rubric.criteria[1], [(reading, kafka)]).level is Level.ABSENT
    assert verify(rubric.criteria[1], [(reading, swapped)]).level is Level.ABSENT


def test_a_pasted_posting_makes_no_one_else_of_a_waiter() -> None:
    """Its lines count as listed at most, meet no gate, and are flagged; a waiter stays far from ADVANCE."""
    lines = "- CPA licence (mandatory)\n- Month-end close\n- SAP\n- Excel\n- Fluent English\n"
    rubric = RulesEngine().draft_rubric(JobPosting(text=f"Accountant\nRequirements:\n{lines}"))
    work = "Tom Fox\n\nExperience\nGrand Hotel, Waiter, 2018-01 - 2024-01\n- Served 80 guests a night\n"
    request = ScreeningRequest(documents=(), rubric=rubric, as_of=AS_OF)

    for text in (work + lines, f"{work}\nObjective\n{lines}"):
        resume = parse(Document(content=text.encode()), READER.limits)
        readings = readings_of(request, (resume,), (DocumentRole.RESUME,))
        screening = screen_readings(request, readings, READER.engine, READER)

        assert screening.recommendation != "ADVANCE"
        assert screening.criteria[0].level is Level.UNCLEAR
        assert {answer.level for answer in screening.criteria[1:4]} == {Level.LISTED}
        assert RedFlagCode.KEYWORD_LIST in {flag.code for flag in screening.red_flag_details}


@pytest.mark.parametrize("posting", POSTINGS, ids=lambda path: path.stem)
def test_the_translated_twin_gets_the_same_levels(posting: Path) -> None:
    """One resume in Chinese and in English, against postings in either."""
    chinese, english = (screened(example(f"chen_jingyi_{code}"), posting) for code in ("zh", "en"))

    assert [answer.level for answer in chinese.criteria] == [answer.level for answer in english.criteria]
    assert chinese.match_score == english.match_score


def test_the_vague_twin_ranks_below_the_concrete_one_and_says_why() -> None:
    """The same facts told with and without objects, tools and results."""
    posting = EXAMPLES / "job_postings" / "java_developer_en.txt"
    vague, concrete = (screened(example(f"rowan_hale_{kind}"), posting) for kind in ("vague", "concrete"))

    codes = {flag.code for flag in vague.red_flag_details}
    assert vague.rank_score < concrete.rank_score
    assert codes & {RedFlagCode.VAGUE_EXPERIENCE, RedFlagCode.CLAIM_NOT_SHOWN}
    assert not {flag.code for flag in concrete.red_flag_details} & codes


@pytest.mark.parametrize("posting", POSTINGS, ids=lambda path: path.stem)
def test_a_language_that_is_not_covered_is_unclear_throughout(posting: Path) -> None:
    """Score unset and REVIEW, never zero."""
    screening = screened(example("yousef_darwish_ar"), posting)

    assert {answer.level for answer in screening.criteria} == {Level.UNCLEAR}
    assert screening.match_score is None
    assert screening.recommendation == "REVIEW"
    assert [warning.code for warning in screening.warnings].count(WarningCode.LANGUAGE_NOT_COVERED) == 1


@pytest.mark.parametrize("posting", POSTINGS, ids=lambda path: path.stem)
def test_nothing_protected_is_asked_or_told(posting: Path) -> None:
    """Name, gender and age of the pair's resume stand in no text that Bole composes."""
    screening = screened(example("zhang_wei"), posting)

    told = " ".join((screening.summary, screening.experience_evaluation, *screening.red_flags))
    asked = " ".join(question.question for question in screening.open_questions)
    assert not any(word in told + asked for word in ("张伟", "32岁", "男"))


def test_strong_middling_and_off_topic_resumes_are_told_apart() -> None:
    """Backend engineers before a frontend one, those before cooks, nurses and accountants."""
    posting = EXAMPLES / "job_postings" / "backend_engineer_en.txt"
    strong = [
        screened(example(name), posting).rank_score for name in ("nora_whitfield", "li_mingzhe", "marco_ferrante")
    ]
    middling = [screened(example(name), posting).rank_score for name in ("dana_kowalczyk", "maya_lindgren")]
    foreign = [screened(example(name), posting).rank_score for name in ("gus_tremaine", "wu_shan", "he_xiaoyun")]

    assert min(strong) > max(middling)
    assert min(middling) > max(foreign)
