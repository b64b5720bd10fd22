"""Answers by whom they are about."""

from __future__ import annotations

from bole.storage.opening import Storage
from tests.integration.storage.making import TENANT, answer


async def test_the_newest_answer_on_a_candidate_is_found(storage: Storage) -> None:
    for digest, text, candidate_id in (("d1", "first", "c1"), ("d2", "second", "c1"), ("d3", "other", "c2")):
        await storage.answers.keep(TENANT, digest, answer(text, candidate_id=candidate_id))

    newest = await storage.candidate_answers.newest(TENANT, "c1")

    assert newest is not None
    assert (newest.payload, newest.candidate_id) == (b"second", "c1")
    assert await storage.candidate_answers.newest(TENANT, "c3") is None
    assert await storage.candidate_answers.newest("other", "c1") is None
