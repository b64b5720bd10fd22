"""Writes one question from a chosen statement and ask."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bole.domain.interview import Difficulty, InterviewQuestion, Probe, QuestionType, RatingAnchors
from bole.domain.resume import ParsedResume
from bole.domain.rubric import Criterion, Requirement
from bole.domain.screening import Alignment, Evidence
from bole.domain.spans import Span
from bole.interview.areas import Area
from bole.interview.demands import Demand, Gap
from bole.interview.flags import PROBES, Flag, shortened
from bole.interview.material import Statement
from bole.interview.texts import AreaText, Ask, FlagText, GapText, Texts, TopicText
from bole.lexicon.skills import SkillMention

_FOLLOW_UPS = 3
_OWN_POINT = {QuestionType.BEHAVIORAL: "team", QuestionType.OPEN_ENDED: "open"}
_DETAIL = {"zh": 24, "en": 60}
"""Longest detail in code points, by language of the questions; a quote in the other script may be longer."""

_SHORTEST_HAN, _SHORTEST_LATIN = 5, 14
"""Code points of a detail that stands alone."""

_CRITERION = 60
_CLAUSE = re.compile(r"[，；;。]|[,:：](?![0-9])")
_HAN = re.compile(r"[一-鿿]")
_SCALE = re.compile(r"[0-9]|[一二三四五六七八九十百千]{1,3}[万亿名人家台次项倍]|百万|千万")


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What one question is made of; `demand` and `gap` are None where no criterion stands behind it."""

    type: QuestionType
    topic: str
    statement: Statement
    ask: Ask
    area: Area | None = None
    demand: Demand | None = None
    gap: Gap | None = None
    flag: Flag | None = None

    @property
    def criterion(self) -> Criterion | None:
        """What the role asks behind it."""
        asked = self.gap or self.demand
        return asked.criterion if asked else None

    @property
    def probe(self) -> Probe:
        """What the question goes into."""
        if self.flag:
            return PROBES[self.flag.code]
        if self.gap:
            must = self.gap.criterion.requirement is Requirement.MUST
            missing = Probe.MISSING_MUST if must else Probe.MISSING_WISH
            return Probe.UNPROVEN_CLAIM if self.gap.state == "listed" else missing
        if "vague" in self.statement.offers:
            return Probe.THIN_EVIDENCE
        return Probe.UNPROVEN_CLAIM if self.statement.offers & {"listed", "claim"} else Probe.SHOWN_WORK


def write_question(
    choice: Choice, texts: Texts, resume: ParsedResume, number: int, difficulty: Difficulty = Difficulty.INTERMEDIATE
) -> InterviewQuestion:
    """Fills the wording of a language with a choice.

    Args:
        choice: Statement and ask.
        texts: Wording of the language.
        resume: Where the statement stands.
        number: Place in the kit, from 0: openers take turns.
        difficulty: How much experience it is for.
    """
    statement = choice.statement
    slots = _slots(choice, texts, resume)
    opener = _opener(statement, texts, number).format(quote=_embedded(statement.quote))
    gap = "" if texts.language == "zh" else " "
    guide = _guide(choice, texts)
    anchors = texts.anchors[choice.type.value] if isinstance(guide, TopicText) else guide.anchors
    return InterviewQuestion(
        type=choice.type,
        topic=choice.topic,
        question=f"{opener}{gap}{_fill(choice.ask.text, slots)}",
        competency=_competency(choice, texts),
        criterion_id=_criterion_id(choice),
        reason=_fill(texts.reasons[_reason(choice)], slots),
        evidence=tuple(evidence(resume, one.span) for one in _quoted(choice)),
        expected_points=_points(choice, texts, slots),
        follow_ups=_follow_ups(choice, texts, slots),
        rating_anchors=RatingAnchors(
            low=_fill(anchors.low, slots), medium=_fill(anchors.medium, slots), high=_fill(anchors.high, slots)
        ),
        minutes=guide.minutes,
        probe=choice.probe,
        difficulty=difficulty,
    )


def evidence(resume: ParsedResume, span: Span) -> Evidence:
    """Returns the quote at a span with its page and the boxes of its lines."""
    lines = [line for line in resume.lines if line.span.overlaps(span)]
    page = next((page.number for page in resume.pages if page.span.start <= span.start < page.span.end), 1)
    return Evidence(
        quote=span.of(resume.text),
        span=span,
        document_index=0,
        page_number=lines[0].page_number if lines else page,
        boxes=tuple(line.box for line in lines if line.box is not None),
        alignment=Alignment.EXACT,
    )


def _slots(choice: Choice, texts: Texts, resume: ParsedResume) -> dict[str, str]:
    criterion = choice.criterion
    slots = {
        "tool": _tool(choice, texts, resume),
        "gap": choice.gap.name if choice.gap else "",
        "other": _embedded(shortened(choice.flag.other.quote)) if choice.flag and choice.flag.other else "",
        "detail": _embedded(shortened(choice.statement.quote) if choice.flag else _detail(choice.statement)),
        "criterion": _cut(criterion.text.strip(" 。.;；"), _CRITERION) if criterion else "",
    }
    return {**slots, "focus": _fill(choice.ask.focus, slots)}


def _fill(text: str, slots: dict[str, str]) -> str:
    for name, value in slots.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def _tool(choice: Choice, texts: Texts, resume: ParsedResume) -> str:
    if choice.area is None:
        return ""
    names: dict[str, str] = {}
    for mention in choice.statement.mentions:
        if mention.skill.class_id in choice.area.tools:
            names.setdefault(mention.skill.skill_id, _called(mention, resume.text, texts.language))
    return texts.join.join(list(names.values())[:2]) or texts.areas[choice.area.area_id].noun


def _called(mention: SkillMention, text: str, language: str) -> str:
    """Returns a skill as the resume writes it, without the noun behind it ("Redis缓存") and in the script asked for."""
    written, name = mention.span.of(text), mention.skill.name
    if name.casefold() in written.casefold():
        return name
    return mention.skill.label(language) if language == "en" and _HAN.search(written) else written


def _opener(statement: Statement, texts: Texts, number: int) -> str:
    homes = {"certificate": "record", "award": "record", "listed": "listed", "claim": "claim", "wish": "claim"}
    openers = texts.openers[next((home for offer, home in homes.items() if offer in statement.offers), "statement")]
    return openers[number % len(openers)]


def _embedded(quote: str) -> str:
    """Returns a quote for use between double quotation marks."""
    return quote.replace("“", "‘").replace("”", "’").replace('"', "'")


def _detail(statement: Statement) -> str:
    """Returns the clause that says most: one with a figure (the last where figures changed), else the first."""
    quote = statement.quote
    limit = _DETAIL["zh"] if _HAN.search(quote) else _DETAIL["en"]
    clauses = [clause.strip() for clause in _CLAUSE.split(quote) if clause.strip()]
    figures = [clause for clause in clauses if _SCALE.search(clause)]
    telling = (figures[::-1] if "change" in statement.offers else figures) or clauses or [quote]
    # A heading, or the first item of a list, says nothing alone.
    enough = len(telling[0]) >= (_SHORTEST_HAN if _HAN.search(quote) else _SHORTEST_LATIN)
    return _cut(telling[0] if enough else quote, limit)


def _cut(text: str, limit: int) -> str:
    if len(text) <= limit:
        return text
    cut = text[:limit]
    border = cut.rfind(" ")
    return (cut[:border] if border > limit // 2 and text[limit] != " " else cut).rstrip(" ,，、") + "…"


def _quoted(choice: Choice) -> tuple[Statement, ...]:
    other = choice.flag.other if choice.flag else None
    return (choice.statement, other) if other else (choice.statement,)


def _guide(choice: Choice, texts: Texts) -> GapText | FlagText | TopicText:
    """Returns what says how long the answer takes."""
    if choice.flag:
        return texts.flags[choice.flag.code.value]
    if choice.gap:
        return texts.gap_guide(choice.gap.sort)
    return texts.topics[choice.topic]


def _competency(choice: Choice, texts: Texts) -> str:
    if choice.flag:
        return texts.flags[choice.flag.code.value].competency
    return texts.areas[choice.area.area_id].name if choice.area else texts.topics[choice.topic].competency


def _criterion_id(choice: Choice) -> str:
    return choice.criterion.criterion_id if choice.criterion else ""


def _reason(choice: Choice) -> str:
    if choice.flag:
        return choice.flag.code.value
    if choice.gap:
        return choice.gap.state
    if choice.demand:
        return "criterion" if choice.demand.stands_in(choice.statement) else "conduct"
    return {"BEHAVIORAL": "behavioral", "OPEN_ENDED": "open_ended"}.get(choice.type.value, "claim")


def _points(choice: Choice, texts: Texts, slots: dict[str, str]) -> tuple[str, ...]:
    own = _OWN_POINT.get(choice.type)
    own = own or next((name for name in ("change", "volume", "team") if name in choice.statement.offers), "other")
    general = _knowledge(choice, texts).points
    own_points = () if choice.flag or choice.gap else (_fill(texts.own_points[own], slots),)
    return (*(_fill(point, slots) for point in general), *own_points)


def _follow_ups(choice: Choice, texts: Texts, slots: dict[str, str]) -> tuple[str, ...]:
    return tuple(_fill(one, slots) for one in _knowledge(choice, texts).follow_ups[:_FOLLOW_UPS])


def _knowledge(choice: Choice, texts: Texts) -> GapText | FlagText | TopicText | AreaText:
    """Returns what says what a good answer holds."""
    shown = choice.gap is None and choice.flag is None
    return texts.areas[choice.area.area_id] if choice.area and shown else _guide(choice, texts)
