"""The summary: verdict, evidence, gaps, next step, in whole sentences and within its bounds."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bole.domain.rubric import Combination, CriterionKind, Requirement, Rubric
from bole.domain.screening import CriterionAssessment, Level, RedFlag, RedFlagCode, Screening, Severity
from bole.evidence.conclusion import conclude
from bole.evidence.quoting import evidence_of
from bole.evidence.summary import MOST_CODE_POINTS, skills_matched
from tests.unit.evidence.worked import provenance, rows, screened
from tests.unit.evidence.written import ResumeWriter, assessed, criterion

AS_OF, ROWS = rows()


def _concluded(*answers: CriterionAssessment, language_code: str = "en", flags: tuple[RedFlag, ...] = ()) -> Screening:
    rubric = Rubric(title="", role="", language_code=language_code, criteria=tuple(one.criterion for one in answers))
    return conclude(
        assessments=answers,
        red_flags=flags,
        rubric=rubric,
        experience_evaluation="",
        warnings=(),
        provenance=provenance(AS_OF),
        language_code=language_code,
    )


def _quoted(one: CriterionAssessment, sentence: str) -> CriterionAssessment:
    writer = ResumeWriter()
    span = writer.line(sentence)
    return replace(one, evidence=(evidence_of(writer.reading(), span),))


def test_pair_of_issue_1_reads_as_a_recruiter_expects() -> None:
    """Score, advice, best evidence with its quote, the gap and what to do."""
    summary = screened(ROWS[0], AS_OF).screening.summary

    assert summary == (
        "匹配分83（满分100），覆盖率100%。建议推进：得分达到70，覆盖率达到70%，每项必备要求的得分都不低于50。"
        "主要依据：3年以上Python开发经验（74至85个月，要求36个月）；"
        "熟悉Django/Flask框架（“使用Python Flask MySQL构建高并发接口，日均请求百万级”）；"
        "有微服务架构经验优先（“参与公司微服务拆分项目，使用Kubernetes部署服务”）。"
        "待补充：未体现Redis。下一步：安排面试，先了解1个待确认问题。"
    )


def test_english_summary_reads_as_a_recruiter_expects() -> None:
    """The same parts in English."""
    row = next(row for row in ROWS if row["case"].startswith("career changer"))

    assert screened(row, AS_OF).screening.summary == (
        "Match score 70 of 100, coverage 100%. "
        "Review by a person: the must-have “2 years as a data analyst” earns less than 50 of 100. "
        "Strongest evidence: SQL (“Wrote 60 SQL reports that replaced a weekly spreadsheet”); "
        "Python (“Automated the import in Python and saved six hours a week”). "
        "Gaps: “2 years as a data analyst” met in part; retail listed without an example. "
        "Next step: a recruiter weighs the 2 open questions and decides."
    )


@pytest.mark.parametrize(
    "quote",
    ["32岁男程序员使用Python开发订单系统", "Married at 30 years old I built the API in Python", "汉族党员Python开发"],
)
def test_quote_that_tells_who_the_person_is_stays_out(quote: str) -> None:
    """The criterion is named, the quote is left to the evidence."""
    answer = _quoted(assessed(criterion("c1", "Python"), Level.USED, 80), quote)

    summary = _concluded(answer).summary

    assert "Strongest evidence: Python." in summary
    assert quote not in summary


def test_red_flags_are_pointed_at() -> None:
    """Their text stands beside the summary."""
    flag = RedFlag(code=RedFlagCode.FUTURE_DATE, message="-", severity=Severity.INFO)

    assert _concluded(assessed(criterion("c1", "Python"), Level.USED, 80), flags=(flag,)).summary.endswith(
        "One red flag needs a second look."
    )


def test_red_flag_strings_name_code_and_message() -> None:
    """The plain strings of the answer serve people and filters."""
    flag = RedFlag(code=RedFlagCode.FUTURE_DATE, message="One date lies ahead.", severity=Severity.INFO)

    answer = _concluded(assessed(criterion("c1", "Python"), Level.USED, 80), flags=(flag,))

    assert answer.red_flags == ("FUTURE_DATE: One date lies ahead.",)


def test_skills_matched_are_terms_at_listed_or_above_in_rubric_order() -> None:
    """By the spelling of the posting, each once; a role title is no skill."""
    both = criterion("c1", "x", terms=["MySQL", "Redis"], combination=Combination.ALL_OF)
    again = criterion("c2", "x", terms=["mysql", "Docker"], combination=Combination.ALL_OF)
    years = criterion("c3", "x", kind=CriterionKind.EXPERIENCE, terms=["Python", "Data Analyst"])
    answers = [
        assessed(both, Level.PARTLY_MET, 50, [("MySQL", Level.DEMONSTRATED), ("Redis", Level.ABSENT)]),
        assessed(again, Level.LISTED, 40, [("mysql", Level.LISTED), ("Docker", Level.LISTED)]),
        _quoted(assessed(years, Level.MET, 100), "Data Analyst, Python team, 2019 to 2024"),
    ]

    assert skills_matched(answers) == ("MySQL", "Docker", "Python")


@given(
    st.lists(
        st.tuples(
            st.sampled_from(tuple(CriterionKind)),
            st.sampled_from(tuple(Requirement)),
            st.sampled_from(tuple(Level)),
            st.text(alphabet="数据分析与报表 data analysis reports, 要求{}。", min_size=1, max_size=200),
        ),
        max_size=24,
    ),
    st.sampled_from(["zh", "en"]),
)
@settings(max_examples=80, deadline=None)
def test_summary_keeps_its_bounds_and_ends_as_a_sentence(
    drawn: list[tuple[CriterionKind, Requirement, Level, str]], language_code: str
) -> None:
    """However long the criteria are and whatever they hold."""
    credit = {Level.DEMONSTRATED: 100, Level.MET: 100, Level.USED: 80, Level.LISTED: 40, Level.PARTLY_MET: 30}
    answers = [
        assessed(
            criterion(f"c{n}", text, kind=kind, requirement=tier),
            level,
            None if level is Level.UNCLEAR or not kind.scored else credit.get(level, 0),
            note="12 of 36 months",
        )
        for n, (kind, tier, level, text) in enumerate(drawn)
    ]

    summary = _concluded(*answers, language_code=language_code).summary

    assert len(summary) <= MOST_CODE_POINTS[language_code]
    assert summary.endswith((".", "。"))
