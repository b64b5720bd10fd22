"""Gathers what a resume says about its candidate."""

from __future__ import annotations

from collections.abc import Sequence

from bole.domain.resume import Profile, Section
from bole.parsing.basics import find_basics
from bole.parsing.certificates import find_certificates
from bole.parsing.claimed_years import find_claimed_years
from bole.parsing.education import find_education
from bole.parsing.entries import find_entries
from bole.parsing.human_languages import find_languages
from bole.parsing.lines import Reading
from bole.parsing.skills_section import find_skills


def find_profile(reading: Reading, sections: Sequence[Section]) -> Profile:
    """Returns the profile; every fact stands in the text at its span.

    Values are the text at their spans, except `claimed_years` (digits) and the codes and levels beside the facts.
    """
    work = find_entries(reading, sections)
    return Profile(
        basics=find_basics(reading, sections),
        work=work,
        education=find_education(reading, sections),
        skills=find_skills(reading, sections),
        languages=find_languages(reading, sections),
        certificates=find_certificates(reading, sections),
        claimed_years=find_claimed_years(reading, work),
    )
