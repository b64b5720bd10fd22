"""Blocks of a paged key-value cache: what ended requests left behind is reused, the least recently used goes first."""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

TOKENS_PER_BLOCK = 32

BlockKey = bytes
"""Names a full block by its tokens and by all that stand in front of it."""


def block_keys(token_ids: bytes) -> tuple[BlockKey, ...]:
    """Returns a key for each full block of a sequence of int32 token ids; what is left over has none."""
    size = TOKENS_PER_BLOCK * 4
    keys: list[BlockKey] = []
    key = b""
    for start in range(0, len(token_ids) - size + 1, size):
        key = hashlib.blake2b(token_ids[start : start + size], key=key, digest_size=16).digest()
        keys.append(key)
    return tuple(keys)


def blocks_of(tokens: int) -> int:
    """Returns the blocks that hold a number of tokens."""
    return -(-tokens // TOKENS_PER_BLOCK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """The blocks of one request.

    Attributes:
        reused: Keys of the leading blocks that were taken from the cache.
        blocks: All blocks of the request, those included.
    """

    reused: tuple[BlockKey, ...]
    blocks: int

    @property
    def reused_tokens(self) -> int:
        """Tokens of the prompt that need not be computed."""
        return len(self.reused) * TOKENS_PER_BLOCK


class KvCache:
    """A bounded number of blocks.

    A request gets all blocks of its prompt and of the longest output it may have before it starts, so that no running
    request is ever evicted (`guaranteed_no_evict`). What it computed can be reused only when it has ended.
    """

    def __init__(self, blocks: int) -> None:
        self.max_blocks = blocks
        self.reused_blocks = 0
        """Blocks that were taken from the cache so far."""
        self._empty = blocks
        self._held: dict[BlockKey, int] = {}
        """Reusable blocks that running requests read, and how many do."""
        self._idle: OrderedDict[BlockKey, None] = OrderedDict()
        """Reusable blocks that nobody reads, the least recently used first."""

    @property
    def free_blocks(self) -> int:
        """Blocks that a request could have: empty ones, and reusable ones that nobody reads."""
        return self._empty + len(self._idle)

    @property
    def used_blocks(self) -> int:
        """Blocks of running requests."""
        return self.max_blocks - self.free_blocks

    def allocate(self, keys: Sequence[BlockKey], prompt_tokens: int, output_tokens: int) -> Allocation | None:
        """Takes blocks for a request.

        Args:
            keys: `block_keys` of the prompt.
            prompt_tokens: Tokens of the prompt, at least 1; the last one is always computed.
            output_tokens: The most tokens that the request may generate.

        Returns:
            None where there is no room now: try again when a request has ended.
        """
        reused = self._prefix(keys[: (prompt_tokens - 1) // TOKENS_PER_BLOCK])
        blocks = blocks_of(prompt_tokens + output_tokens)
        idle = sum(key in self._idle for key in reused)
        if blocks - len(reused) > self.free_blocks - idle:
            return None
        for key in reused:
            self._idle.pop(key, None)
            self._held[key] = self._held.get(key, 0) + 1
        self._take(blocks - len(reused))
        self.reused_blocks += len(reused)
        return Allocation(reused=reused, blocks=blocks)

    def release(self, allocation: Allocation, computed: Sequence[BlockKey]) -> None:
        """Gives the blocks of an ended request back.

        Args:
            allocation: What `allocate` returned.
            computed: Keys of all full blocks that it read or computed; others are empty from now on.
        """
        for key in allocation.reused:
            self._held[key] -= 1
            if not self._held[key]:
                del self._held[key]
                self._idle[key] = None
        added = [key for key in computed[len(allocation.reused) :] if key not in self._held and key not in self._idle]
        self._empty += allocation.blocks - len(allocation.reused) - len(added)
        self._idle.update(dict.fromkeys(added))
        # From the end of the text on, so that a block always goes before the one that it builds on.
        for key in reversed(computed):
            if key in self._idle:
                self._idle.move_to_end(key)

    def _prefix(self, keys: Sequence[BlockKey]) -> tuple[BlockKey, ...]:
        for count, key in enumerate(keys):
            if key not in self._held and key not in self._idle:
                return tuple(keys[:count])
        return tuple(keys)

    def _take(self, blocks: int) -> None:
        evicted = max(0, blocks - self._empty)
        for _ in range(evicted):
            self._idle.popitem(last=False)
        self._empty += evicted - blocks
