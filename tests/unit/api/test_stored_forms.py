"""What is kept in a database comes back as it was, and what is not ours is refused."""

from __future__ import annotations

import datetime
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bole.api.answer_messages import answer_under
from bole.api.messages import contact
from bole.api.messages import screening as screening_message
from bole.api.stored_forms import StoredForms, answer_message
from bole.api.stored_profiles import profile
from bole.bootstrap import reader
from bole.domain.answers import Answer
from bole.domain.batches import BatchTerms, DocumentReference, TwoStage
from bole.domain.documents import Document, DocumentRole
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.rubric import JobPosting, Requirement
from bole.evidence.rescoring import rescore
from bole.pipeline.screening import ScreeningRequest, screen
from bole.pipeline.stored_answers import standings_under, stored
from bole.rubric.validation import validate_rubric
from bole.settings import Settings

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
READER = reader(Settings())
FORMS = StoredForms()
AS_OF = datetime.date(2026, 1, 31)
RUBRIC = READER.engine.draft_rubric(
    JobPosting(text=(EXAMPLES / "job_postings" / "backend_engineer_zh.txt").read_text(encoding="utf-8"))
)


def answer(name: str = "zhang_wei_zh.txt") -> Answer:
    """Screens one of the examples."""
    document = Document(content=(EXAMPLES / "resumes" / name).read_bytes(), file_name=name)
    return screen(ScreeningRequest(documents=(document,), rubric=RUBRIC, as_of=AS_OF), READER)


def test_an_answer_comes_back_and_is_written_with_the_same_bytes() -> None:
    """Screening and contact as they were; of the profile what is kept."""
    written = answer()

    payload = FORMS.encode_answer(written)

    assert FORMS.decode_screening(payload) == written.screening
    assert answer_message(payload).contact == contact(written.contact)
    read = profile(answer_message(payload).profile)
    assert read.basics == replace(written.profile.basics, personal=())
    assert [one.dates for one in read.work] == [one.dates for one in written.profile.work]
    assert read.education == written.profile.education
    assert FORMS.encode_answer(answer()) == payload


def test_what_no_decision_may_rest_on_is_not_kept() -> None:
    """Age and marital status stand in the resume, and not in what is kept of it."""
    text = (
        "张三\n男 | 29岁 | 已婚 | 汉族\nzhang@example.com\n\n工作经历\n2021.03 - 2025.12 示例科技 后端工程师\n"
        "用 Python 写了订单服务，把延迟降到 80 毫秒。\n"
    )
    document = Document(content=text.encode(), media_type="text/plain")
    written = screen(ScreeningRequest(documents=(document,), rubric=RUBRIC, as_of=AS_OF), READER)
    assert written.profile.basics.personal

    kept = stored(written, FORMS)

    assert not answer_message(kept.payload).profile.basics.personal


def test_other_weights_give_what_rescoring_gives() -> None:
    """Standings and shown answers of a kept answer under another rubric."""
    written = answer()
    kept = stored(written, FORMS)
    other = validate_rubric(
        replace(RUBRIC, criteria=tuple(replace(one, requirement=Requirement.NICE) for one in RUBRIC.criteria))
    )
    assert other.rubric_digest != RUBRIC.rubric_digest
    expected = rescore(written.screening, other)

    (standing,) = standings_under([kept.payload], other, FORMS)

    assert (standing.match_score, standing.rank_score) == (expected.match_score, expected.rank_score)
    assert answer_under(kept, other, full=True).screening == screening_message(expected)
    assert answer_under(kept, RUBRIC, full=True) == answer_message(kept.payload)
    assert not answer_under(kept, RUBRIC, full=False).screening.criteria


def test_terms_come_back() -> None:
    """All that holds for the items of a batch."""
    terms = BatchTerms(
        rubric=RUBRIC,
        as_of=AS_OF,
        language_code="zh-Hant",
        allow_degraded=True,
        two_stage=TwoStage(best_count=50, control_count=0),
        labels={"team": "平台"},
    )

    assert FORMS.decode_terms(FORMS.encode_terms(terms)) == terms
    plain = BatchTerms(rubric=RUBRIC, as_of=AS_OF)
    assert FORMS.decode_terms(FORMS.encode_terms(plain)) == plain


def test_documents_come_back_without_their_passwords() -> None:
    """Contents first, then references."""
    document = Document(content=b"%PDF", file_name="a.pdf", media_type="application/pdf", role=DocumentRole.PORTFOLIO)
    reference = DocumentReference(uri="file:///in/a.zip", member="b.pdf", role=DocumentRole.COVER_LETTER)
    payload = FORMS.encode_documents([replace(document, password="secret"), reference])  # noqa: S106

    assert FORMS.decode_documents(payload) == (document, reference)
    assert b"secret" not in payload


@pytest.mark.parametrize(
    "read", [FORMS.decode_screening, FORMS.decode_terms, FORMS.decode_documents], ids=["answer", "terms", "documents"]
)
@pytest.mark.parametrize(
    "payload", [b"\xff" * 20, zlib.compress(b"\xff" * 20), zlib.compress(b"x" * 50)[:9]], ids=["noise", "packed", "cut"]
)
def test_what_is_not_ours_is_refused(read: Callable[[bytes], object], payload: bytes) -> None:
    """With what to do, and nothing of what stands there."""
    with pytest.raises(BoleError) as caught:
        read(payload)

    assert caught.value.reason is ErrorReason.STORAGE_MISMATCH
