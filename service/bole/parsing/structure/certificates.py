"""Finds certificates and licences."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from bole.domain.resume import CertificateEntry, Section, SectionKind
from bole.domain.spans import Span
from bole.lexicon.resources import load_mapping, strings
from bole.parsing.structure.dates import find_plain_dates
from bole.parsing.structure.lines import Line, Reading, lines_within

_LONGEST = 100
_LONGEST_LISTED = 24
_LONGEST_ALONE = 60
_ITEMS = re.compile(r"[、;；]|\s{2,}|\s[|•·]\s|[,，](?=\s*\S{2})")
_LEADING_YEAR = re.compile(r"(?:19|20)\d\d\s+(?=\D)")
_ASIDE = re.compile(
    r"[,(;]?\s*(?:\b(?:active|valid|since|expires?|expiring|issued|obtained|license no|id)\b"
    r"|执业状态|有效期|编号|发证)",
    re.IGNORECASE,
)
_FEWEST_FACTS = 4
_FACT_END = re.compile(r"[,、;。]")
_RANK = re.compile(
    r"\s*(?:具有|拥有|系|为|现为)?((?:中国|国际|国家|教授级|研究员级|正)?(?:高级|中级|初级|助理|注册|主任|副主任|主管|特级|一级|二级)*"
    r"(?:国际)?(?:工程|经济|会计|审计|税务|政工|农艺|统计|建造|造价|药|兽医|医|讲|建筑|规划|资产评估|评估|房地产估价|土地估价|造价工程|监理工程|建造工程|"
    r"工艺美术|物流|策划|咨询|企业培训|人力资源管理|理财规划|畜牧|编审|翻译|记者|编辑|律)师|(?:副|助理)?(?:研究员|教授)|律师|(?:主任|高级)?(?:记者|编辑)|副?编审|博士生导师|硕士生导师)"
    r"(?:职称|资格|执业资格|专业技术职称)?\s*"
)
_EDGE = " ,;:.-–—|()（），、。*_"


def find_certificates(reading: Reading, sections: Iterable[Section]) -> tuple[CertificateEntry, ...]:
    """Returns the certificates as named, each once, in text order.

    Every line of a section about certificates is one; well-known ones count wherever they stand outside of entries of
    work.
    """
    found: dict[str, CertificateEntry] = {}
    spans: list[Span] = []
    for section in sections:
        start = section.heading.end if section.heading else section.span.start
        if section.kind is SectionKind.CERTIFICATES:
            for line in lines_within(reading.lines, start, section.span.end):
                spans += _listed(line)
        elif section.kind not in {
            SectionKind.WORK,
            SectionKind.PROJECTS,
            SectionKind.INTERNSHIP,
            SectionKind.VOLUNTEER,
        }:
            if section.kind in {SectionKind.BASICS, SectionKind.SUMMARY}:
                spans += [
                    span for line in lines_within(reading.lines, start, section.span.end) for span in _ranks(line)
                ]
            text = section.span.of(reading.plain)
            spans += [
                Span(section.span.start + match.start(), section.span.start + match.end())
                for match in _named().finditer(text)
                if not _inside_word(text, match)
            ]
    for span in sorted(spans):
        fact = reading.fact(span.start, span.end)
        if fact.value:
            found.setdefault(fact.value.casefold(), CertificateEntry(name=fact))
    return tuple(found.values())


def _ranks(line: Line) -> list[Span]:
    """Returns the professional titles (职称) in a sentence of facts: "男，1970年生，本科学历，高级工程师、经济师"."""
    edges = [0, *(edge for match in _FACT_END.finditer(line.text) for edge in match.span()), len(line.text)]
    pieces = list(zip(edges[::2], edges[1::2], strict=True))
    if len(pieces) < _FEWEST_FACTS:
        return []
    ranks = ((low, _RANK.match(line.text, low, high), high) for low, high in pieces)
    return [
        Span(line.start + match.start(1), line.start + match.end(1))
        for _, match, high in ranks
        if match is not None and match.end() == high
    ]


def names_certificate(text: str) -> bool:
    """Tells whether a plain line begins with a well-known certificate and says little else."""
    match = _named().match(text)
    return match is not None and len(text) <= _LONGEST_ALONE and not _inside_word(text, match)


def _listed(line: Line) -> list[Span]:
    """Returns the certificate of a line, without its date; several where the line lists short names."""
    text = line.text
    holes = [mention.span for mention in find_plain_dates(text)]
    end = min([hole.start for hole in holes if hole.start > 3], default=len(text))
    leading = _LEADING_YEAR.match(text)
    first = leading.end() if leading else next((hole.end for hole in holes if hole.start <= 3), 0)
    names = [match.span() for match in _named().finditer(text) if not _inside_word(text, match)]
    if len(names) > 1 and len(_ITEMS.split(text)) >= len(names):
        return [Span(line.start + low, line.start + high) for low, high in names]
    listed = [part for part in re.split("[、;；]", text) if part.strip()]
    if len(listed) > 1 and all(len(part) <= _LONGEST_LISTED for part in listed):
        return [Span(line.start + low, line.start + high) for low, high in _between(text)]
    aside = _ASIDE.search(text, first, end)
    end = aside.start() if aside and aside.start() > first else end
    kept = text[first:end].rstrip(_EDGE + "取得")
    kept += (
        ")" if kept.count("(") > kept.count(")") and text[first + len(kept) : first + len(kept) + 1] in ")）" else ""
    )
    left = len(kept) - len(kept.lstrip(_EDGE))
    if not 2 <= len(kept.strip(_EDGE)) <= _LONGEST:
        return []
    return [Span(line.start + first + left, line.start + first + len(kept))]


def _between(text: str) -> list[tuple[int, int]]:
    """Returns what stands between the marks of a Chinese list."""
    return [match.span() for match in re.finditer(r"[^、;；\s][^、;；]*", text)]


def _inside_word(text: str, match: re.Match[str]) -> bool:
    """Tells whether a Latin name is only a part of a longer word."""
    if not match.group().isascii():
        return False
    around = text[match.start() - 1 : match.start()] if match.start() else "", text[match.end() : match.end() + 1]
    return any(character.isascii() and character.isalnum() for character in around)


@cache
def _named() -> re.Pattern[str]:
    forms = strings(load_mapping("bole.parsing.structure", "certificates.yaml")["named"])
    return re.compile("|".join(sorted(forms, key=lambda form: (-len(form), form))))
