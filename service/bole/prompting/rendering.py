"""Fills in the template files of this package."""

from __future__ import annotations

from functools import cache

import jinja2

_LANGUAGES = {
    "zh": "Chinese",
    "en": "English",
    "fr": "French",
    "de": "German",
    "es": "Spanish",
    "pt": "Portuguese",
    "ja": "Japanese",
    "ko": "Korean",
    "ru": "Russian",
    "ar": "Arabic",
}


def rendered(name: str, **values: object) -> str:
    """Returns a template file with its values.

    Args:
        name: File in `templates/` without its ending, such as `screening`.
        **values: What the template names; one that is missing raises `jinja2.UndefinedError`.
    """
    return _environment().get_template(f"{name}.jinja").render(**values)


def language_name(language_code: str) -> str:
    """Returns the English name of a language (BCP-47), or words with its code where it is not known."""
    return _LANGUAGES.get(language_code.lower().split("-")[0], f"the language with the code {language_code}")


@cache
def _environment() -> jinja2.Environment:
    return jinja2.Environment(
        loader=jinja2.PackageLoader("bole.prompting"),
        undefined=jinja2.StrictUndefined,
        auto_reload=False,  # the files come with the package: asking for their age costs more than filling them in
        autoescape=False,  # noqa: S701 - a model reads plain text
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
