"""The words of reports, in the language that the caller asked for."""

from __future__ import annotations

from functools import lru_cache

from bole.domain.rubric import Requirement
from bole.domain.screening import Screening
from bole.evidence.wording import Phrases, output_language
from bole.lexicon.resources import load_mapping

_PACKAGE = "bole.reports"
_WORDING = (_PACKAGE, "wording.yaml")
_BROKEN = "the wording catalogue of reports is broken at '{key}'; restore wording.yaml from the release"


@lru_cache(maxsize=8)
def report_words(language_code: str) -> Phrases:
    """Returns the phrases of reports.

    Args:
        language_code: BCP-47; Chinese for `zh` and its variants, else English.

    Raises:
        ValueError: `wording.yaml` is not a catalogue.
    """
    return catalogue(language_code, _WORDING)


@lru_cache(maxsize=8)
def applicant_words(language_code: str) -> Phrases:
    """Returns the phrases of reports with those of the report to an applicant; arguments and errors as before."""
    return catalogue(language_code, _WORDING, (_PACKAGE, "applicant.yaml"))


@lru_cache(maxsize=8)
def sheet_words(language_code: str) -> Phrases:
    """Returns the phrases of reports with those of an interviewer's sheet; arguments and errors as before."""
    return catalogue(language_code, _WORDING, (_PACKAGE, "sheet.yaml"))


def named(words: Phrases, group: str, code: str) -> str:
    """Returns the words for a code such as `level` `USED`; a code without words reads as spelled, in lower case."""
    key = f"{group}_{code}"
    return words.say(key) if words.has(key) else code.replace("_", " ").lower()


def advice(words: Phrases, reason: str, message: str) -> str:
    """Returns what to do about a failed item: the sentence of the failure in English, else words for its reason."""
    if words.language == "en" and message:
        return message
    key = f"advice_{reason}"
    return words.say(key if words.has(key) else "advice_other")


def musts_met(screening: Screening, words: Phrases) -> str:
    """Returns how many of the scored must-haves are met, as `3 of 4`; empty without any.

    Never `3/4`: spreadsheet programs read that as a date.
    """
    met, of_all = must_counts(screening)
    return words.say("some_of_all", some=met, all=of_all) if of_all else ""


def must_counts(screening: Screening) -> tuple[int, int]:
    """Returns how many of the scored must-haves reach the credit that advancing needs, and how many there are."""
    musts = [
        one.credit
        for one in screening.criteria
        if one.criterion.kind.scored and one.criterion.requirement is Requirement.MUST
    ]
    met = sum(credit is not None and credit >= screening.thresholds.advance_must_credit for credit in musts)
    return met, len(musts)


def catalogue(language_code: str, *files: tuple[str, str]) -> Phrases:
    """Returns the phrases of several files together, each named by its package and its path in it.

    Raises:
        ValueError: One of them is not a catalogue.
    """
    language = output_language(language_code)
    entries = {key: entry for package, name in files for key, entry in load_mapping(package, name).items()}
    forms = {key: _forms(key, entry, language) for key, entry in entries.items()}
    return Phrases(
        language=language,
        singular={key: one for key, (one, _) in forms.items()},
        plural={key: other for key, (_, other) in forms.items()},
    )


def _forms(key: str, entry: object, language: str) -> tuple[str, str]:
    match entry.get(language) if isinstance(entry, dict) else None:
        case str(text):
            return text, text
        case {"one": str(one), "other": str(other)}:
            return one, other
        case _:
            raise ValueError(_BROKEN.format(key=key))
