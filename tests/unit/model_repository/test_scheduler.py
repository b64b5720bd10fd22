"""The scheduler on a clock of its own: slots, room, order, times, and what a GPU was measured to do."""

from __future__ import annotations

import itertools

import pytest
from batching import Batch, FixedBatch, GpuBatch
from hypothesis import given, settings
from hypothesis import strategies as st
from kv_cache import KvCache, blocks_of
from scheduler import Completion, Job, Scheduler
from timing import GpuTiming, load_timing

TIMING = GpuTiming(
    prefill_seconds_per_token=0.02,
    step_seconds=1.0,
    step_seconds_per_request=0.5,
    step_seconds_per_context_token=0.0,
    kv_cache_blocks=0,
)
"""A slow GPU: a prompt of 100 tokens takes 2 s, one below 50 tokens 1 s;
a step of one request 1.5 s, of two requests 2 s."""


def job(key: int, *, output: int = 3, keys: tuple[bytes, ...] = (), prompt: int = 100) -> Job:
    return Job(key=key, prompt_tokens=prompt, keys=keys, output_tokens=output, output_limit=output)


def scheduler(batch: Batch | None = None, *, slots: int = 8, blocks: int = 10_000, limit: float = 0.0) -> Scheduler:
    return Scheduler(
        slots=slots,
        cache=KvCache(blocks),
        batch=batch or GpuBatch(TIMING, 0.0),
        requests_per_second_limit=limit,
    )


def ends(completions: list[Completion]) -> dict[int, float]:
    return {one.key: round(one.ended, 6) for one in completions}


def test_one_request_takes_its_prompt_and_a_step_for_each_further_token() -> None:
    one = scheduler()
    one.submit(job(1), 0.0)
    assert one.next_event() == 2.0
    assert ends(one.advance(100.0)) == {1: 2.0 + 2 * 1.5}


def test_a_request_of_one_token_ends_with_its_prompt() -> None:
    one = scheduler()
    one.submit(job(1, output=1), 0.0)
    assert ends(one.advance(2.0)) == {1: 2.0}


def test_requests_that_decode_together_share_each_step() -> None:
    both = scheduler()
    both.submit(job(1, output=5), 0.0)
    both.submit(job(2, output=5), 0.0)
    # 2 s and 2 s for the prompts; nobody decodes meanwhile; then 4 steps of 2 s for both.
    assert ends(both.advance(100.0)) == {1: 12.0, 2: 12.0}


def test_a_request_that_joins_slows_the_others_down_and_leaves_them_alone_again() -> None:
    both = scheduler()
    both.submit(job(1, output=9), 0.0)  # 2 s of prompt, 8 steps
    both.submit(job(2, output=3), 2.0 + 2 * 1.5)  # after two steps alone: 2 s of prompt, then 2 steps of 2 s together
    assert ends(both.advance(100.0)) == {2: 5.0 + 2.0 + 2 * 2.0, 1: 11.0 + 4 * 1.5}


def test_time_may_pass_in_pieces_of_any_size() -> None:
    pieces, whole = scheduler(), scheduler()
    for one in (pieces, whole):
        for key in range(5):
            one.submit(job(key, output=3 + key), 0.1 * key)
    found = [one for tick in range(400) for one in pieces.advance(0.5 + tick * 0.1)]
    assert ends(found) == ends(whole.advance(100.0))


def test_more_requests_than_slots_wait_in_order() -> None:
    two = scheduler(FixedBatch(1.0, 0.0), slots=2)
    for key in range(5):
        two.submit(job(key), 0.0)
    assert two.load().waiting == 3
    assert two.load().scheduled == 2
    assert ends(two.advance(10.0)) == {0: 1.0, 1: 1.0, 2: 2.0, 3: 2.0, 4: 3.0}


def test_a_request_without_room_waits_and_nobody_passes_it() -> None:
    small = scheduler(FixedBatch(1.0, 0.0), blocks=10)
    small.submit(job(0, prompt=200), 0.0)  # 7 blocks
    small.submit(job(1, prompt=200), 0.0)
    small.submit(job(2, prompt=10), 0.0)  # would fit
    assert small.load().scheduled == 1
    assert ends(small.advance(10.0)) == {0: 1.0, 1: 2.0, 2: 2.0}


def test_a_request_that_can_never_have_room_is_refused() -> None:
    with pytest.raises(ValueError, match="more KV cache blocks"):
        scheduler(blocks=3).submit(job(0, prompt=100), 0.0)


def test_a_prefix_that_an_ended_request_left_need_not_be_computed() -> None:
    keys = tuple(bytes([number]) for number in range(3))
    one = scheduler()
    one.submit(job(1, output=1, keys=keys), 0.0)
    one.submit(job(2, output=1, keys=keys), 0.5)  # the first still runs
    assert [done.reused_blocks for done in one.advance(10.0)] == [0, 0]
    one.submit(job(3, output=1, keys=keys), 10.0)
    (third,) = one.advance(20.0)
    assert third.reused_blocks == 3
    assert third.ended == pytest.approx(10.0 + 1.0)  # the 4 tokens that are left, in one step


def test_no_more_requests_end_than_the_limit_allows() -> None:
    capped = scheduler(FixedBatch(0.001, 0.0), slots=4, limit=10)
    for key in range(21):
        capped.submit(job(key), 0.0)
    done = capped.advance(100.0)
    gaps = [later.ended - earlier.ended for earlier, later in itertools.pairwise(done)]
    assert gaps == [pytest.approx(0.1)] * 20


def test_requests_that_the_limit_holds_back_keep_their_slots() -> None:
    capped = scheduler(FixedBatch(0.001, 0.0), slots=4, limit=10)
    for key in range(6):
        capped.submit(job(key), 0.0)
    capped.advance(0.05)
    assert capped.load().scheduled == 4
    assert capped.load().waiting == 1


@pytest.mark.parametrize("when", [0.0, 1.0, 3.0])
def test_a_cancelled_request_frees_slot_and_blocks_whenever_that_is(when: float) -> None:
    one = scheduler(slots=1)
    one.submit(job(1), 0.0)
    one.submit(job(2), 0.0)
    one.cancel(1, when)
    assert one.load().waiting == 0
    assert ends(one.advance(100.0)) == {2: when + 5.0}
    assert one.cache.used_blocks == 0


def test_a_waiting_request_can_be_cancelled() -> None:
    one = scheduler(slots=1)
    one.submit(job(1), 0.0)
    one.submit(job(2), 0.0)
    one.cancel(2, 0.5)
    assert list(ends(one.advance(100.0))) == [1]


def test_a_request_that_the_limit_holds_back_can_be_cancelled() -> None:
    capped = scheduler(FixedBatch(0.001, 0.0), limit=1)
    for key in range(3):
        capped.submit(job(key), 0.0)
    capped.advance(0.1)
    capped.cancel(1, 0.2)
    assert list(ends(capped.advance(10.0))) == [2]
    assert capped.cache.used_blocks == 0


def test_a_cancelled_prompt_that_was_not_computed_leaves_nothing_to_reuse() -> None:
    keys = (b"a", b"b", b"c")
    one = scheduler()
    one.submit(job(1, keys=keys), 0.0)
    one.cancel(1, 1.0)
    one.submit(job(2, output=1, keys=keys), 1.0)
    assert one.advance(100.0)[0].reused_blocks == 0


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.floats(0, 3), st.integers(1, 60), st.integers(1, 20), st.booleans()), min_size=1, max_size=25
    ),
    st.sampled_from([0.0, 0.7]),
)
def test_every_request_ends_exactly_once(requests: list[tuple[float, int, int, bool]], limit: float) -> None:
    one = scheduler(slots=3, blocks=8, limit=limit)
    now, done, dropped = 0.0, [], set()
    for key, (gap, prompt, output, drops) in enumerate(requests):
        now += gap
        done += one.submit(job(key, prompt=prompt, output=output), now)
        if drops and key not in {end.key for end in done}:
            done += one.cancel(key, now + 0.1)
            dropped.add(key)
            now += 0.1
    done += one.advance(now + 1e6)
    assert sorted(end.key for end in done) == sorted(set(range(len(requests))) - dropped)
    assert [end.ended for end in done] == sorted(end.ended for end in done)
    assert one.cache.used_blocks == 0
    assert one.next_event() is None


SHAPES = ((128, 128), (500, 2000), (1000, 1000), (2048, 128), (2048, 2048), (5000, 500), (20000, 2000))

PUBLISHED = {
    "h200": (29526, 21021, 17538, 3794, 11969, 3988, 1804),
    "h100": (28837, 16501, 15245, 3557, 9488, 3559, 1401),
    "l40s": (9105, 4274, 4055, 1067, 2225, 981, 328),
    "a100": (6627, 4277, 3787, 800, 2424, 825, 330),
}
"""Output tokens a second of saturated GPUs for these prompts and outputs, from the page that gpus.yaml names."""


@pytest.mark.parametrize("gpu", PUBLISHED)
def test_a_saturated_gpu_gives_the_published_tokens_a_second(gpu: str) -> None:
    timing = load_timing(gpu)
    found = []
    for prompt, output in SHAPES:
        slots = min(1024, timing.kv_cache_blocks // blocks_of(prompt + output))
        one = scheduler(GpuBatch(timing, 0.0), slots=slots, blocks=timing.kv_cache_blocks)
        for key in range(2 * slots):
            one.submit(job(key, prompt=prompt, output=output), 0.0)
        found.append(2 * slots * output / one.advance(1e9)[-1].ended)
    assert found[0] == pytest.approx(PUBLISHED[gpu][0], rel=0.21)
    assert found[1:] == [pytest.approx(rate, rel=0.13) for rate in PUBLISHED[gpu][1:]]


def test_an_unknown_gpu_is_refused_with_the_names_of_those_that_there_are() -> None:
    with pytest.raises(ValueError, match="h100, h200"):
        load_timing("tpu")
