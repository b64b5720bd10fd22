"""Builds resumes for the tests of this package from plain text, without the parser."""

from __future__ import annotations

import re
from itertools import pairwise

from bole.domain.resume import (
    Basics,
    EducationEntry,
    EntryKind,
    Fact,
    Page,
    ParsedResume,
    Profile,
    Section,
    SectionKind,
    TextLine,
    WorkEntry,
)
from bole.domain.spans import Span

_HEADINGS = {
    SectionKind.SUMMARY: ("Summary", "PROFILE", "SUMMARY", "个人简介", "个人概述", "Objective"),
    SectionKind.WORK: ("Experience", "EXPERIENCE", "WORK EXPERIENCE", "Work Experience", "工作经历"),
    SectionKind.PROJECTS: ("PROJECTS", "项目经历"),
    SectionKind.EDUCATION: ("Education", "EDUCATION", "TRAINING", "教育经历"),
    SectionKind.CERTIFICATES: ("CERTIFICATES", "证书"),
    SectionKind.SKILLS: ("Skills", "SKILLS", "专业技能", "技能", "Core competencies"),
    SectionKind.LANGUAGES: ("LANGUAGES", "Languages", "语言"),
}
_SCHOOL = re.compile(r"[\w ]*(?:学院|大学|University|College|School of [\w ]+)[\w ]*")
_BULLET = re.compile(r"(?:- |[0-9]\. ?)")


def plain(text: str, language: str = "zh") -> ParsedResume:
    """Returns a resume without sections or entries, as a summary text comes."""
    lines = tuple(TextLine(span=span, page_number=1) for span in _lines(text))
    return ParsedResume(
        text=text,
        document_digest="0" * 64,
        media_type="text/plain",
        pages=(Page(number=1, span=Span(0, len(text))),),
        lines=lines,
        sections=(),
        profile=Profile(),
        languages=(language,),
    )


def structured(text: str, language: str = "zh") -> ParsedResume:
    """Returns a resume with the sections and entries that its headings and bullets show; the name is line one."""
    bare = plain(text, language)
    sections = _sections(text)
    work = [
        entry
        for section in sections
        if section.kind in {SectionKind.WORK, SectionKind.PROJECTS}
        for entry in _entries(text, section)
    ]
    schools = [
        EducationEntry(span=Span(match.start(), match.end()), institution=_fact(text, match.start(), match.end()))
        for section in sections
        if section.kind is SectionKind.EDUCATION
        for match in _SCHOOL.finditer(text, section.span.start, section.span.end)
    ]
    first, second = _lines(text)[:2]
    basics = Basics(name=_fact(text, first.start, first.end), label=_fact(text, second.start, second.end))
    return ParsedResume(
        text=text,
        document_digest=bare.document_digest,
        media_type=bare.media_type,
        pages=bare.pages,
        lines=bare.lines,
        sections=sections,
        profile=Profile(basics=basics, work=tuple(work), education=tuple(schools)),
        languages=bare.languages,
    )


def _sections(text: str) -> tuple[Section, ...]:
    heads = [
        (kind, span) for span in _lines(text) for kind, words in _HEADINGS.items() if span.of(text).strip() in words
    ]
    if not heads:
        return ()
    ends = [head.start for _, head in heads[1:]] + [len(text)]
    return tuple(
        Section(kind=kind, span=Span(head.start, end), heading=head)
        for (kind, head), end in zip(heads, ends, strict=True)
    )


def _entries(text: str, section: Section) -> list[WorkEntry]:
    body = [span for span in _lines(text) if section.span.contains(span) and span != section.heading]
    starts = [
        index
        for index, span in enumerate(body)
        if not _BULLET.match(span.of(text)) and (index == 0 or _BULLET.match(body[index - 1].of(text)))
    ]
    found = []
    for first, last in pairwise([*starts, len(body)]):
        highlights = [span for span in body[first:last] if _BULLET.match(span.of(text))]
        kind = EntryKind.PROJECT if section.kind is SectionKind.PROJECTS else EntryKind.EMPLOYMENT
        head = Span(body[first].start, highlights[0].start if highlights else body[last - 1].end)
        found.append(
            WorkEntry(
                kind=kind,
                span=Span(body[first].start, body[last - 1].end),
                heading=head,
                position=_fact(text, body[first].start, body[first].end),
                highlights=tuple(_fact(text, _start(text, span), span.end) for span in highlights),
            )
        )
    return found


def _start(text: str, span: Span) -> int:
    bullet = _BULLET.match(span.of(text))
    return span.start + (bullet.end() if bullet else 0)


def _fact(text: str, start: int, end: int) -> Fact:
    return Fact(value=text[start:end], span=Span(start, end))


def _lines(text: str) -> list[Span]:
    return [Span(match.start(), match.end()) for match in re.finditer(r"[^\n]*\S[^\n]*", text)]
