"""Reads what a clause asks for and how it combines: any of these, or all of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from itertools import groupby, pairwise

from bole.domain.rubric import Combination, Term, TermGroup
from bole.lexicon.folding import HAN, Folded
from bole.lexicon.skills import SkillMention
from bole.rubric.languages import proves_language
from bole.rubric.naming import named, spelled
from bole.rubric.nouns import Noun, names_something, nouns, only_general_words, says_something, term_of
from bole.rubric.patterns import pattern

_CUES = "cues.yaml"
_NOUNS = "nouns.yaml"
_MANY = 4
"""More examples than this after "such as" or before 等 are a choice, not a list of duties."""

_MOST_LISTED = 6
"""Words of an item of a list that is nothing but names."""

_PROSE = 30
"""Words from which on an English clause tells a story; only what the lexicon holds is taken from it."""

_TERM_KINDS = frozenset({"SKILL", "DOMAIN", "CERTIFICATION"})
"""Certificates are read before skills; one that is left (心肺复苏) is named as a skill."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A term at [start, end) of folded text; `class_id` is empty for names that the lexicon does not hold."""

    term: Term
    start: int
    end: int
    class_id: str = ""
    kind: str = ""


class _Link(Enum):
    """What stands between two terms that follow each other."""

    SLASH = "/"
    OR = "or"
    AND = "and"
    LIST = "list"


def known_items(folded: Folded, mentions: tuple[SkillMention, ...]) -> tuple[Item, ...]:
    """Returns the skills and domains of the lexicon in a clause, each once, in order."""
    items: dict[str, Item] = {}
    for mention in mentions:
        skill = mention.skill
        if skill.kind in _TERM_KINDS and skill.skill_id not in items and not proves_language(skill):
            start, end = folded.locate(mention.span)
            term = named(spelled(mention, folded.source), skill.aliases)
            items[skill.skill_id] = Item(term=term, start=start, end=end, class_id=skill.class_id, kind=skill.kind)
    found = tuple(_with_kind(folded, item) for item in items.values())
    return _without_class_words(folded.text, found)


def _with_kind(folded: Folded, item: Item) -> Item:
    """Takes the word that tells what kind of a broad skill is asked for into its name: generative AI."""
    text = folded.text
    if not pattern(_NOUNS, "broad_skill").fullmatch(text[item.start : item.end]):
        return item
    kind = re.search(r"(?:^|[,;/(:] ?|\band |\bor |\bin |\bwith |\bof )([a-z-]+ )$", text[: item.start])
    if kind is None or not says_something(kind.group(1)):
        return item
    start = kind.start(1)
    others = [text[start : item.start] + spelling for spelling in item.term.spellings]
    name = folded.span(start, item.end).of(folded.source)
    return Item(term=named(name, others), start=start, end=item.end, kind=item.kind)


def _without_class_words(text: str, items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Leaves out the word for its class right behind a product: Epic EHR is one thing."""
    behind = {right.start for left, right in pairwise(items) if not text[left.end : right.start].strip()}
    word = pattern(_NOUNS, "class_word")
    return tuple(item for item in items if item.start not in behind or not word.fullmatch(text[item.start : item.end]))


def all_items(folded: Folded, mentions: tuple[SkillMention, ...], *, listed: bool = False) -> tuple[Item, ...]:
    """Returns the skills and domains of a clause together with the names that the lexicon does not hold, in order.

    Args:
        folded: The clause.
        mentions: What the skill table finds in it.
        listed: It is an item of a list of demands: a short one is made of names (`Drawing and painting`).
    """
    known = known_items(folded, mentions)
    taken = tuple(folded.locate(mention.span) for mention in mentions)
    short = listed and len(folded.text.split()) <= _MOST_LISTED and not names_something(folded.text)
    found = [noun for noun in nouns(folded, taken) if short or _wanted(noun, folded, bool(known))]
    if not short:
        found = _without_weak(found, folded)
    unknown = (Item(term=term_of(noun, folded), start=noun.start, end=noun.end) for noun in found)
    return tuple(sorted((*known, *unknown), key=lambda item: item.start))


def _wanted(noun: Noun, folded: Folded, beside_known: bool) -> bool:
    """Beside known terms a name counts if it is spelled like one, or is an item of the same list."""
    if _is_prose(folded.text):
        return False
    if not beside_known or noun.proper:
        return True
    text = folded.text[noun.start : noun.end]
    if re.match(f"[{HAN}]+$", text):
        return re.search(r"[、/和与及或]", folded.text[max(0, noun.start - 1) : noun.end + 1]) is not None
    return len(re.split(r"[ -]", text)) > 1 and not only_general_words(text)


def _is_prose(text: str) -> bool:
    """Tells whether a clause is too long to be a list of names."""
    return len(text.split()) > _PROSE


def _without_weak(found: list[Noun], folded: Folded) -> list[Noun]:
    """Drops single lower-case words where something better is named: `roadmapping and strategy` is about the first."""
    strong = [
        noun
        for noun in found
        if noun.proper or re.search(r"[ -]", folded.text[noun.start : noun.end]) or _has_han(folded, noun)
    ]
    if strong:
        return strong
    return found if names_something(folded.text) or len(folded.text.split()) <= 2 else []


def _has_han(folded: Folded, noun: Noun) -> bool:
    return re.search(f"[{HAN}]", folded.text[noun.start : noun.end]) is not None


def combine(folded: Folded, items: tuple[Item, ...]) -> tuple[TermGroup, ...]:
    """Combines the terms of a clause.

    "/" within one class, 或, or, "at least one of" and examples give ANY_OF; "/" across classes, 和, 、, comma, "and"
    give ALL_OF. Parts of both kinds become groups of their own, which count alike.
    """
    if not items:
        return ()
    items = _without_class_name(folded.text, items)
    if len(items) == 1:
        return (_group(Combination.ALL_OF, items),)
    if pattern(_CUES, "any_of").search(folded.text) or _is_long_choice(folded.text, items):
        return (_group(Combination.ANY_OF, items),)
    groups: list[TermGroup] = []
    such_as = pattern(_CUES, "examples").search(folded.text) is not None
    for segment, examples in _segments(folded.text, items):
        links = tuple(_link(folded.text, left, right) for left, right in pairwise(segment))
        if examples and (such_as or _Link.AND not in links):
            groups.append(_group(Combination.ANY_OF, segment))
        else:
            groups.extend(_combine_chain(segment, links))
    return _merged(groups)


def _without_class_name(text: str, items: tuple[Item, ...]) -> tuple[Item, ...]:
    """Leaves out a last term that only names the class of those before it: SAP、用友等ERP系统."""
    after_etc = re.search(r"等[^、,/;()和或与及]{0,6}$", text[: items[-1].start]) is not None
    return items[:-1] if len(items) > 1 and after_etc else items


def _is_long_choice(text: str, items: tuple[Item, ...]) -> bool:
    long_list = len(items) > _MANY and pattern(_CUES, "long_examples").search(text) is not None
    return long_list and not any(_link(text, *pair) is _Link.OR for pair in pairwise(items))


def _segments(text: str, items: tuple[Item, ...]) -> list[tuple[tuple[Item, ...], bool]]:
    """Parts the terms at brackets and at "such as"; tells of each part whether its terms are examples."""
    examples = pattern(_CUES, "examples").search(text)
    opening = examples.end() if examples else len(text)

    def place(item: Item) -> tuple[int, bool]:
        depth = text.count("(", 0, item.start) - text.count(")", 0, item.start)
        if depth > 0:
            return text.count("(", 0, item.start), True
        return -text.count(")", 0, item.start), item.start >= opening

    parts = [(tuple(group), key[1]) for key, group in groupby(items, key=place)]
    return _with_class_names(text, parts)


def _with_class_names(text: str, parts: list[tuple[tuple[Item, ...], bool]]) -> list[tuple[tuple[Item, ...], bool]]:
    """Moves the name of a class to its examples: an ERP system (SAP, Oracle), databases such as MySQL."""
    for index in range(len(parts) - 1):
        (before, example), (examples, are_examples) = parts[index], parts[index + 1]
        gap = text[before[-1].end : examples[0].start]
        several = len(examples) > 1 or not before[-1].class_id
        if not example and are_examples and several and not re.search(r"[,、/;]|\b(?:and|or)\b|[和或与及]", gap):
            parts[index] = (before[:-1], False)
            parts[index + 1] = ((before[-1], *examples), True)
    return [part for part in parts if part[0]]


def _link(text: str, left: Item, right: Item) -> _Link:
    gap = text[left.end : right.start]
    if re.search(r"或|\bor\b|\beither\b", gap):
        return _Link.OR
    if re.search(r"和|与|以及|及|并|且|\band\b|&|\+|\bplus\b|\bwith\b", gap):
        return _Link.AND
    return _Link.SLASH if "/" in gap and "," not in gap and "、" not in gap else _Link.LIST


def _combine_chain(items: tuple[Item, ...], links: tuple[_Link, ...]) -> list[TermGroup]:
    """Combines terms without brackets: slashes bind first, "and" parts last, an "or" decides its whole part."""
    groups: list[TermGroup] = []
    for part in _cut(items, links, _Link.AND):
        inside = [link for left, link in zip(items, links, strict=False) if left in part[:-1]]
        if _Link.OR in inside:
            groups.append(_group(Combination.ANY_OF, part))
        else:
            groups.extend(group for unit in _cut(part, tuple(inside), _Link.LIST) for group in _combine_slashes(unit))
    return groups


def _cut(items: tuple[Item, ...], links: tuple[_Link, ...], at: _Link) -> list[tuple[Item, ...]]:
    parts: list[list[Item]] = [[items[0]]]
    for item, link in zip(items[1:], links, strict=True):
        if link is at:
            parts.append([item])
        else:
            parts[-1].append(item)
    return [tuple(part) for part in parts]


def _combine_slashes(unit: tuple[Item, ...]) -> list[TermGroup]:
    """`Django/Flask` is a choice within one class, `MySQL/Redis` of two classes asks for both."""
    if len(unit) == 1:
        return [_group(Combination.ALL_OF, unit)]
    if all(not item.class_id for item in unit):
        return [_group(Combination.ANY_OF, unit)]
    runs = [tuple(run) for _, run in groupby(unit, key=lambda item: item.class_id)]
    return [_group(Combination.ANY_OF if len(run) > 1 else Combination.ALL_OF, run) for run in runs]


def _merged(groups: list[TermGroup]) -> tuple[TermGroup, ...]:
    """Joins groups of one term into one ALL_OF group where nothing else stands beside them."""
    if any(group.combination is Combination.ANY_OF for group in groups):
        return tuple(groups)
    return (TermGroup(combination=Combination.ALL_OF, terms=tuple(term for group in groups for term in group.terms)),)


def _group(combination: Combination, items: tuple[Item, ...]) -> TermGroup:
    return TermGroup(combination=combination, terms=tuple(item.term for item in items))
