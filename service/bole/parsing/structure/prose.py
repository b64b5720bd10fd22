"""Finds work in running sentences: "2019年至今在某公司任职工程师", "Since 2019 I have worked at X as Y"."""

from __future__ import annotations

import re
from functools import cache

from bole.domain.resume import EntryKind, Fact, WorkEntry
from bole.domain.spans import Span
from bole.lexicon.sentences import sentences
from bole.parsing.structure.dates import DateMention, find_plain_dates
from bole.parsing.structure.lines import Reading
from bole.parsing.structure.work_words import work_words

_CLAUSE = re.compile(r"[，,；;。]|\.\s|\n|$")
_EDUCATION = re.compile(
    r"毕业|畢業|就读|学位|获.{0,12}(?:学士|硕士|博士)|\b(?:graduated|bachelor|master's|degree|university of)\b",
    re.IGNORECASE,
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


def prose_entries(reading: Reading, content: Span) -> list[WorkEntry]:
    """Returns the entries that dated sentences about work begin, each with the statements that follow it.

    An entry ends before the next one, before a sentence that only claims skills, and before one about education.
    """
    parts = [_shifted(span, content.start) for span in sentences(content.of(reading.text))]
    found: list[WorkEntry] = []
    opening: tuple[int, DateMention] | None = None
    last = 0
    for index, part in enumerate(parts):
        date = _opens(reading, part)
        if date is None and opening is not None and not _ends(reading, part):
            last = index
            continue
        if opening is not None:
            found.append(_entry(reading, parts[opening[0] : last + 1], opening[1]))
        opening = (index, date) if date is not None else None
        last = index
    if opening is not None:
        found.append(_entry(reading, parts[opening[0] : last + 1], opening[1]))
    return found


def _opens(reading: Reading, part: Span) -> DateMention | None:
    text = part.of(reading.plain)
    if not work_words().work_cue.occurs(text):
        return None
    mentions = find_plain_dates(text)
    if not mentions or (_EDUCATION.search(text) and not re.search(r"任|工作|\bwork", text)):
        return None
    mention = next((one for one in mentions if one.ranged), mentions[0])
    if not mention.ranged and not _parts(text):
        return None
    span = _shifted(mention.span, part.start)
    return DateMention(dates=mention.dates, span=span, ranged=mention.ranged)


def _ends(reading: Reading, part: Span) -> bool:
    text = part.of(reading.plain)
    return bool(work_words().claim.match(text) or _EDUCATION.search(text))


def _entry(reading: Reading, parts: list[Span], date: DateMention) -> WorkEntry:
    first = parts[0]
    text = first.of(reading.plain)
    match = _parts(text)
    named = max(match.end() if match else 0, date.span.end - first.start)
    clause = _CLAUSE.search(text, named)
    cut = first.start + (clause.start() if clause else len(text))
    heading = reading.fact(first.start, cut).span
    rest = reading.plain[cut : first.end].lstrip(" ，,；;。.")
    highlights = [reading.fact(first.end - len(rest), first.end)] if rest else []
    highlights += [reading.fact(part.start, part.end) for part in parts[1:]]
    words = heading.of(reading.plain)
    return WorkEntry(
        kind=EntryKind.INTERNSHIP if work_words().internship.search(words) else EntryKind.EMPLOYMENT,
        span=Span(first.start, parts[-1].end),
        heading=heading,
        organization=_group(reading, first.start, match, "org"),
        position=_group(reading, first.start, match, "pos"),
        dates=date.dates,
        dates_span=date.span,
        highlights=tuple(highlights),
    )


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
