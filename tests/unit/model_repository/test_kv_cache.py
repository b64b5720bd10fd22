"""Blocks are reused only after the request that computed them has ended, and the least recently used go first."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kv_cache import TOKENS_PER_BLOCK, Allocation, BlockKey, KvCache, block_keys, blocks_of


def keys_of(*blocks: int) -> tuple[BlockKey, ...]:
    """Returns the keys of a text whose blocks hold one repeated token each."""
    return block_keys(np.repeat(np.array(blocks, np.int32), TOKENS_PER_BLOCK).tobytes())


def allocate(cache: KvCache, keys: tuple[BlockKey, ...], output_tokens: int = 1) -> Allocation:
    found = cache.allocate(keys, len(keys) * TOKENS_PER_BLOCK + 1, output_tokens)
    assert found is not None
    return found


def run(cache: KvCache, keys: tuple[BlockKey, ...]) -> int:
    """Runs a request from beginning to end and returns the blocks that it reused."""
    allocation = allocate(cache, keys)
    cache.release(allocation, keys)
    return len(allocation.reused)


def test_a_key_tells_a_block_and_all_in_front_of_it() -> None:
    assert keys_of(1, 2)[0] == keys_of(1, 3)[0]
    assert keys_of(1, 2)[1] != keys_of(3, 2)[1]


def test_what_does_not_fill_a_block_has_no_key() -> None:
    assert len(block_keys(np.zeros(2 * TOKENS_PER_BLOCK - 1, np.int32).tobytes())) == 1
    assert block_keys(b"") == ()


def test_blocks_are_not_reused_while_their_request_runs() -> None:
    cache = KvCache(10)
    first = allocate(cache, keys_of(1, 2))
    assert allocate(cache, keys_of(1, 2)).reused == ()
    cache.release(first, keys_of(1, 2))
    assert allocate(cache, keys_of(1, 2, 3)).reused == keys_of(1, 2)
    assert cache.reused_blocks == 2


def test_the_last_token_of_a_prompt_is_always_computed() -> None:
    cache = KvCache(10)
    run(cache, keys_of(1, 2))
    again = cache.allocate(keys_of(1, 2), 2 * TOKENS_PER_BLOCK, 1)
    assert again is not None
    assert again.reused == keys_of(1)


def test_blocks_are_kept_for_the_longest_output() -> None:
    cache = KvCache(4)
    assert cache.allocate((), 1, 4 * TOKENS_PER_BLOCK) is None
    assert cache.allocate((), 1, 4 * TOKENS_PER_BLOCK - 1) is not None
    assert cache.free_blocks == 0


def test_there_is_room_again_when_a_request_has_ended() -> None:
    cache = KvCache(3)
    first = allocate(cache, keys_of(1, 2))
    assert cache.allocate(keys_of(3), TOKENS_PER_BLOCK + 1, 1) is None
    cache.release(first, keys_of(1, 2))
    assert cache.used_blocks == 0
    assert allocate(cache, keys_of(3)).reused == ()


def test_the_least_recently_used_text_goes_first() -> None:
    cache = KvCache(7)
    run(cache, keys_of(1, 2))
    run(cache, keys_of(3, 4))
    run(cache, keys_of(1, 2))
    run(cache, keys_of(5, 6, 7, 8))  # takes three empty blocks, and both of (3, 4)
    assert run(cache, keys_of(3, 4)) == 0
    assert cache.reused_blocks == 2


def test_the_end_of_a_text_is_evicted_before_its_beginning() -> None:
    cache = KvCache(4)
    run(cache, keys_of(1, 2, 3))
    run(cache, keys_of(9))  # needs two blocks, of which one is empty
    assert run(cache, keys_of(1, 2, 3)) == 2


def test_blocks_that_a_running_request_reads_are_never_evicted() -> None:
    cache = KvCache(4)
    run(cache, keys_of(1, 2))
    reading = allocate(cache, keys_of(1, 2))
    assert reading.reused == keys_of(1, 2)
    assert cache.allocate(keys_of(7), TOKENS_PER_BLOCK + 1, 1) is None
    cache.release(reading, keys_of(1, 2))
    assert run(cache, keys_of(1, 2)) == 2


def test_what_was_not_computed_is_not_reusable() -> None:
    cache = KvCache(8)
    dropped = allocate(cache, keys_of(1, 2))
    cache.release(dropped, ())
    assert run(cache, keys_of(1, 2)) == 0


@given(st.lists(st.tuples(st.lists(st.integers(0, 2), max_size=4), st.booleans(), st.booleans()), max_size=40))
def test_no_block_is_ever_lost_or_made(requests: list[tuple[list[int], bool, bool]]) -> None:
    cache = KvCache(12)
    running: list[tuple[Allocation, tuple[BlockKey, ...]]] = []
    for blocks, ends, computed in requests:
        keys = keys_of(*blocks)
        allocation = cache.allocate(keys, len(keys) * TOKENS_PER_BLOCK + 1, 1)
        if allocation is not None:
            running.append((allocation, keys))
        if ends and running:
            ended, all_keys = running.pop(0)
            cache.release(ended, all_keys if computed else ended.reused)
        shared = sum(len(one.reused) for one, _ in running) - len({key for one, _ in running for key in one.reused})
        assert cache.used_blocks == sum(one.blocks for one, _ in running) - shared
        assert 0 <= cache.free_blocks <= cache.max_blocks


@pytest.mark.parametrize(("tokens", "blocks"), [(1, 1), (32, 1), (33, 2), (64, 2)])
def test_a_block_begun_is_a_block_taken(tokens: int, blocks: int) -> None:
    assert blocks_of(tokens) == blocks
