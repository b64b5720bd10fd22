"""Names that a text about a candidate may hold as they are spelled, in whatever language it is written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from bole.domain.resume import Fact, Profile
from bole.domain.rubric import Rubric

_ASIDE = re.compile(r"[(（][^)）]*[)）]")
_SUFFIX = re.compile(r"(?:股份|集团)?(?:有限)?(?:责任)?公司$|集团$")
_TRADE = re.compile(r"(?:科技|技术|信息|网络|软件|电子|数据|智能|控股|实业|贸易|商贸|传媒|咨询|服务|发展)+$")
_PLACE = re.compile(r"^(?:北京|上海|广州|深圳|杭州|南京|苏州|成都|武汉|西安|重庆|天津|厦门|中国)市?")


def names_of(profiles: Iterable[Profile], rubric: Rubric | None = None) -> frozenset[str]:
    """Returns employers, positions, schools, subjects, skills and certificates, and what a rubric names.

    An employer or school counts by its short names too: 阿里巴巴 of 阿里巴巴（中国）网络技术有限公司.
    """
    stated = (name for profile in profiles for name in _stated(profile))
    asked = () if rubric is None else _asked(rubric)
    return frozenset(name for name in (*stated, *asked) if len(name) > 1)


def _stated(profile: Profile) -> Iterator[str]:
    for entry in profile.work:
        yield from _shorter(entry.organization)
        yield from _values(entry.position)
    for school in profile.education:
        yield from _shorter(school.institution)
        yield from _values(school.area, school.degree)
    for skill in profile.skills:
        yield from _values(skill.name)
    for certificate in profile.certificates:
        yield from _values(certificate.name)


def _asked(rubric: Rubric) -> Iterator[str]:
    yield rubric.title.strip()
    for criterion in rubric.criteria:
        yield criterion.text.strip()
        for term in criterion.terms:
            yield from (term.name, *term.spellings)


def _values(*facts: Fact | None) -> Iterator[str]:
    yield from (fact.value.strip() for fact in facts if fact is not None)


def _shorter(fact: Fact | None) -> Iterator[str]:
    for name in _values(fact):
        yield name
        without = _ASIDE.sub("", name).strip()
        short = _SUFFIX.sub("", without).strip()
        shorter = _TRADE.sub("", short)
        yield from (without, short, shorter, _PLACE.sub("", short), _PLACE.sub("", shorter))
