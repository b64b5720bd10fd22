"""Answers by a model, with a scripted one in its place: what code makes of what it says."""

from __future__ import annotations

import datetime
import json
from dataclasses import replace

import pytest

from bole.bootstrap import reader
from bole.domain.calls import CallTerms
from bole.domain.documents import Document, DocumentRole
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.generation import Generation
from bole.domain.interview import QuestionPlan
from bole.domain.resume import WarningCode
from bole.domain.rubric import CriterionKind, JobPosting, Requirement, Rubric
from bole.domain.screening import Level, Screening
from bole.pipeline.interviewing import InterviewRequest
from bole.pipeline.modelled import ModelAnswering
from bole.pipeline.screening import ScreeningRequest
from bole.rubric.validation import validate_rubric
from bole.settings import Settings
from tests.factories import criterion, rubric
from tests.fakes import IDENTITY, SameProcess, ScriptedModel, text_of

RESUME = """Ada Lovelorn
ada.lovelorn@example.com
Work experience
Example Ltd, Backend Engineer, Jan 2019 - Present
- Built the order service with Python, which cut page time by 40%.
- Moved the billing data from Oracle to PostgreSQL.
Skills
Python, PostgreSQL, Docker
Education
Example University, Bachelor of Science, 2012 - 2016
"""
LETTER = "Dear team,\nin my last position I ran the releases with Docker every week.\nKind regards"
ASKED = rubric(
    [
        criterion("c1", "Python"),
        criterion("c2", "PostgreSQL", requirement=Requirement.SHOULD),
        criterion("c3", "Docker", requirement=Requirement.NICE),
    ]
)
AWAY = BoleError(ErrorReason.MODEL_UNAVAILABLE, "No model server is there.")
READER = reader(Settings())


NOTHING: list[str | Generation | BoleError] = ['{"questions":[]}']
"""What a model says that has no question."""


def answer(*criteria: tuple[list[str], str], experience: tuple[str, ...] = ("Built the order service.",)) -> str:
    """Returns an answer as a model writes it: quotes and level for each criterion."""
    numbered = {str(n): {"quotes": quotes, "level": level} for n, (quotes, level) in enumerate(criteria, start=1)}
    return json.dumps({**numbered, "experience": list(experience)})


GOOD = answer(
    (["Built the order service with Python, which cut page time by 40%"], "DEMONSTRATED"),
    (["Moved the billing data from Oracle to PostgreSQL"], "USED"),
    ([], "ABSENT"),
)


def answering(model: ScriptedModel) -> ModelAnswering:
    """Returns the use cases on a scripted model, with all CPU work in this process."""
    return ModelAnswering(name="triton", model=model, reader=READER, workers=SameProcess())


async def screened(
    model: ScriptedModel,
    *,
    asked: Rubric = ASKED,
    resume: str = RESUME,
    letter: str = "",
    terms: CallTerms | None = None,
) -> Screening:
    """Screens the resume, with a cover letter where one is given."""
    documents = [Document(content=resume.encode(), media_type="text/plain")]
    if letter:
        documents.append(Document(content=letter.encode(), media_type="text/plain", role=DocumentRole.COVER_LETTER))
    request = ScreeningRequest(
        documents=tuple(documents), rubric=validate_rubric(asked), as_of=datetime.date(2026, 1, 31)
    )
    return await answering(model).screen(request, lambda answer: answer.screening, terms or CallTerms())


def levels(screening: Screening) -> list[Level]:
    """Returns the levels in rubric order."""
    return [one.level for one in screening.criteria]


def codes(screening: Screening) -> set[WarningCode]:
    """Returns the codes of the warnings."""
    return {one.code for one in screening.warnings}


async def test_findings_become_a_screening_that_says_where_it_comes_from() -> None:
    """Levels, quotes as slices of the text, and the provenance of the model."""
    screening = await screened(ScriptedModel(replies=[GOOD]))

    assert levels(screening) == [Level.DEMONSTRATED, Level.USED, Level.ABSENT]
    assert [one.quote for one in screening.criteria[1].evidence] == ["Moved the billing data from Oracle to PostgreSQL"]
    origin = screening.provenance
    assert (origin.engine, origin.model_digest, origin.sampling) == ("triton", IDENTITY.model_digest, "greedy")
    assert len(origin.prompt_digest) == 64
    assert not screening.degraded


async def test_the_model_sees_neither_name_nor_address_nor_school() -> None:
    """What says who the person is stays out of the prompt; the resume comes last."""
    model = ScriptedModel(replies=[GOOD])

    await screened(model)

    prompt = text_of(model.requests[0].prompt)
    assert "Lovelorn" not in prompt
    assert "ada.lovelorn" not in prompt
    assert "Example University" not in prompt
    assert prompt.index("1. Python") < prompt.index("Built the order service with Python")


async def test_a_letter_is_masked_by_what_the_resume_tells() -> None:
    """Name and school of the resume stand in the letter too."""
    model = ScriptedModel(replies=[GOOD])
    letter = "Dear team,\nI learned Docker at Example University.\nKind regards,\nAda Lovelorn"

    await screened(model, letter=letter)

    prompt = text_of(model.requests[0].prompt)
    assert "I learned Docker at [SCHOOL]" in prompt
    assert "Lovelorn" not in prompt


async def test_a_placeholder_is_no_evidence() -> None:
    """What stands behind it tells who the person is."""
    quoted = answer(*[(["[NAME]", "[SCHOOL]"], "DEMONSTRATED")] * 3)
    asked = rubric([criterion("c1", "Presence", terms=[]), criterion("c2", "Python"), criterion("c3", "Docker")])

    screening = await screened(ScriptedModel(replies=[quoted]), asked=asked)

    assert all("Lovelorn" not in one.quote for each in screening.criteria for one in each.evidence)
    assert screening.criteria[1].level is Level.LISTED


async def test_a_model_that_repeats_itself_gains_nothing() -> None:
    """One quote for everything: it supports the one criterion that it names."""
    quote = "Built the order service with Python, which cut page time by 40%"
    repeated = answer(*[([quote, quote], "DEMONSTRATED")] * 3, experience=(quote, quote, quote))

    screening = await screened(ScriptedModel(replies=[repeated]))

    assert levels(screening) == [Level.DEMONSTRATED, Level.LISTED, Level.LISTED]
    assert len(screening.criteria[0].evidence) == 1
    assert screening.experience_evaluation.count("order service") == 1
    assert WarningCode.EVIDENCE_NOT_FOUND in codes(screening)


async def test_what_stands_nowhere_falls() -> None:
    """A claim without a quote, and one with an invented one."""
    invented = answer(([], "DEMONSTRATED"), (["Led PostgreSQL at a bank"], "DEMONSTRATED"), ([], "ABSENT"))

    screening = await screened(ScriptedModel(replies=[invented]))

    assert levels(screening) == [Level.LISTED, Level.LISTED, Level.ABSENT]
    assert [one.fallen for one in screening.criteria] == [True, True, False]


async def test_a_narrative_without_support_gives_way_to_dates_and_quotes() -> None:
    """Every sentence is dropped and counted; the text says what the documents do."""
    told = answer(*[([], "ABSENT")] * 3, experience=("Worked 12 years at Globex with Kubernetes.",))

    screening = await screened(ScriptedModel(replies=[told]))

    assert "Globex" not in screening.experience_evaluation
    assert screening.experience_evaluation
    assert WarningCode.NARRATIVE_CUT in codes(screening)


async def test_a_quote_counts_for_the_document_that_holds_it() -> None:
    """Docker was used according to the letter, which shows at most that; the resume lists it."""
    quoted = answer(([], "ABSENT"), ([], "ABSENT"), (["I ran the releases with Docker every week"], "DEMONSTRATED"))

    screening = await screened(ScriptedModel(replies=[quoted]), letter=LETTER)

    docker = screening.criteria[2]
    assert docker.level is Level.USED
    assert docker.evidence[0].document_index == 1
    assert not docker.fallen


async def test_what_is_unclear_in_a_letter_takes_nothing_from_the_resume() -> None:
    """The model quotes the letter and cannot decide; the resume lists the term."""
    unsure = answer(([], "ABSENT"), ([], "ABSENT"), (["I ran the releases"], "UNCLEAR"))

    screening = await screened(ScriptedModel(replies=[unsure]), letter=LETTER)

    assert screening.criteria[2].level is not Level.ABSENT


async def test_what_the_model_did_not_get_to_see_is_open_not_absent() -> None:
    """The text names the term in the part that was cut."""
    short = ScriptedModel(replies=[GOOD])
    await screened(short)
    notes = "- Wrote the notes of the weekly meeting.\n" * 300
    long = RESUME.replace("Skills\nPython, PostgreSQL, Docker\n", f"{notes}- Ran Docker for thirty teams.\n")
    silent = answer(*[([], "ABSENT")] * 3)
    model = ScriptedModel(replies=[silent], limit=short.requests[0].prompt.token_count + 2000)

    screening = await screened(model, resume=long)

    assert WarningCode.PROMPT_CUT in codes(screening)
    assert screening.criteria[2].level is Level.UNCLEAR


async def test_facts_in_a_language_that_code_does_not_read_are_open() -> None:
    """The model reads the French resume; certificates and degrees are code's to find."""
    french = """Marie Durand
Expérience professionnelle
Exemple SA, ingénieure logiciel, janvier 2019 - présent
- J'ai développé le service des commandes avec Python, ce qui a réduit le temps de réponse de la page.
- J'ai formé deux stagiaires à la lecture des requêtes lentes et aux essais de charge de la plateforme.
Formation
Diplôme d'ingénieur en informatique, 2012 - 2016
"""
    asked = rubric([criterion("c1", "CPA", kind=CriterionKind.CERTIFICATION), criterion("c2", "Python")])
    told = answer((["J'ai développé le service des commandes avec Python"], "USED"))

    screening = await screened(ScriptedModel(replies=[told]), asked=asked, resume=french)

    assert screening.criteria[0].level is Level.UNCLEAR
    assert WarningCode.LANGUAGE_NOT_COVERED in codes(screening)


async def test_a_plan_of_no_questions_asks_no_model() -> None:
    """As the embedded engine: an empty kit."""
    model = ScriptedModel(replies=[])
    nothing = replace(interview(), plan=QuestionPlan(technical=0, behavioral=0, open_ended=0))

    kit = await answering(model).write_interview_kit(nothing, CallTerms())

    assert kit.questions == ()
    assert not model.requests


async def test_a_rubric_of_facts_alone_asks_for_the_narrative_only() -> None:
    """No criterion is the model's."""
    from_posting = READER.engine.draft_rubric(JobPosting(text="Requirements: a bachelor's degree."))
    assert all(one.kind.answered_by_fact for one in from_posting.criteria)
    model = ScriptedModel(replies=[json.dumps({"experience": ["Built the order service."]})])

    screening = await screened(model, asked=from_posting)

    assert screening.match_score == 100


async def test_a_model_that_is_away_is_an_error_unless_the_caller_allows_less() -> None:
    """MODEL_UNAVAILABLE, or the embedded engine's answer, which says so."""
    with pytest.raises(BoleError) as caught:
        await screened(ScriptedModel(replies=[AWAY]))
    screening = await screened(ScriptedModel(replies=[AWAY]), terms=CallTerms(allow_degraded=True))

    assert caught.value.reason is ErrorReason.MODEL_UNAVAILABLE
    assert screening.degraded
    assert screening.provenance.engine == "rules"
    assert WarningCode.DEGRADED in codes(screening)


async def test_other_failures_are_never_answered_by_less() -> None:
    """A busy or broken model is not one that is away."""
    busy = BoleError(ErrorReason.MODEL_OVERLOADED, "Come back.")

    with pytest.raises(BoleError) as caught:
        await screened(ScriptedModel(replies=[busy]), terms=CallTerms(allow_degraded=True))

    assert caught.value.reason is ErrorReason.MODEL_OVERLOADED


async def test_every_answer_of_an_external_model_says_so() -> None:
    """Screening, rubric and interview kit."""
    model = ScriptedModel(replies=[GOOD, '{"criteria":[]}', *NOTHING * 2], leaves_premises=True)
    screening = await screened(model)
    use = answering(model)
    drafted = await use.draft_rubric(JobPosting(text="Requirements: Python; SQL."), CallTerms())
    kit = await use.write_interview_kit(interview(), CallTerms())

    assert screening.provenance.left_premises
    for warnings in (screening.warnings, drafted.warnings, kit.warnings):
        assert [one.code for one in warnings].count(WarningCode.LEFT_PREMISES) == 1


async def test_documents_that_do_not_fit_are_cut_and_the_answer_says_so() -> None:
    """The model takes little more than the prompt of a short resume."""
    short = ScriptedModel(replies=[GOOD])
    await screened(short)
    model = ScriptedModel(replies=[GOOD], limit=short.requests[0].prompt.token_count + 2000)
    long = RESUME.replace("Skills\n", "- Wrote the notes of the weekly meeting.\n" * 300 + "Skills\n")

    screening = await screened(model, resume=long)

    assert WarningCode.PROMPT_CUT in codes(screening)
    assert model.requests[0].prompt.token_count + model.requests[0].max_output_tokens <= model.limit


async def test_a_cut_answer_is_asked_for_again_with_more_room() -> None:
    """The second request has a larger budget than the first, and both have room in the model."""
    model = ScriptedModel(replies=[Generation(text=GOOD[:40], cut=True), GOOD])

    await screened(model)

    first, second = (request.max_output_tokens for request in model.requests)
    assert first < second


async def test_the_prompt_gives_way_to_an_answer_that_has_no_room() -> None:
    """The resume fits as a whole but leaves too little: worked examples go first, then lines of the resume."""
    short = ScriptedModel(replies=[GOOD])
    await screened(short)
    long = RESUME.replace("Skills\n", "- Wrote the notes of the weekly meeting.\n" * 60 + "Skills\n")
    whole = ScriptedModel(replies=[GOOD])
    await screened(whole, resume=long)
    limit = whole.requests[0].prompt.token_count + 560
    cut = Generation(text=GOOD[:40], cut=True)
    model = ScriptedModel(replies=[cut, GOOD], limit=limit)

    screening = await screened(model, resume=long)

    assert levels(screening)[0] is Level.DEMONSTRATED
    first, last = model.requests[0], model.requests[-1]
    assert last.max_output_tokens > first.max_output_tokens
    assert last.prompt.token_count < first.prompt.token_count


async def test_questions_that_fail_the_checks_are_replaced() -> None:
    """A model without a usable question, also when asked again, leaves a whole kit all the same."""
    kit = await answering(ScriptedModel(replies=NOTHING * 2)).write_interview_kit(interview(), CallTerms())

    assert len(kit.questions) == 5
    assert kit.engine == "triton"
    assert WarningCode.QUESTIONS_REPLACED in {one.code for one in kit.warnings}


def interview() -> InterviewRequest:
    """Asks for a kit about the resume."""
    return InterviewRequest(
        source=Document(content=RESUME.encode(), media_type="text/plain"),
        rubric=validate_rubric(ASKED),
        plan=QuestionPlan(),
        as_of=datetime.date(2026, 1, 31),
        language_code="en",
    )
