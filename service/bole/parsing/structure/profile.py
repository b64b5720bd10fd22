"""Gathers what a resume says about its candidate."""

from __future__ import annotations

from collections.abc import Sequence

from bole.domain.resume import Profile, Section
from bole.parsing.structure.basics import find_basics
from bole.parsing.structure.certificates import find_certificates
from bole.parsing.structure.claimed_years import find_claimed_years
from bole.parsing.structure.education import find_education
from bole.parsing.structure.entries import find_entries
from bole.parsing.structure.human_languages import find_languages
from bole.parsing.structure.lines import Reading
from bole.parsing.structure.skill_use import with_use
from bole.parsing.structure.skills_section import find_skills


def find_profile(reading: Reading, sections: Sequence[Section]) -> Profile:
    """Returns the profile; every fact stands in the text at its span.

    Values are the text at their spans, except `claimed_years` (digits) and the codes and levels beside the facts.
    """
    work = find_entries(reading, sections)
    education = find_education(reading, sections)
    return Profile(
        basics=find_basics(reading, sections),
        work=work,
        education=education,
        skills=with_use(reading, find_skills(reading, sections), work, education),
        languages=find_languages(reading, sections),
        certificates=find_certificates(reading, sections),
        claimed_years=find_claimed_years(reading, work),
    )
