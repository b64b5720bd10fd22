"""The roles that a service knows: those of the package, and those of the operator's in their place or beside them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.roles import Role
from bole.roles.role_file import LANGUAGES, RoleFile, families_of, languages_of, role_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """A `RoleLibrary`; it reads a role when somebody asks for it, once in a process.

    Attributes:
        custom: Files of the operator's, checked; they travel with the library, so that all worker processes know the
            same roles whatever happens to the folder.
    """

    custom: tuple[RoleFile, ...] = ()

    @property
    def digest(self) -> str:
        """Names the content of all roles: SHA-256 in lower-case hex."""
        digest = hashlib.sha256()
        for file in self._files():
            text = file.text.encode()
            digest.update(f"{file.role_id}\n{len(text)}\n".encode())
            digest.update(text)
        return digest.hexdigest()

    def roles(self, language_code: str) -> tuple[Role, ...]:
        """Returns all roles by identifier, each in the language asked for where it has texts in it, else in English."""
        return tuple(_written(file, language_code) for file in self._files())

    def get(self, role_id: str, language_code: str) -> Role:
        """Returns a role.

        Raises:
            BoleError: ROLE_UNKNOWN.
        """
        for file in self._files():
            if file.role_id == role_id:
                return _written(file, language_code)
        message = "The library has no such role. See `bole roles list`, or leave the role out."
        raise BoleError(ErrorReason.ROLE_UNKNOWN, message, field="role")

    def of_family(self, family_id: str, language_code: str) -> Role | None:
        """Returns the role for `Rubric.role`: a role identifier or a family of the lexicon; None where none fits.

        The role of that very name comes first, then a role of the operator's that names the family.
        """
        if not family_id:
            return None
        known = self._files()
        named = [file for file in known if file.role_id == family_id]
        standing_for = [file for file in (*self.custom, *known) if not named and family_id in families_of(file)]
        return next((_written(file, language_code) for file in (*named, *standing_for)), None)

    def _files(self) -> tuple[RoleFile, ...]:
        by_id = {file.role_id: file for file in (*built_in_files(), *self.custom)}
        return tuple(by_id[role_id] for role_id in sorted(by_id))


BUILT_IN = Library()
"""The roles of this package alone."""


@cache
def built_in_files() -> tuple[RoleFile, ...]:
    """Returns the role files of this package, by identifier."""
    found = sorted(files("bole.roles").joinpath("library").iterdir(), key=lambda one: one.name)
    return tuple(
        RoleFile(role_id=one.name.removesuffix(".yaml"), text=one.read_text(encoding="utf-8"))
        for one in found
        if one.name.endswith(".yaml")
    )


def _written(file: RoleFile, language_code: str) -> Role:
    """Returns a role in a language, else in the first of `LANGUAGES` that it has texts in."""
    wanted = language_code.lower().split("-")[0]
    known = languages_of(file)
    return role_of(file, wanted if wanted in known else next(code for code in LANGUAGES if code in known))
