"""What a resume offers to ask about: quotable statements with the skills, areas, scale and people in them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from bole.domain.resume import ParsedResume
from bole.domain.spans import Span
from bole.interview.areas import SOFTWARE, Area, area_table
from bole.interview.quoting import privacy, quotable
from bole.interview.trades import UNKNOWN, Trade, trades
from bole.interview.units import Home, Unit, units
from bole.lexicon.cues import has_outcome, negated, own_action
from bole.lexicon.folding import Folded, fold
from bole.lexicon.resources import any_of, load_mapping, strings
from bole.lexicon.roles import role_families
from bole.lexicon.skills import SkillMention, skill_table

GATES = frozenset({"listed", "vague", "claim", "certificate", "award", "wish"})
"""Offers of statements that show no work of their own: only a question made for them fits."""

_BASE_RANK = {
    Home.WORK: 40,
    Home.PROJECT: 36,
    Home.INTERNSHIP: 30,
    Home.PLAIN: 34,
    Home.VOLUNTEER: 22,
    Home.SUMMARY: 14,
    Home.EDUCATION: 10,
    Home.CERTIFICATE: 10,
    Home.AWARD: 10,
    Home.LISTED: 8,
}
_RECORDS = {Home.CERTIFICATE: "certificate", Home.AWARD: "award"}
_FEATURES = ("create", "change", "volume", "number", "build", "teach", "lead", "team", "conflict", "learning", "split")
_HAN = re.compile(r"[一-鿿]")
_WORD = re.compile(r"[a-z0-9][\w+#.-]*")
_BLANKS = re.compile(r"\s+")
_GOES_ON = re.compile(r"[ \t]?[^\W_]")
_COVERED_LANGUAGES = ("zh", "en")
_LONGEST_TITLE = 40
_LONGEST_ITEM = 3.5
"""Words of an item of a list, on average; two Han characters count as one word."""

_LONGEST_LISTED = 8
"""Words of a line among skills that names something; a longer one says something of somebody."""

_MANY_ITEMS = 5
"""Separators from which an enumeration is a list wherever it stands."""

_PLANS = frozenset({"goal", "wish", "claim"})

_MOST_STATEMENTS = 60
"""A kit never needs more, and a resume of thirty pages has many hundreds."""

_SIGNS = frozenset(
    {"done", "change", "volume", "teach", "lead", "team", "learning", "goal", "vague", "certificate", "award"}
)
"""Offers of which a statement needs one, unless it names a skill, an area or an outcome."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A quotable passage of a resume and what it offers.

    Attributes:
        span: The passage, in code points of the resume's text.
        quote: The passage on one line, with an ellipsis where its sentence goes on.
        home: Where it stands.
        entry: Index in `profile.work`, -1 outside.
        mentions: Skills named in it.
        offers: What it holds for a question: create, change, volume, number, build, teach, lead, team, conflict,
            learning, split, goal, done; where it shows no work also one of `GATES`.
        rank: How much it is worth asking about; higher first.
        areas: Areas of work it touches, in the order of the table.
        trade_area: Where its trade belongs, if it touches no area of that trade.
        software: Whether it tells of building or running software.
    """

    span: Span
    quote: str
    home: Home
    entry: int
    mentions: tuple[SkillMention, ...]
    offers: frozenset[str]
    rank: int
    areas: tuple[Area, ...] = ()
    trade_area: Area | None = None
    software: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """The statements of a resume, the best first, over its folded text."""

    resume: ParsedResume
    folded: Folded
    statements: tuple[Statement, ...]


def material(resume: ParsedResume, role: Trade = UNKNOWN) -> Material:
    """Reads what a resume offers to ask about; deterministic, the best statement first.

    Args:
        resume: The resume.
        role: The trade of the role, for work whose own trade the resume does not tell.
    """
    folded = fold(resume.text)
    mentions = skill_table().find(folded)
    places = area_table().find(folded)
    hidden = privacy(resume)
    covered = not resume.languages or resume.languages[0].split("-")[0] in _COVERED_LANGUAGES
    by_entry = trades(resume, role)
    found: dict[Span, Statement] = {}
    for unit in units(resume):
        inside = _within(mentions, unit.span)
        if not inside and not (covered and _readable(unit.span.of(resume.text))):
            continue
        span = quotable(folded, unit.span, hidden, [one.span for one in inside], _denied(folded, unit.span, inside))
        if span is not None and span not in found:
            touched = {area.area_id for place, area in places if span.contains(place)}
            statement = _placed(_statement(folded, unit, span, _within(inside, span)), touched, by_entry[unit.entry])
            if _tells(statement, folded):
                found[span] = statement
    told = [one for one in found.values() if "done" in one.offers]
    kept = [one for one in found.values() if not told or not _is_title(one, folded)]
    ranked = sorted(kept, key=lambda one: (-one.rank, one.span.start))
    return Material(resume=resume, folded=folded, statements=_unlike(ranked)[:_MOST_STATEMENTS])


def is_on_people(text: str) -> bool:
    """Tells whether a text, such as that of a criterion, is about work with others."""
    folded = fold(text).text
    return any(_cues()[name].search(folded) for name in ("team", "conflict", "lead", "teach"))


def _statement(folded: Folded, unit: Unit, span: Span, mentions: tuple[SkillMention, ...]) -> Statement:
    start, end = folded.locate(span)
    passage = folded.text[start:end]
    offers = _offers(passage, unit.home, mentions)
    return Statement(
        span=span,
        quote=_BLANKS.sub(" ", span.of(folded.source)) + ("…" if _GOES_ON.match(folded.source, span.end) else ""),
        home=unit.home,
        entry=unit.entry,
        mentions=mentions,
        offers=offers,
        rank=_rank(unit, passage, offers, mentions),
    )


def _placed(statement: Statement, touched: set[str], trade: Trade) -> Statement:
    """Adds the areas that a statement touches by its words and skills, and the area of its trade where it has none."""
    table = area_table()
    named = [table.by_class.get(mention.skill.class_id) for mention in statement.mentions]
    found = table.in_order(touched | {area.area_id for area in named if area is not None})
    areas = tuple(area for area in found if trade.fits(area))
    plain = not any(area.topics[0] == "DOMAIN" or area.track == SOFTWARE for area in areas)
    return replace(
        statement,
        areas=areas,
        trade_area=trade.area if plain and trade.area not in areas else None,
        software=any(area.track == SOFTWARE for area in areas) or (not areas and bool(trade.software)),
    )


def _offers(passage: str, home: Home, mentions: tuple[SkillMention, ...]) -> frozenset[str]:
    cues = _cues()
    offers = {name for name in _FEATURES if cues[name].search(passage)}
    done = own_action(passage) or cues["did"].search(passage) is not None
    if done:
        offers.add("done")
    if home in {Home.SUMMARY, Home.PLAIN} and cues["goal"].search(passage):
        offers.add("goal")
    if home in _RECORDS:
        offers.add(_RECORDS[home])
    elif not done and _is_record(passage, mentions):
        offers.add("certificate")
    elif cues["wish"].match(passage) or (home in {Home.SUMMARY, Home.PLAIN} and cues["wish"].search(passage)):
        offers |= {"wish", "goal"}
    elif _is_list(passage, home, mentions, done=done):
        offers.add("listed")
    elif (
        home is Home.SUMMARY
        or (home is Home.LISTED and not _shows_work(passage, mentions, done=done))
        or (home in {Home.PLAIN, Home.EDUCATION} and not done)
    ):
        offers.add("claim")
    elif not mentions and "number" not in offers and cues["vague"].search(passage):
        offers.add("vague")
    return frozenset(offers)


def _is_record(passage: str, mentions: tuple[SkillMention, ...]) -> bool:
    held = bool(mentions) and all(mention.skill.kind == "CERTIFICATION" for mention in mentions)
    return held or _cues()["record"].search(passage) is not None


def _is_list(passage: str, home: Home, mentions: tuple[SkillMention, ...], *, done: bool) -> bool:
    han = len(_HAN.findall(passage))
    # In Chinese a comma parts clauses and an enumeration comma the items of a list.
    marks = "、/" if han * 3 > len(passage) else ",/"
    separators = sum(passage.count(mark) for mark in marks)
    words = len(_WORD.findall(_HAN.sub(" ", passage))) + han / 2
    short_items = words <= _LONGEST_ITEM * (separators + 1)
    known = bool(mentions) or home in {Home.PLAIN, Home.EDUCATION} or separators >= _MANY_ITEMS
    if home is Home.LISTED and not done:
        return words <= _LONGEST_LISTED or (separators >= 2 and short_items)
    return not done and known and separators >= 2 and short_items


def _shows_work(passage: str, mentions: tuple[SkillMention, ...], *, done: bool) -> bool:
    """Tells whether a line among skills tells of work with something in it, rather than of a character."""
    return done and (bool(mentions) or has_outcome(passage))


def _rank(unit: Unit, passage: str, offers: frozenset[str], mentions: tuple[SkillMention, ...]) -> int:
    skills = len({mention.skill.skill_id for mention in mentions})
    rank = _BASE_RANK[unit.home] + 2 * min(skills, 3)
    rank += 8 * ("done" in offers) + 5 * has_outcome(passage) + 8 * ("change" in offers) + 3 * ("volume" in offers)
    rank -= 12 * ("vague" in offers) + 2 * min(max(unit.entry, 0), 5)
    # A few words are hard to ask about; a whole sentence tells more.
    return rank - 6 * (len(passage) < 14)


def _tells(statement: Statement, folded: Folded) -> bool:
    """Tells whether a statement says something of the work: a bare title, a place or a date does not."""
    start, end = folded.locate(statement.span)
    passage = folded.text[start:end]
    if "done" not in statement.offers and not statement.offers & _PLANS and _cues()["no_work"].search(passage):
        return False
    if _is_title(statement, folded):
        return statement.home in {Home.SUMMARY, Home.PLAIN}
    signs = statement.offers & _SIGNS or statement.mentions or statement.areas
    return bool(signs) or has_outcome(passage)


def _is_title(statement: Statement, folded: Folded) -> bool:
    if "done" in statement.offers or len(statement.quote) > _LONGEST_TITLE:
        return False
    start, end = folded.locate(statement.span)
    return bool(role_families(fold(folded.text[start:end])))


def _denied(folded: Folded, unit: Span, mentions: tuple[SkillMention, ...]) -> list[Span]:
    if not mentions:
        return []
    start, end = folded.locate(unit)
    sentence = folded.text[start:end]
    ranges = [(mention.span, folded.locate(mention.span)) for mention in mentions]
    return [span for span, (first, last) in ranges if negated(sentence, first - start, last - start)]


def _within(mentions: tuple[SkillMention, ...], span: Span) -> tuple[SkillMention, ...]:
    first = bisect_left(mentions, span.start, key=lambda mention: mention.span.start)
    last = bisect_left(mentions, span.end, key=lambda mention: mention.span.start)
    return tuple(mention for mention in mentions[first:last] if mention.span.end <= span.end)


def _readable(passage: str) -> bool:
    """Tells whether most letters are Han or Latin: what the cue words cover."""
    letters = [character for character in passage if character.isalpha()]
    covered = [character for character in letters if character < "\u0250" or "\u3400" <= character <= "\u9fff"]
    return len(covered) * 2 > len(letters)


def _unlike(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """Drops passages that stand in the text twice."""
    seen: dict[str, Statement] = {}
    for statement in statements:
        seen.setdefault(statement.quote.casefold(), statement)
    return tuple(seen.values())


@lru_cache(maxsize=1)
def _cues() -> dict[str, re.Pattern[str]]:
    fields = load_mapping("bole.interview", "material.yaml")
    listed = {name: any_of(strings(fields[name])) for name in (*_FEATURES, "did", "goal", "vague", "wish")}
    return listed | {name: re.compile(str(fields[name])) for name in ("record", "no_work")}
