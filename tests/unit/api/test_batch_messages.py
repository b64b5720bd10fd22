"""Batches and items as messages: what is unset, what is shown as something else, and why an item has no answer."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pytest

from bole.api import batch_messages
from bole.api.batch_answers import ItemView, serialized_items
from bole.api.error_status import STATUS_CODES
from bole.api.stored_forms import StoredForms
from bole.domain.answers import Answer
from bole.domain.batches import (
    Batch,
    BatchItem,
    BatchPriority,
    BatchState,
    BatchTerms,
    Counts,
    CutCost,
    ItemState,
    TwoStage,
)
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.resume import Basics, Contact, Profile
from bole.domain.rubric import Thresholds
from bole.domain.screening import CutGroup, ItemFailure
from bole.pipeline.stored_answers import stored
from bole.v1 import batch_service_pb2 as pb
from tests import factories
from tests.errors import reason_of

NOON = datetime.datetime(2026, 1, 31, 12, tzinfo=datetime.UTC)
TERMS = BatchTerms(rubric=factories.rubric(), as_of=factories.AS_OF, language_code="en", labels={"a": "b"})
BATCH = Batch(
    tenant="default",
    batch_id="b-1",
    title="Backend engineer",
    state=BatchState.RUNNING,
    accepts_items=True,
    priority=BatchPriority.HIGH,
    counts=Counts(total=5, succeeded=2, failed=1, duplicates=1, ordered=1, failures={"DOCUMENT_DAMAGED": 1}),
    revision=2,
    last_sequence=3,
    waiting_for="MODEL_UNAVAILABLE",
    cut_cost=None,
    created_at=NOON,
    updated_at=NOON,
    finished_at=None,
    terms=StoredForms().encode_terms(TERMS),
)
ITEM = BatchItem(
    number=1, item_id="i-1", source="a.pdf", state=ItemState.SUCCEEDED, attempts=2, sequence=1, candidate_id="c-1"
)


def test_a_batch_is_told_with_its_terms() -> None:
    message = batch_messages.batch(BATCH, with_rubric=True)

    assert (message.batch_id, message.title, message.state) == ("b-1", "Backend engineer", pb.Batch.RUNNING)
    assert (message.priority, message.revision, message.waiting_for) == (pb.Batch.HIGH, 2, "MODEL_UNAVAILABLE")
    assert (message.counts.total_count, message.counts.ordered_count) == (5, 1)
    assert dict(message.counts.failure_counts) == {"DOCUMENT_DAMAGED": 1}
    assert message.create_time.ToDatetime(datetime.UTC) == NOON
    assert (message.as_of.year, message.output_language_code, dict(message.labels)) == (2026, "en", {"a": "b"})
    assert message.rubric.criteria
    assert not any(message.HasField(field) for field in ("two_stage", "cut_cost", "finish_time"))
    assert not batch_messages.batch(BATCH, with_rubric=False).HasField("rubric")


@pytest.mark.parametrize(("agreement", "is_set"), [(None, False), (0.0, True), (-0.5, True)])
def test_the_cost_of_a_cut_is_told_where_it_is_known(agreement: float | None, is_set: bool) -> None:
    two_stage = TwoStage(best_count=10, control_count=30)
    cost = CutCost(best_count=9, control_count=30, rest_count=61, agreement=agreement, overlooked_count=2)
    terms = StoredForms().encode_terms(replace(TERMS, two_stage=two_stage))

    message = batch_messages.batch(replace(BATCH, terms=terms, cut_cost=cost, finished_at=NOON), with_rubric=False)

    assert (message.two_stage.best_count, message.two_stage.control_count) == (10, 30)
    assert (message.cut_cost.control_count, message.cut_cost.overlooked_count) == (30, 2)
    assert (message.cut_cost.best_count, message.cut_cost.rest_count) == (9, 61)
    assert message.cut_cost.HasField("agreement") == is_set
    assert message.HasField("finish_time")


@pytest.mark.parametrize("state", list(ItemState))
def test_every_state_of_an_item_is_shown(state: ItemState) -> None:
    """One that is looked at alone, since a replica died with it, simply waits."""
    shown = pb.BatchItem.State.Name(batch_messages.item(replace(ITEM, state=state), "b-1").state)

    assert shown == ("QUEUED" if state is ItemState.SUSPECT else state.value)


def test_what_is_not_known_of_an_item_is_unset() -> None:
    bare = batch_messages.item(ITEM, "b-1")
    whole = batch_messages.item(
        replace(ITEM, rank=3, tied=True, cut_group=CutGroup.CONTROL, duplicate_of="i-0", same_candidate=("i-7", "i-8")),
        "b-1",
    )

    assert (bare.HasField("rank"), bare.cut_group, bare.duplicate_of_item_id) == (False, 0, "")
    assert bare.status.code == 0
    assert (whole.rank, whole.tied, whole.cut_group) == (3, True, pb.BatchItem.CONTROL)
    assert (whole.duplicate_of_item_id, list(whole.same_candidate_item_ids)) == ("i-0", ["i-7", "i-8"])


@pytest.mark.parametrize("reason", [*ErrorReason, "OF_A_LATER_VERSION"])
def test_a_failed_item_has_the_status_of_its_reason(reason: str) -> None:
    """One that this version does not know is INTERNAL."""
    failed = replace(ITEM, state=ItemState.FAILED, failure=ItemFailure(reason=reason, message="Do this."))

    status = batch_messages.item_status(failed, "b-1")

    known = ErrorReason(reason) if reason in ErrorReason.__members__ else ErrorReason.INTERNAL
    assert (status.code, reason_of(status)) == (STATUS_CODES[known].value[0], known.value)
    assert (status.message == "Do this.") == (reason in ErrorReason.__members__)


def test_an_answer_is_shown_under_the_rubric_of_the_batch() -> None:
    """Rescored where it was given under another one."""
    answer = Answer(
        screening=factories.screening(),
        contact=Contact(name="Zhang Wei", email="", phone=""),
        profile=Profile(basics=Basics()),
    )
    thresholds = Thresholds(advance_score=99)
    changed = replace(factories.rubric(thresholds=thresholds), rubric_digest="c" * 64)
    item = replace(ITEM, answer=stored(answer, StoredForms()))
    terms = StoredForms().encode_terms(replace(TERMS, rubric=changed))
    view = ItemView(full=False, include_contact=True)

    same, other = (
        pb.BatchItem.FromString(serialized_items([item], "b-1", one, view)[0]) for one in (BATCH.terms, terms)
    )

    assert same.screening.thresholds.advance_score == Thresholds().advance_score
    assert other.screening.thresholds.advance_score == 99
    assert other.screening.provenance.rubric_digest == "c" * 64
    assert same.contact.name == other.contact.name == "Zhang Wei"
    assert not any(one.screening.criteria or one.HasField("profile") for one in (same, other))


def test_terms_of_another_version_are_told_so() -> None:
    with pytest.raises(BoleError) as caught:
        batch_messages.batch(replace(BATCH, terms=b"of the future"), with_rubric=False)

    assert caught.value.reason is ErrorReason.STORAGE_MISMATCH
