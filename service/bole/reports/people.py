"""What exports of people to other systems share: who is exported, and how dates and addresses are written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

from bole.domain.dates import DateRange, PartialDate
from bole.domain.errors import BoleError, ErrorReason
from bole.domain.resume import Fact, Profile
from bole.domain.screening import ScreenedCandidate, Screening
from bole.reports.cells import portable_text
from bole.reports.ranking import RankedCandidate

A_PERSON_DECIDES = (
    "The score and the recommendation rest on evidence in the documents. They decide nothing: a person does."
)
"""Goes with every score into other systems."""

_ADDRESS = re.compile(r"[A-Za-z0-9._%+'-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,6}")
_BARE_HOST = re.compile(r"(?:[A-Za-z0-9-]{1,63}\.){1,5}[A-Za-z]{2,24}(?:[/?#][^\s]*)?")
_YEARS = range(1000, 3000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A screened candidate with what their resume says."""

    ranked: RankedCandidate
    screening: Screening
    profile: Profile

    @property
    def candidate(self) -> ScreenedCandidate:
        """The item of the run."""
        return self.ranked.candidate

    @property
    def name(self) -> str:
        """As the resume states it, empty where it does not."""
        return portable_text(self.candidate.contact.name) or stated(self.profile.basics.name)

    @property
    def email(self) -> str:
        """The first e-mail address that is one; empty without any."""
        basics = self.profile.basics
        known = (self.candidate.contact.email, *(fact.value for fact in basics.emails))
        return next((text for text in known if _ADDRESS.fullmatch(text)), "")

    @property
    def phone(self) -> str:
        """The first phone number; empty without any."""
        known = (self.candidate.contact.phone, *(fact.value for fact in self.profile.basics.phones))
        return next((portable_text(text) for text in known if text), "")

    @property
    def links(self) -> tuple[str, ...]:
        """Addresses of web pages, as links with a scheme; what is no address is left out."""
        return tuple(filter(None, (_link(fact.value) for fact in self.profile.basics.urls)))


def people(ranked: Iterable[RankedCandidate]) -> Iterator[Person]:
    """Yields everyone who was screened, in order, each person's file once: neither failed items nor duplicates.

    Raises:
        BoleError: ARGUMENT_INVALID where a candidate comes without a profile.
    """
    for one in ranked:
        candidate = one.candidate
        if candidate.screening is None or candidate.duplicate_of:
            continue
        if candidate.profile is None:
            raise BoleError(
                ErrorReason.ARGUMENT_INVALID,
                "This format tells what each resume says of the person, and the results came without it. Ask for the "
                "results with contact and profile.",
                field="include_profile",
            )
        yield Person(ranked=one, screening=candidate.screening, profile=candidate.profile)


def stated(fact: Fact | None) -> str:
    """Returns the value of a fact, empty without one."""
    return "" if fact is None else portable_text(fact.value)


def start_text(dates: DateRange | None) -> str:
    """Returns the start as `YYYY` or `YYYY-MM`, empty where none is stated."""
    return "" if dates is None else _date(dates.start)


def end_text(dates: DateRange | None) -> str:
    """Returns the end as `YYYY` or `YYYY-MM`, empty where none is stated or it goes on."""
    return "" if dates is None or dates.ongoing else _date(dates.end)


def _date(date: PartialDate | None) -> str:
    if date is None or date.year not in _YEARS:
        return ""
    return f"{date.year}" if date.month is None else f"{date.year}-{date.month:02d}"


def _link(text: str) -> str:
    link = portable_text(text).strip()
    if _BARE_HOST.fullmatch(link):
        return f"https://{link}"
    try:
        parts = urlsplit(link)
    except ValueError:
        return ""
    whole = parts.scheme in {"http", "https"} and parts.hostname and not re.search(r"\s", link)
    return link if whole else ""
