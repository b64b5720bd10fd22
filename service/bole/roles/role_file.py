"""Reads a role file: YAML in which a text is `{zh: ..., en: ...}`, one role with the texts of one or both languages."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

import yaml
from pydantic import ValidationError

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.roles import Role
from bole.roles.role_model import RoleModel
from bole.rubric.rubric_model import explain
from bole.rubric.validation import validate_rubric

LANGUAGES = ("en", "zh")
"""Languages that a role can have texts in; the first is what a reader of another language gets."""

_KEPT = 256
_MOST_CHARACTERS = 200_000
# The C loader reads a role ten times faster; wheels of PyYAML carry it, a bare build may not.
_LOADER: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleFile:
    """A role file as it stands on disk.

    Attributes:
        role_id: What the file is called, without its ending.
        text: Its content.
        custom: True where a folder of the operator's holds it.
    """

    role_id: str
    text: str
    custom: bool = False


@lru_cache(maxsize=_KEPT)
def languages_of(file: RoleFile) -> tuple[str, ...]:
    """Returns the languages of a file's texts, in the order of `LANGUAGES`.

    Raises:
        BoleError: ARGUMENT_INVALID, with the place of the fault in the message.
    """
    title = _content(file).get("title")
    if not isinstance(title, dict) or not _is_text(title):
        raise _invalid("title", "The title says in which languages the role is written: title: {zh: ..., en: ...}.")
    return tuple(code for code in LANGUAGES if code in title)


@lru_cache(maxsize=_KEPT)
def families_of(file: RoleFile) -> tuple[str, ...]:
    """Returns the role families that a file names, in order.

    Raises:
        BoleError: ARGUMENT_INVALID, as `languages_of`.
    """
    named = _content(file).get("families")
    return tuple(str(one) for one in named) if isinstance(named, list) else ()


@lru_cache(maxsize=_KEPT)
def role_of(file: RoleFile, language_code: str) -> Role:
    """Returns a role in one of the languages of its file, its rubric checked and with digests.

    Raises:
        BoleError: ARGUMENT_INVALID, with the place of the fault in the message.
    """
    languages = languages_of(file)
    content = {key: _in_language(value, language_code, languages, key) for key, value in _content(file).items()}
    try:
        role = RoleModel.model_validate(content).to_domain(language_code, custom=file.custom)
    except ValidationError as error:
        raise _invalid(*explain(error)) from error
    if role.role_id != file.role_id:
        raise _invalid("role_id", f"The file of a role is called as the role: call it {role.role_id}.yaml.")
    try:
        return replace(role, rubric=validate_rubric(role.rubric))
    except BoleError as error:
        path = (error.field or "").removeprefix("rubric.").replace("term_groups", "terms").replace("criterion_id", "id")
        raise _invalid(path, error.message) from error


@lru_cache(maxsize=_KEPT)
def _content(file: RoleFile) -> dict[str, object]:
    if len(file.text) > _MOST_CHARACTERS:
        raise _invalid("", f"The file has more than {_MOST_CHARACTERS} characters. It is no role.")
    try:
        loaded: object = yaml.load(file.text, _LOADER)  # noqa: S506  # both loaders are the safe ones
    except yaml.YAMLError as error:
        raise _invalid("", f"The file is no YAML{_where(error)}. Check indentation, colons and quotes.") from error
    except RecursionError as error:
        raise _invalid("", "The file has thousands of brackets or lists within each other. It is no role.") from error
    except (ValueError, LookupError, AttributeError) as error:
        # What PyYAML raises for a date, a number or a tag whose value does not exist, without its place.
        raise _invalid("", "The file holds a date, number or tag that cannot be. Put such values in quotes.") from error
    if not isinstance(loaded, dict) or not all(isinstance(key, str) for key in loaded):
        raise _invalid("", "The file holds no role. Copy one of the library and change it: docs/roles.md.")
    return loaded


def _in_language(value: object, language_code: str, languages: tuple[str, ...], path: str) -> object:
    """Puts the text of one language in the place of each `{zh: ..., en: ...}`."""
    if isinstance(value, list):
        return [_in_language(one, language_code, languages, f"{path}[{place}]") for place, one in enumerate(value)]
    if not isinstance(value, dict):
        return value
    if not _is_text(value):
        return {key: _in_language(one, language_code, languages, f"{path}.{key}") for key, one in value.items()}
    if language_code not in value:
        raise _invalid(path, f"The text is missing in {language_code}, in which the title stands. Add it.")
    more = sorted(set(value) - set(languages))
    if more:
        raise _invalid(path, f"The text stands in {more[0]}, and the title does not. Add a title in it, or remove it.")
    return value[language_code]


def _is_text(value: object) -> bool:
    return isinstance(value, dict) and bool(value) and set(value) <= set(LANGUAGES)


def _where(error: yaml.YAMLError) -> str:
    mark = error.problem_mark if isinstance(error, yaml.MarkedYAMLError) else None
    return f" (line {mark.line + 1}, column {mark.column + 1})" if mark is not None else ""


def _invalid(path: str, message: str) -> BoleError:
    return BoleError(ErrorReason.ARGUMENT_INVALID, f"{path}: {message}" if path else message, field=path or None)
