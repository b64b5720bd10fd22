"""Answers of batches are kept in groups."""

from __future__ import annotations

import asyncio

from bole.batch.answers import GroupedAnswers
from bole.domain.answers import Standing, StoredAnswer
from bole.domain.screening import Recommendation


class CountingAnswers:
    """An `AnswerStore` in memory that counts how many keep at the same time."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], StoredAnswer] = {}
        self.together: list[int] = []
        self._now = 0

    async def find(self, tenant: str, digest: str) -> StoredAnswer | None:
        """Returns what is kept."""
        return self.kept.get((tenant, digest))

    async def keep(self, tenant: str, digest: str, answer: StoredAnswer) -> StoredAnswer:
        """Keeps the first answer."""
        self._now += 1
        await asyncio.sleep(0)
        self.together.append(self._now)
        await asyncio.sleep(0)
        self._now -= 1
        return self.kept.setdefault((tenant, digest), answer)


def answer(score: int) -> StoredAnswer:
    """Returns an answer of a score."""
    standing = Standing(recommendation=Recommendation.REVIEW, rank_score=score, match_score=score, coverage=1.0)
    return StoredAnswer(payload=b"", standing=standing, candidate_id="", rubric_digest="", degraded=False)


async def test_what_comes_while_a_group_is_kept_is_kept_together() -> None:
    """The first at once, those that come meanwhile in one group; each gets its own answer, or one that was there."""
    store = CountingAnswers()
    grouped = GroupedAnswers(store)
    store.kept["a", "3"] = answer(99)

    first = asyncio.create_task(grouped.keep("a", "0", answer(0)))
    await asyncio.sleep(0)
    rest = await asyncio.gather(*(grouped.keep("a", str(number), answer(number)) for number in range(1, 6)))

    assert (await first).standing.match_score == 0
    assert [one.standing.match_score for one in rest] == [1, 2, 99, 4, 5]
    assert max(store.together) >= 5
    assert await grouped.find("a", "5") == answer(5)


async def test_after_the_end_nothing_is_kept() -> None:
    """The store may be closed by then."""
    store = CountingAnswers()
    grouped = GroupedAnswers(store)
    await grouped.keep("a", "0", answer(0))
    late = asyncio.create_task(grouped.keep("a", "1", answer(1)))
    await asyncio.sleep(0)

    await grouped.end()

    assert (await asyncio.gather(late, return_exceptions=True))[0].__class__ is asyncio.CancelledError
    assert list(store.kept) == [("a", "0")]
