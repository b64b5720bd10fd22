"""Who a candidate is to the caller, without saying it."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Sequence

from bole.domain.resume import Contact, ParsedResume


def candidate_id(given: str, resumes: Sequence[ParsedResume], key: bytes) -> str:
    """Returns the caller's identifier, else a keyed digest of e-mail or phone, else the digest of the first document.

    Args:
        given: The caller's identifier; wins when not empty.
        resumes: The documents of the candidate, the resume first.
        key: Key of the HMAC-SHA-256, so that nobody without it can test a guess of an address.
    """
    if given:
        return given
    for resume in resumes:
        contacts = [_normalized_email(fact.value) for fact in resume.profile.basics.emails]
        contacts += [_normalized_phone(fact.value) for fact in resume.profile.basics.phones]
        if contacts:
            return hmac.new(key, contacts[0].encode(), hashlib.sha256).hexdigest()
    return resumes[0].document_digest


def contact(resumes: Sequence[ParsedResume]) -> Contact:
    """Returns how to reach the candidate, from the first document that says so."""
    basics = [resume.profile.basics for resume in resumes]
    return Contact(
        name=next((one.name.value for one in basics if one.name), ""),
        email=next((one.emails[0].value for one in basics if one.emails), ""),
        phone=next((one.phones[0].value for one in basics if one.phones), ""),
    )


def _normalized_email(value: str) -> str:
    return value.strip().casefold()


def _normalized_phone(value: str) -> str:
    # The last ten digits are the same with and without a country code or a leading zero.
    return re.sub(r"\D", "", value)[-10:]
