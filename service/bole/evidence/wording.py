"""What people read, in the language that the caller asked for: phrases from the catalogues of this package."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bole.lexicon.folding import HAN
from bole.lexicon.resources import load_mapping, mapping

_WRAPPED_HAN = re.compile(rf"(?<=[{HAN}，、；：])\s*\n\s*(?=[{HAN}])")

_BROKEN = "wording catalogue {name} is broken at '{key}'; restore the file from the release"


@dataclass(frozen=True, slots=True)
class Phrases:
    """The phrases of one catalogue in one language.

    Attributes:
        language: `zh` or `en`.
        singular: Templates by key; the only form, or the form for a count of one.
        plural: Templates by key for any other count, where they differ.
    """

    language: str
    singular: Mapping[str, str]
    plural: Mapping[str, str]

    def say(self, key: str, **values: str | int) -> str:
        """Returns the phrase with its values filled in; `count=1` chooses the singular where there are two forms."""
        template = self.singular[key]
        if values.get("count", 1) != 1:
            template = self.plural.get(key, template)
        return template.format(**values)

    def has(self, key: str) -> bool:
        """Tells whether the catalogue holds this phrase."""
        return key in self.singular

    def listed(self, items: Sequence[str], *, last: str = "and") -> str:
        """Joins items as prose: `a, b and c` or `a、b和c`; `last` is the key of the word before the last one."""
        if len(items) < 2:
            return "".join(items)
        return self.singular["comma"].join(items[:-1]) + self.singular[last] + items[-1]


@lru_cache(maxsize=64)
def phrases(name: str, language_code: str) -> Phrases:
    """Returns the phrases of a catalogue.

    Args:
        name: File name without its ending, such as `summary`; the words of `common` are part of every catalogue.
        language_code: BCP-47; Chinese for `zh` and its variants, else English.

    Raises:
        ValueError: The file is not a catalogue.
    """
    language = output_language(language_code)
    entries = {**_read("common"), **_read(name)}
    forms = {key: _forms(name, key, by_language.get(language)) for key, by_language in entries.items()}
    return Phrases(
        language=language,
        singular={key: one for key, (one, _) in forms.items()},
        plural={key: other for key, (_, other) in forms.items()},
    )


def output_language(language_code: str) -> str:
    """Returns the language that prose is written in for a BCP-47 code: `zh` for Chinese, else `en`."""
    return "zh" if language_code.lower().split("-")[0] == "zh" else "en"


def unwrapped(text: str) -> str:
    """Joins the lines of a passage: nothing between Han characters, a blank elsewhere."""
    return " ".join(_WRAPPED_HAN.sub("", text).split())


def clipped(text: str, limit: int) -> str:
    """Shortens a text to at most `limit` code points, at a blank where one is near, with an ellipsis at the cut."""
    text = unwrapped(text)
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    blank = cut.rfind(" ")
    return (cut[:blank] if blank > limit * 2 // 3 else cut).rstrip(" ,.;:，。；：、(（") + "…"


def _read(name: str) -> dict[str, dict[str, object]]:
    entries = load_mapping("bole.evidence", f"catalogues/{name}.yaml")
    return {key: _by_language(name, key, value) for key, value in entries.items()}


def _by_language(name: str, key: str, value: object) -> dict[str, object]:
    forms = mapping(value, name)
    if not {"zh", "en"} <= forms.keys():
        raise ValueError(_BROKEN.format(name=name, key=key))
    return forms


def _forms(name: str, key: str, value: object) -> tuple[str, str]:
    match value:
        case str(text):
            return text, text
        case {"one": str(one), "other": str(other)}:
            return one, other
        case _:
            raise ValueError(_BROKEN.format(name=name, key=key))
