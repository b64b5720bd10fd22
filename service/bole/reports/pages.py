"""Fills in the templates of pages: self-contained, styled, and forbidden to run or to ask for anything."""

from __future__ import annotations

import base64
import hashlib
from functools import cache, lru_cache, partial
from importlib.resources import files

import jinja2
from markupsafe import Markup

from bole.evidence.labels import percent
from bole.evidence.wording import Phrases
from bole.reports.cells import portable_text
from bole.reports.wording import advice, named


def page(template: str, words: Phrases, *, style: str = "report.css", **values: object) -> str:
    """Returns a page of the folder `templates`; every value is escaped, and what UTF-8 cannot hold is dropped."""
    sheet = _style(style)
    written = (
        templates_of("bole.reports")
        .get_template(template)
        .render(
            say=words.say,
            has=words.has,
            named=partial(named, words),
            advice=partial(advice, words),
            percent=percent,
            language=words.language,
            style=Markup(sheet),  # noqa: S704 - our own file, and escaping would break its digest
            style_digest=_digest(sheet),
            **values,
        )
    )
    return portable_text(written)


def _digest(style: str) -> str:
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


@lru_cache(maxsize=4)
def _style(name: str) -> str:
    return files("bole.reports").joinpath(name).read_text(encoding="utf-8")


@cache
def templates_of(package: str) -> jinja2.Environment:
    """Returns the templates in the folder `templates` of a package: values are escaped, and none may be missing."""
    return jinja2.Environment(
        loader=jinja2.PackageLoader(package),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
