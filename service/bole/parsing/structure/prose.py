"""Finds work in running sentences: "2019年至今在某公司任职工程师", "Since 2019 I have worked at X as Y"."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from bole.domain.resume import EntryKind, Fact, WorkEntry
from bole.domain.spans import Span
from bole.lexicon.sentences import sentences
from bole.parsing.structure.dates import DateMention, find_plain_dates
from bole.parsing.structure.entry_headings import HeadingParts
from bole.parsing.structure.lines import Reading
from bole.parsing.structure.prose_posts import Post, find_posts
from bole.parsing.structure.work_words import work_words

_CLAUSE = re.compile(r"[，,；;。]|\.\s|\n|$")
_EDUCATION = re.compile(
    r"毕业|畢業|就读|学位|获.{0,12}(?:学士|硕士|博士)|\b(?:graduated|bachelor|master's|degree|university of)\b",
    re.IGNORECASE,
)
_HELD = re.compile(
    r"(?:.{0,6}(?:先生|女士))?[,\s]*(?:先后|同时|还|并|目前|此后|之后|后)?(?:现任|历任|曾任|兼任|出任|担任|现为|曾在|任|现)"
)
_TOLD = re.compile(
    r"[\s,:]{0,3}(?:起|间|期间)?[\s,]?(?:先后|一直|曾)?"
    r"(?:历任|曾任|现任|担任|出任|兼任|任|就职于|任职于|供职于|服务于|加入|进入|在[^,\s]{2,36}(?:任|工作))(?!务|期|意|教|课)"
)
_ORG_CHARS = r"[^，。；,;:\s的]"
_HAN_FORMS = (
    rf"(?:在|于)(?P<org>{_ORG_CHARS}{{2,30}}?)(?:任职|担任|出任|从事|任|做|工作|实习|负责|就职|开发)(?:为|于|过)?(?P<pos>[^，。；,;\s]{{0,24}})",
    rf"(?:就职于|任职于|供职于|入职|加入|服务于|受聘于|进入)(?P<org>{_ORG_CHARS}{{2,30}}?)(?=[，,。；\s]|(?:任|担任|从事|做)|$)[，,\s]*(?:先后)?(?:任职|担任|历任|从事|任|做)?(?P<pos>[^，。；,;\s]{{0,24}})",
    r"(?:历任|曾任|现任|出任|兼任|担任|任)(?P<org>[^，。；,;\s]{2,36}(?:公司|集团|银行|医院|大学|学院|学校|中学|小学|研究院|研究所|事务所|中心|局|厂|部|委员会|协会|支行|分行|公社|科技))(?P<pos>[^，。；,;、\s]{0,24})",
    r"(?:历任|曾任|现任|出任|兼任|担任|任)(?P<org>)(?P<pos>[^，。；,;、\s]{2,24})",
)
_NAME = r"[A-Z][\w&.'-]*(?:\s+(?:[A-Z0-9&][\w&.'-]*|of|and|the|for))*"
_TITLE_WORDS = r"[A-Za-z][\w/&.+# -]{2,60}?"
_LATIN_FORMS = (
    rf"\b(?:at|for|with|joined|by)\s+(?:the\s+)?(?P<org>{_NAME}),?\s+(?:\w+\s+){{0,2}}?as\s+(?:an?|the|its|their)?\s*(?P<pos>{_TITLE_WORDS})(?=[,.;]|\s+(?:at|where|in|from|since|and|who|until|responsible)\b|$)",
    rf"\bas\s+(?:an?|the)?\s*(?P<pos>{_TITLE_WORDS})\s+(?:at|for|with|in|of)\s+(?:the\s+)?(?P<org>{_NAME})",
    rf"\b(?:am|was|been|is)\s+(?:an?|the)?\s*(?P<pos>{_TITLE_WORDS})\s+(?:at|for|with|of)\s+(?:the\s+)?(?P<org>{_NAME})",
    rf"\b(?:worked|work|working|employed|interned|joined|served)\s+(?:at|for|with|by|in)?\s*(?:the\s+)?(?P<org>{_NAME})",
)


_Opening = tuple[int, DateMention | None]
"""The number of the sentence that opens an entry, and its dates."""


def prose_entries(reading: Reading, content: Span) -> list[WorkEntry]:
    """Returns the entries that sentences about work begin, each with the statements that follow it.

    A sentence opens an entry by its dates, or by the post that it names ("现任某公司经理"). An entry ends before the
    next one, before a sentence that only claims skills, and before one about education. Of several posts in a sentence
    each is an entry; the dates are those of the first one, unless another has its own.
    """
    parts = [_shifted(span, content.start) for span in sentences(content.of(reading.text))]
    found: list[WorkEntry] = []
    opening: _Opening | None = None
    last = 0
    for index, part in enumerate(parts):
        opened = _opens(reading, part, index)
        if opened is None and opening is not None and not _ends(reading, part):
            last = index
            continue
        if opening is not None:
            found += _entries(reading, parts[opening[0] : last + 1], opening[1])
        opening = opened
        last = index
    if opening is not None:
        found += _entries(reading, parts[opening[0] : last + 1], opening[1])
    return found


def _opens(reading: Reading, part: Span, index: int) -> _Opening | None:
    text = part.of(reading.plain)
    if not work_words().work_cue.occurs(text):
        return None
    mentions = find_plain_dates(text)
    if _EDUCATION.search(text) and not re.search(r"任|工作|\bwork", text):
        return None
    mention = next((one for one in mentions if one.ranged), next(iter(mentions), None))
    if mention is None:
        held = _HELD.match(text) is not None
        return (index, None) if held and any(one.organization for one in find_posts(text, ())) else None
    if not mention.ranged and not _parts(text) and not find_posts(text, mentions):
        return None
    return index, mention.moved(part.start)


def _ends(reading: Reading, part: Span) -> bool:
    text = part.of(reading.plain)
    return bool(work_words().claim.match(text) or _EDUCATION.search(text))


def _entries(reading: Reading, parts: list[Span], date: DateMention | None) -> list[WorkEntry]:
    """Reads the entries of a sentence that opens one, and of the statements behind it."""
    first = parts[0]
    mentions = find_plain_dates(first.of(reading.plain))
    posts = find_posts(first.of(reading.plain), mentions)
    cuts = [first.start, *(first.start + post.start for post in posts[1:]), first.end]
    found: list[WorkEntry] = []
    for number, (low, high) in enumerate(pairwise(cuts)):
        fact = reading.fact(low, low + len(reading.plain[low:high].rstrip(" ,，、;；。")))
        own = [one.moved(first.start) for one in mentions]
        dates = date if number == 0 else next((one for one in own if fact.span.contains(one.span)), None)
        statements = parts[1:] if number == len(cuts) - 2 else []
        post = posts[number] if number < len(posts) else None
        found.append(_entry(reading, [fact.span, *statements], dates, _facts(reading, first.start, fact.span, post)))
    return found


def told_parts(reading: Reading, heading: Span) -> HeadingParts | None:
    """Returns what a heading names that is a sentence ("2013年2月至今任某公司经理"); None for all other headings."""
    text = heading.of(reading.plain)
    mentions = find_plain_dates(text)
    start = max((one.span.end for one in mentions), default=0)
    if _TOLD.match(text, start) is None:
        return None
    posts = find_posts(text, mentions)
    return _facts(reading, heading.start, heading, posts[0]) if posts else None


def _facts(reading: Reading, offset: int, part: Span, post: Post | None) -> HeadingParts:
    """Returns who and what a part of a sentence names: as a list of posts tells, else as sentences do."""
    named = HeadingParts()
    if post is not None:
        spans = [_shifted(span, offset) if span else None for span in (post.organization, post.titles)]
        facts = [reading.fact(span.start, span.end) if span else None for span in spans]
        named = HeadingParts(organization=facts[0], position=facts[1])
        if facts[0] and facts[1]:
            return named
    match = _parts(part.of(reading.plain))
    organization, position = _group(reading, part.start, match, "org"), _group(reading, part.start, match, "pos")
    return HeadingParts(organization=named.organization or organization, position=named.position or position)


def _entry(reading: Reading, parts: list[Span], date: DateMention | None, named: HeadingParts) -> WorkEntry:
    first = parts[0]
    text = first.of(reading.plain)
    ends = [fact.span.end for fact in (named.organization, named.position) if fact is not None]
    reached = max([first.start, *ends, *([date.span.end] if date else [])])
    clause = _CLAUSE.search(text, min(len(text), reached - first.start))
    cut = first.start + (clause.start() if clause else len(text))
    heading = reading.fact(first.start, cut).span
    rest = reading.plain[cut : first.end].lstrip(" ，,；;。.")
    highlights = [reading.fact(first.end - len(rest), first.end)] if rest else []
    highlights += [reading.fact(part.start, part.end) for part in parts[1:]]
    return WorkEntry(
        kind=_kind(heading.of(reading.plain)),
        span=Span(first.start, parts[-1].end),
        heading=heading,
        organization=named.organization,
        position=named.position,
        dates=date.dates if date else None,
        dates_span=date.span if date else None,
        highlights=tuple(highlights),
    )


def _kind(words: str) -> EntryKind:
    return EntryKind.INTERNSHIP if work_words().internship.search(words) else EntryKind.EMPLOYMENT


def _parts(text: str) -> re.Match[str] | None:
    return next((match for form in _forms() if (match := form.search(text))), None)


def _group(reading: Reading, offset: int, match: re.Match[str] | None, name: str) -> Fact | None:
    if match is None or not match.groupdict().get(name):
        return None
    fact = reading.fact(offset + match.start(name), offset + match.end(name))
    return fact if fact.value else None


def _shifted(span: Span, offset: int) -> Span:
    return Span(offset + span.start, offset + span.end)


@cache
def _forms() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(form) for form in (*_HAN_FORMS, *_LATIN_FORMS))
