"""Reads JSON Resume (https://jsonresume.org/schema) as the page that a person would see of it.

Written out in a natural order with headings, it goes the way of every other resume: each value of the profile then has
its span. Fields that are not known or hold another type than the schema names are passed over.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import cast

from bole.domain.errors import BoleError, ErrorReason
from bole.parsing.limits import ParsingLimits
from bole.parsing.text.plain_text import read_plain_text
from bole.parsing.text.visible_text import VisibleText

_Item = Mapping[str, object]

_TELLING = frozenset({"basics", "work", "education", "skills", "projects", "volunteer"})
_ISO_DAY = re.compile(r"^(\d{4}-\d{2})-\d{2}(?:T.*)?$")


def read_json_resume(text: str, limits: ParsingLimits) -> VisibleText:
    """Reads a JSON Resume as one page.

    Raises:
        BoleError: DOCUMENT_DAMAGED when it is no JSON, MEDIA_TYPE_UNSUPPORTED when it is other JSON, or
            DOCUMENT_TOO_LONG.
    """
    try:
        data: object = json.loads(text)
    except (ValueError, RecursionError):
        raise BoleError(
            ErrorReason.DOCUMENT_DAMAGED,
            "The document begins like JSON but cannot be read as such. Save it again from the program that made it.",
        ) from None
    if not isinstance(data, dict) or not _TELLING & data.keys():
        raise BoleError(
            ErrorReason.MEDIA_TYPE_UNSUPPORTED,
            "The document is JSON, but no JSON Resume: it has no object with basics, work or education. Send JSON "
            "Resume (https://jsonresume.org/schema), PDF or DOCX.",
            metadata={"media_type": "application/json"},
        )
    return read_plain_text("\n".join(_page(cast("_Item", data))), limits)


def _page(resume: _Item) -> Iterator[str]:
    basics = _item(resume.get("basics"))
    yield from filter(None, (_text(basics, "name"), _text(basics, "label")))
    yield from _contacts(basics)
    if _text(basics, "summary"):
        yield from ("", "Summary", _text(basics, "summary"))
    for key, heading, written in _SECTIONS:
        items = [line for item in _items(resume.get(key)) for line in written(item)]
        if items:
            yield from ("", heading, *items)


def _contacts(basics: _Item) -> Iterator[str]:
    yield _joined(" | ", *(_text(basics, key) for key in ("email", "phone", "url", "website")))
    place = _item(basics.get("location"))
    yield _joined(", ", *(_text(place, key) for key in ("address", "postalCode", "city", "region", "countryCode")))
    for one in _items(basics.get("profiles")):
        yield _joined(": ", _text(one, "network"), _text(one, "url") or _text(one, "username"))


def _work(item: _Item) -> Iterator[str]:
    # Version 0 of the schema says `company`, version 1 `name`.
    place = _text(item, "name") or _text(item, "company") or _text(item, "organization")
    yield from _entry(item, _text(item, "position"), place, _text(item, "location"))


def _project(item: _Item) -> Iterator[str]:
    yield from _entry(item, _text(item, "name"), _joined(", ", *_texts(item, "roles")), _text(item, "entity"))
    keywords = _joined(", ", *_texts(item, "keywords"))
    if keywords:
        yield keywords


def _entry(item: _Item, *heading: str) -> Iterator[str]:
    """Writes a dated entry: what and where and when on a line, what was done below it."""
    yield ""
    yield _joined("   ", _joined(", ", *heading), _dates(item))
    yield from filter(None, (_text(item, "description"), _text(item, "summary")))
    yield from (f"• {highlight}" for highlight in _texts(item, "highlights"))
    if _text(item, "url"):
        yield _text(item, "url")


def _education(item: _Item) -> Iterator[str]:
    degree = _joined(", ", _text(item, "studyType"), _text(item, "area"))
    yield ""
    yield _joined("   ", _joined(", ", degree, _text(item, "institution")), _dates(item))
    score = _text(item, "score") or _text(item, "gpa")
    if score:
        yield f"GPA: {score}"
    yield from (f"• {course}" for course in _texts(item, "courses"))


def _skill(item: _Item) -> Iterator[str]:
    name, level = _text(item, "name"), _text(item, "level")
    yield _joined(
        ": ", f"{name} ({level})" if name and level else name or level, _joined(", ", *_texts(item, "keywords"))
    )


def _language(item: _Item) -> Iterator[str]:
    yield _joined(": ", _text(item, "language"), _text(item, "fluency"))


def _interest(item: _Item) -> Iterator[str]:
    yield _joined(": ", _text(item, "name"), _joined(", ", *_texts(item, "keywords")))


def _reference(item: _Item) -> Iterator[str]:
    yield _joined(": ", _text(item, "name"), _text(item, "reference"))


def _named(*keys: str) -> Callable[[_Item], Iterator[str]]:
    """Returns how to write an item of one line with the given values and, below, its summary."""

    def written(item: _Item) -> Iterator[str]:
        date = _text(item, "date") or _text(item, "releaseDate")
        yield _joined(", ", *(_text(item, key) for key in keys), _month(date))
        if _text(item, "summary"):
            yield _text(item, "summary")

    return written


_SECTIONS: tuple[tuple[str, str, Callable[[_Item], Iterator[str]]], ...] = (
    ("work", "Work Experience", _work),
    ("projects", "Projects", _project),
    ("volunteer", "Volunteer", _work),
    ("education", "Education", _education),
    ("skills", "Skills", _skill),
    ("certificates", "Certificates", _named("name", "issuer")),
    ("awards", "Awards", _named("title", "awarder")),
    ("publications", "Publications", _named("name", "publisher")),
    ("languages", "Languages", _language),
    ("interests", "Interests", _interest),
    ("references", "References", _reference),
)
"""Key, heading and way of writing of each section, in the order in which they stand on a page."""


def _dates(item: _Item) -> str:
    start, end = _month(_text(item, "startDate")), _month(_text(item, "endDate"))
    return f"{start} - {end or 'Present'}" if start else end


def _month(date: str) -> str:
    """Returns a date to the month: the schema asks for days, which people make up."""
    found = _ISO_DAY.match(date)
    return found.group(1) if found else date


def _joined(separator: str, *parts: str) -> str:
    return separator.join(filter(None, parts))


def _item(value: object) -> _Item:
    return cast("_Item", value) if isinstance(value, dict) else {}


def _items(value: object) -> Iterator[_Item]:
    for one in value if isinstance(value, list) else ():
        # A plain word in a list of objects stands for its name.
        yield _item(one) if isinstance(one, dict) else {"name": one, "language": one}


def _text(item: _Item, key: str) -> str:
    return _word(item.get(key))


def _texts(item: _Item, key: str) -> Iterator[str]:
    value = item.get(key)
    for one in value if isinstance(value, list) else ():
        if _word(one):
            yield _word(one)


def _word(value: object) -> str:
    """Returns a value as text; lists, objects and truth values say nothing."""
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""
