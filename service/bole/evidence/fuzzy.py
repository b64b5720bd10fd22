"""Finds the passage of a text that is nearly a quote, without comparing the quote with every place."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from difflib import Match, SequenceMatcher

from bole.lexicon.folding import HAN, LATIN

RATIO = 0.9
"""Least likeness of quote and passage: twice the common characters over all characters of both."""

_LEAST_COMMON = RATIO / (2 - RATIO)
"""Part of the quote's characters that any passage of that likeness holds."""

_ANCHORS = 5
_CANDIDATES = 4
_SLACK = 6
"""Folded characters that a passage may begin before and end after its estimated place."""

_LONG = 100
"""Quotes from this many characters on may end inside a word; engines write at most 120."""

_OCCURRENCES = 40
"""An anchor that stands in more places tells nothing."""

_FUNCTION_WORDS = frozenset(["a", "an", "the", "of", "for", "in", "on", "at", "to", "with", "and", "as", "by", "from"])
"""English words that may differ: what the passage says stays the same, and the passage is what is quoted."""

_TOKEN = re.compile(rf"[{LATIN}]+|[0-9]+(?:[.,][0-9]+)*|[一二三四五六七八九十两百千万亿]")
_PIECE = re.compile(rf"[{LATIN}]{{3,}}|[0-9]+|(?=([{HAN}]{{3}}))")


def nearest(wanted: str, text: str, within: tuple[int, int] | None) -> tuple[int, int] | None:
    """Finds the passage that is at least `RATIO` alike and holds every number and Latin word of the quote.

    Cost: a few comparisons at places where rare pieces of the quote stand, whatever the length of the text.

    Args:
        wanted: The folded quote.
        text: The folded text.
        within: Folded range [start, end) in which a passage wins over an equally good one elsewhere.

    Returns:
        Folded range [start, end) without blanks at its ends, or None.
    """
    found = _nearest(wanted, text, within)
    if found is not None:
        return found
    shorter, cut = _without_cut_word(wanted)
    found = _nearest(shorter, text, within) if cut else None
    return found if found is not None and text[found[1] :].lstrip().startswith(cut) else None


def _nearest(wanted: str, text: str, within: tuple[int, int] | None) -> tuple[int, int] | None:
    needed = Counter(token for token in _TOKEN.findall(wanted) if token not in _FUNCTION_WORDS)
    best: tuple[float, bool, int, int] | None = None
    matcher = SequenceMatcher(None, autojunk=False)
    matcher.set_seq2(wanted)
    for estimate in _estimates(wanted, text):
        found = _compare(matcher, needed, wanted, text, estimate)
        if found is None:
            continue
        ratio, start, end = found
        inside = within is not None and within[0] <= start and end <= within[1]
        if best is None or (inside, ratio) > (best[1], best[0]):
            best = (ratio, inside, start, end)
    return None if best is None else (best[2], best[3])


def _without_cut_word(wanted: str) -> tuple[str, str]:
    """Parts a long quote from the word in which it ends, as engines cut at a limit; a number is never cut off.

    The passage has to go on with that word: otherwise any false last word would pass for a cut one.
    """
    tokens = list(_TOKEN.finditer(wanted))
    if len(wanted) < _LONG or not tokens or tokens[-1].end() < len(wanted) or tokens[-1].group()[0].isdigit():
        return wanted, ""
    return wanted[: tokens[-1].start()].rstrip(), tokens[-1].group()


def _estimates(wanted: str, text: str) -> Sequence[int]:
    """Returns where the quote may begin: the places that most of its rare pieces agree on, in text order."""
    votes: Counter[int] = Counter()
    for piece, offset in _anchors(wanted, text):
        for place in _places(piece, text):
            votes[(place - offset) // _SLACK] += 1
    # A passage with an insertion has its pieces in neighbouring buckets.
    weight = {bucket: count + votes.get(bucket + 1, 0) for bucket, count in votes.items()}
    chosen = sorted(weight, key=lambda bucket: (-weight[bucket], bucket))[:_CANDIDATES]
    return [bucket * _SLACK for bucket in sorted(chosen)]


def _anchors(wanted: str, text: str) -> Sequence[tuple[str, int]]:
    """Returns the rarest pieces of the quote that stand in the text, with their offset in the quote."""
    pieces = {(match.group() or match.group(1)): match.start() for match in reversed(list(_PIECE.finditer(wanted)))}
    counted = [(text.count(piece), offset, piece) for piece, offset in pieces.items()]
    usable = sorted(entry for entry in counted if 0 < entry[0] <= _OCCURRENCES)
    return [(piece, offset) for _, offset, piece in usable[:_ANCHORS]]


def _places(piece: str, text: str) -> Sequence[int]:
    places: list[int] = []
    place = text.find(piece)
    while place >= 0:
        places.append(place)
        place = text.find(piece, place + 1)
    return places


def _compare(
    matcher: SequenceMatcher[str], needed: Counter[str], wanted: str, text: str, estimate: int
) -> tuple[float, int, int] | None:
    slack = _SLACK + len(wanted) // 10
    left = max(0, estimate - slack)
    window = text[left : estimate + len(wanted) + slack + _SLACK]
    if needed - Counter(_TOKEN.findall(window)):
        return None
    if sum((Counter(window) & Counter(wanted)).values()) < _LEAST_COMMON * len(wanted):
        return None
    matcher.set_seq1(window)
    ratio, start, end = _tightest([block for block in matcher.get_matching_blocks() if block.size], len(wanted))
    start, end = _to_word_ends(text, left + start, left + end)
    if ratio < RATIO or needed - Counter(_TOKEN.findall(text[start:end])):
        return None
    return ratio, start, end


def _tightest(blocks: list[Match], wanted: int) -> tuple[float, int, int]:
    """Drops chance matches at the ends as long as that makes the passage more like the quote."""
    best = (0.0, 0, 0)
    while blocks:
        ratio = _ratio(blocks, wanted)
        if ratio > best[0]:
            best = (ratio, blocks[0].a, blocks[-1].a + blocks[-1].size)
        without_first, without_last = blocks[1:], blocks[:-1]
        blocks = max(without_first, without_last, key=lambda rest: _ratio(rest, wanted))
    return best


def _ratio(blocks: Sequence[Match], wanted: int) -> float:
    if not blocks:
        return 0.0
    length = blocks[-1].a + blocks[-1].size - blocks[0].a
    return 2 * sum(block.size for block in blocks) / (length + wanted)


def _to_word_ends(text: str, start: int, end: int) -> tuple[int, int]:
    """Completes a word or a number that the passage would cut."""
    for match in _TOKEN.finditer(text, max(0, start - 30), end + 30):
        if match.start() < start < match.end():
            start = match.start()
        if match.start() < end < match.end():
            end = match.end()
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end
