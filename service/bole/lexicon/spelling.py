"""One spelling of a term: how it may be written, and where it means something else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from bole.lexicon.folding import HAN, LATIN, Folded, fold_term
from bole.lexicon.resources import any_of, load_mapping, mapping, strings

_CONTEXT = 40
"""Folded characters on either side that a rule of ambiguous.yaml can see."""

_MIN_LETTERS_BEFORE_DIGITS = 3
"""Python3 is Python, but C4 is not C and ES6 is not ES."""

_PIECE = re.compile(rf"[{LATIN}]+|[0-9]+|[{HAN}]+|\s+|.", re.DOTALL)
_WORD_END = rf"(?![{LATIN}0-9])"
_NOT_AN_ADDRESS = r"(?!@|\.(?:com|cn|org|io|edu|gov)\b)"
_LISTED_BEFORE = re.compile(rf"(?:^|[\n、,/;:(|&+•·]|[{HAN}]) ?$")
_LISTED_AFTER = re.compile(rf"^ ?(?:$|[\n、,/;)|&+•·。]|[{HAN}])")
_HAN_BEFORE = re.compile(rf"[{HAN}] ?$")
_CLAIMED_BEFORE = re.compile(
    r"(?i:\b(?:proficien\w+ (?:in|with|at)|experienced? (?:in|with|of|using)|skill\w* (?:in|with)|knowledge of|using"
    r"|familiar with|expert\w* (?:in|with)|advanced|strong) )$"
)
_MOST_ADDED = 4
"""Characters by which a match may be longer for each piece of its spelling: " and " for "&", "ies" for "y"."""

_TERM = "\x00"
_GAP = " ... "
"""In a folded spelling: a few words may stand here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ambiguity:
    """Where a spelling is also an ordinary word.

    Attributes:
        written: Ways of writing it that count anywhere; other case counts in a list, beside Han, or as a claimed skill.
        not_around: Contexts in which it means something else (`{}` stands for the term).
        only_around: If present, one of these contexts must hold, or a Han character stand before the written form.
        may_follow: Letters that may stand directly before it all the same (`asp` before `.net`).
        spelled: Where the rule is for one sense of a spelling: the spelling, folded; else empty.
    """

    written: tuple[str, ...]
    not_around: re.Pattern[str] | None
    only_around: re.Pattern[str] | None
    may_follow: tuple[str, ...]
    spelled: str

    def allows(self, folded: Folded, start: int, end: int) -> bool:
        """Tells whether the folded range [start, end) stands for the term."""
        before = folded.written(start - _CONTEXT, start)
        after = folded.written(end, end + _CONTEXT)
        if self.written and folded.written(start, end) not in self.written and not _is_item(before, after):
            return False
        context = before + _TERM + after
        if self.not_around and self.not_around.search(context):
            return False
        if self.only_around is None or self.only_around.search(context):
            return True
        # In a Chinese sentence a name in its own case is the product: 熟悉Helm.
        return folded.written(start, end) in self.written and _HAN_BEFORE.search(before) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Spelling:
    """One way to spell a term, ready to be matched.

    Attributes:
        text: The folded spelling.
        expression: Regular expression of every allowed variant with its boundaries.
        anchors: Short strings, one of which every match begins with (after leading marks): keys of an index.
        lead: Number of marks before the first letter, digit or Han character (1 for `.net`).
        ambiguity: The rule for an ambiguous spelling, if it has one.
        needs: What the text must hold besides, for a spelling with a gap; else empty.
        rest: What every match holds besides its first word, within `reach` characters of where that begins; may be
            empty. It tells nearly all places apart where only the first word stands, at the cost of one search.
        reach: Characters; no match without a gap is longer.
    """

    text: str
    expression: str
    anchors: tuple[str, ...]
    lead: int
    ambiguity: Ambiguity | None
    needs: str = ""
    rest: str = ""
    reach: int = 0

    @property
    def pattern(self) -> re.Pattern[str]:
        """The compiled expression; compiled on first use, as most of a large table is never met."""
        return _compiled(self.expression)

    def matches(self, folded: Folded) -> Iterator[tuple[int, int]]:
        """Yields the folded ranges [start, end) of all matches, in order."""
        text = folded.text
        if self.needs not in text:
            return
        # A plain loop: it runs for every spelling of every term on every resume.
        for anchor in self.anchors:
            if anchor in text:
                break
        else:
            return
        for match in self.pattern.finditer(folded.text):
            if self.ambiguity is None or self.ambiguity.allows(folded, *match.span()):
                yield match.span()

    def match_at(self, folded: Folded, index: int) -> tuple[int, int] | None:
        """Returns the folded range of the match whose first letter stands at `index`, or None."""
        if index < self.lead:
            return None
        match = self.pattern.match(folded.text, index - self.lead)
        if match is None or (self.ambiguity is not None and not self.ambiguity.allows(folded, *match.span())):
            return None
        return match.span()


@lru_cache(maxsize=16384)
def spelling(text: str) -> Spelling:
    """Compiles one spelling.

    Raises:
        ValueError: Nothing of `text` is left after folding.
    """
    folded = fold_term(text)
    if not folded:
        raise ValueError("a term needs at least one character; leave out empty spellings")
    ambiguity = _ambiguities().get(folded)
    folded = ambiguity.spelled or folded if ambiguity else folded
    opening, _, closing = folded.partition(_GAP)
    pieces = _PIECE.findall(opening)
    lead = next((index for index, character in enumerate(folded) if character.isalnum()), 0)
    plural = ambiguity is None
    left = _left_boundary(pieces[0], ambiguity.may_follow if ambiguity else ())
    return Spelling(
        text=folded,
        expression=left
        + _body(pieces, plural=plural and not closing)
        + _right_boundary(pieces[-1])
        + _closing(closing),
        anchors=_anchors(opening[lead:], plural=plural and not closing),
        lead=lead,
        ambiguity=ambiguity,
        needs=_anchors(closing, plural=False)[0] if closing else "",
        rest=_rest(pieces),
        reach=len(opening) + _MOST_ADDED * len(pieces),
    )


def _rest(pieces: list[str]) -> str:
    """Returns the longest piece behind the first word without its last letter, which a plural may change."""
    longest = max([piece for piece in pieces if piece.isalnum()][1:], key=len, default="")
    return longest[:-1] or longest


@lru_cache(maxsize=16384)
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression)


def _left_boundary(first: str, may_follow: tuple[str, ...]) -> str:
    if first[0].isalnum() and not (_is_latin(first) or first.isdigit()):
        return ""
    boundary = rf"(?<![{LATIN}0-9@])"
    joined = "".join(f"|(?<={re.escape(prefix)})" for prefix in may_follow)
    return f"(?:{boundary}{joined})" if joined else boundary


def _right_boundary(last: str) -> str:
    if _is_latin(last):
        version = r"[0-9]*" if len(last) >= _MIN_LETTERS_BEFORE_DIGITS else ""
        return rf"(?={version}{_WORD_END})(?!\+\+|#){_NOT_AN_ADDRESS}"
    if last.isdigit():
        return r"(?![0-9])"
    return "(?![+#])" if last in "+#" else ""


def _closing(text: str) -> str:
    """The rest of a spelling behind a gap: at most four words, or a few Han characters, of the same clause."""
    if not text:
        return ""
    pieces = _PIECE.findall(text)
    between = r"(?: [^ ,;.:()]+){0,4} " if _is_latin(pieces[0]) else rf"[{HAN}{LATIN}0-9]{{0,8}}?"
    return between + _body(pieces, plural=True) + _right_boundary(pieces[-1])


def _body(pieces: list[str], *, plural: bool) -> str:
    body = []
    for index, piece in enumerate(pieces):
        following = pieces[index + 1] if index + 1 < len(pieces) else ""
        last = not following
        inflected = last and plural and _is_latin(piece)
        body.append(_plural(piece) if inflected else _piece_pattern(piece, inside=index > 0 and not last))
        if _joins_loosely(piece, following):
            body.append("[ -]?" if following.isdigit() else " ?")
    return "".join(body)


def _piece_pattern(piece: str, *, inside: bool) -> str:
    if not inside or piece.isalnum():
        return re.escape(piece)
    if piece.isspace() or piece in "-_":
        return "[ _-]?"
    variants = {".": "[. -]?", "/": " ?/ ?", "&": " ?(?:&|and) ?", "'": "'?"}
    return variants.get(piece, re.escape(piece))


def _joins_loosely(piece: str, following: str) -> bool:
    if not following or not following.isalnum() or not piece.isalnum():
        return False
    return following.isdigit() == _is_latin(piece) or _is_latin(following) != _is_latin(piece)


def _plural(word: str) -> str:
    if len(word) < _MIN_LETTERS_BEFORE_DIGITS or word.endswith("s"):
        return re.escape(word)
    if word.endswith("y"):
        return re.escape(word[:-1]) + "(?:y|ys|ies)"
    return re.escape(word) + "(?:e?s)?"


def _anchors(text: str, *, plural: bool) -> tuple[str, ...]:
    first = _PIECE.findall(text)[0]
    if not _is_latin(first):
        return (first if first.isdigit() else first[:2],)
    joined = ""
    anchors: list[str] = []
    for piece in _PIECE.findall(text):
        if not (_is_latin(piece) or piece in " -_.'"):
            break
        if _is_latin(piece):
            joined += piece
            anchors.append(joined)
    if plural:
        anchors += [anchors[-1] + "s", anchors[-1] + "es", anchors[-1][:-1] + "ies"]
    return tuple(dict.fromkeys(anchors))


def _is_latin(piece: str) -> bool:
    return re.match(rf"[{LATIN}]", piece) is not None


def _is_item(before: str, after: str) -> bool:
    if _CLAIMED_BEFORE.search(before):
        return True
    return _LISTED_BEFORE.search(before) is not None and _LISTED_AFTER.search(after) is not None


@lru_cache(maxsize=1)
def _ambiguities() -> dict[str, Ambiguity]:
    entries = load_mapping("bole.lexicon", "ambiguous.yaml")
    return {fold_term(key): _ambiguity(mapping(value)) for key, value in entries.items()}


def _ambiguity(fields: dict[str, object]) -> Ambiguity:
    return Ambiguity(
        written=strings(fields.get("written")),
        not_around=_context_pattern(strings(fields.get("not_around"))),
        only_around=_context_pattern(strings(fields.get("only_around"))),
        may_follow=strings(fields.get("may_follow")),
        spelled=fold_term(str(fields.get("spelled", ""))),
    )


def _context_pattern(patterns: tuple[str, ...]) -> re.Pattern[str] | None:
    if not patterns:
        return None
    return any_of(pattern.replace("{}", _TERM) for pattern in patterns)
