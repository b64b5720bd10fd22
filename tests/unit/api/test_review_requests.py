"""What `ReviewService` refuses, and whose a decision is."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from google.protobuf import field_mask_pb2

from bole.api import page_tokens, review_messages, review_requests
from bole.api.review_requests import new_decision
from bole.domain.access import ANYONE, Caller, Role
from bole.domain.decisions import Decision, NewDecision, Outcome
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.screening import Recommendation
from bole.v1 import review_service_pb2 as pb
from bole.v1 import screening_pb2

WANG = Caller(tenant="acme", subject="wang", roles=frozenset({Role.REVIEWER}))
ANSWER = screening_pb2.Screening(
    match_score=83,
    recommendation=screening_pb2.Screening.ADVANCE,
    provenance=screening_pb2.Provenance(candidate_id="c1", rubric_digest="ab" * 32, engine="rules"),
)
FIELDS: Mapping[str, object] = {
    "request_id": "r1",
    "candidate_id": "c1",
    "outcome": pb.Decision.DECLINED,
    "reason": "No licence.",
}


def request(**changes: object) -> pb.RecordDecisionRequest:
    return pb.RecordDecisionRequest(**{**FIELDS, **changes})  # type: ignore[arg-type]


def test_the_machine_stands_beside_the_person() -> None:
    new = new_decision(request(screening=ANSWER, batch_id="b1"), WANG)

    assert new == NewDecision(
        request_id="r1",
        candidate_id="c1",
        outcome=Outcome.DECLINED,
        reason="No licence.",
        reviewer="wang",
        recommendation=Recommendation.ADVANCE,
        match_score=83,
        rubric_digest="ab" * 32,
        engine="rules",
        batch_id="b1",
    )


def test_a_decision_needs_no_answer() -> None:
    new = new_decision(request(reviewer="wang"), WANG)

    assert (new.recommendation, new.match_score, new.rubric_digest, new.engine) == (None, None, "", "")


def test_a_score_of_nothing_is_a_score() -> None:
    assert new_decision(request(screening=screening_pb2.Screening(match_score=0)), WANG).match_score == 0


def test_no_machine_ever_says_declined() -> None:
    """What a person may decide and what a machine may recommend are different words."""
    assert {one.value for one in Recommendation}.isdisjoint(one.value for one in Outcome)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"reason": ""}, "reason"),
        ({"reason": " \n\t"}, "reason"),
        ({"reason": "x" * 2001}, "reason"),
        ({"outcome": pb.Decision.OUTCOME_UNSPECIFIED}, "outcome"),
        ({"outcome": pb.Decision.ERASED}, "outcome"),
        ({"outcome": 99}, "outcome"),
        ({"candidate_id": ""}, "candidate_id"),
        ({"candidate_id": "x" * 129}, "candidate_id"),
        ({"candidate_id": "a\nb"}, "candidate_id"),
        ({"request_id": "x" * 129}, "request_id"),
        ({"batch_id": "x" * 129}, "batch_id"),
        ({"reviewer": "li"}, "reviewer"),
        ({"screening": screening_pb2.Screening(match_score=101)}, "screening.match_score"),
        ({"screening": screening_pb2.Screening(recommendation=9)}, "screening.recommendation"),  # type: ignore[arg-type]
        (
            {"screening": screening_pb2.Screening(provenance=screening_pb2.Provenance(candidate_id="c2"))},
            "screening.provenance.candidate_id",
        ),
        (
            {"screening": screening_pb2.Screening(provenance=screening_pb2.Provenance(rubric_digest="none"))},
            "screening.provenance.rubric_digest",
        ),
        (
            {"screening": screening_pb2.Screening(provenance=screening_pb2.Provenance(engine="x" * 129))},
            "screening.provenance.engine",
        ),
    ],
)
def test_a_decision_is_refused(changes: dict[str, object], field: str) -> None:
    with pytest.raises(BoleError) as raised:
        new_decision(request(**changes), WANG)

    assert (raised.value.reason, raised.value.field) == (ErrorReason.ARGUMENT_INVALID, field)


def test_the_longest_reason_is_taken() -> None:
    assert new_decision(request(reason="好" * 2000), WANG).reason == "好" * 2000


def test_without_credentials_the_request_says_who_decided() -> None:
    assert new_decision(request(reviewer="li"), ANYONE).reviewer == "li"
    for nobody in ("", "  "):
        with pytest.raises(BoleError, match="Say who you are"):
            new_decision(request(reviewer=nobody), ANYONE)


@pytest.mark.parametrize("code", ["de", "fr-CA", "zhx", "not a code"])
def test_reports_are_in_two_languages(code: str) -> None:
    with pytest.raises(BoleError) as raised:
        review_requests.report_language(pb.GetApplicantReportRequest(language_code=code))

    assert raised.value.field == "language_code"


@pytest.mark.parametrize("code", ["", "zh", "en", "zh-Hant", "en-GB"])
def test_variants_of_the_two_are_taken(code: str) -> None:
    assert review_requests.report_language(pb.GetApplicantReportRequest(language_code=code)) == code


@pytest.mark.parametrize(
    ("paths", "named"),
    [([], {"legal_hold", "opted_out"}), (["legal_hold"], {"legal_hold"}), (["opted_out"], {"opted_out"})],
    ids=["all", "hold", "opt-out"],
)
def test_a_mask_names_the_terms_to_set(paths: list[str], named: set[str]) -> None:
    request = pb.SetCandidateTermsRequest(update_mask=field_mask_pb2.FieldMask(paths=paths))

    assert review_requests.terms_to_set(request) == named


@pytest.mark.parametrize("path", ["update_time", "terms.opted_out", ""])
def test_a_mask_names_nothing_else(path: str) -> None:
    with pytest.raises(BoleError) as raised:
        review_requests.terms_to_set(
            pb.SetCandidateTermsRequest(update_mask=field_mask_pb2.FieldMask(paths=["opted_out", path]))
        )
    assert raised.value.field == "update_mask"


@pytest.mark.parametrize("value", ["ab", "g" * 64, "AB" * 32])
def test_a_head_is_a_digest(value: str) -> None:
    with pytest.raises(BoleError) as raised:
        review_requests.known_head(pb.VerifyLedgerRequest(known_head_digest=value))

    assert raised.value.field == "known_head_digest"


def test_an_erasure_needs_a_reference() -> None:
    with pytest.raises(BoleError) as raised:
        review_requests.reference(pb.EraseCandidateRequest(candidate_id="c1", reference=" "))

    assert raised.value.field == "reference"


def test_a_page_token_is_good_for_its_own_list() -> None:
    asked = review_requests.decisions_asked(pb.ListDecisionsRequest(candidate_id="c1"), "acme")
    token = page_tokens.for_decisions("000000000007", asked.bound)
    assert page_tokens.last_decision(token, asked.bound) == "000000000007"

    other_candidate = review_requests.decisions_asked(pb.ListDecisionsRequest(candidate_id="c2"), "acme").bound
    other_tenant = review_requests.decisions_asked(pb.ListDecisionsRequest(candidate_id="c1"), "other").bound
    of_batches = page_tokens.for_batches("b1", "acme")
    for wrong, bound in (
        (token, other_candidate),
        (token, other_tenant),
        (of_batches, asked.bound),
        ("x", asked.bound),
    ):
        with pytest.raises(BoleError) as raised:
            page_tokens.last_decision(wrong, bound)
        assert raised.value.field == "page_token"


def test_the_last_page_has_no_token() -> None:
    decided = NewDecision(request_id="", candidate_id="", outcome=Outcome.ERASED, reason="", reviewer="")
    three = [Decision(decision_id=str(n), decided=decided, created_at=n, entry_digest="") for n in (3, 2, 1)]

    assert review_messages.decision_page(three, 3, b"").next_page_token == ""
    page = review_messages.decision_page(three, 2, b"")
    assert [one.decision_id for one in page.decisions] == ["3", "2"]
    assert page_tokens.last_decision(page.next_page_token, b"") == "2"
