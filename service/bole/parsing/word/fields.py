"""Fields of a DOCX: their codes, which nobody sees, and the labels of buttons, which stand in codes and are seen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

_NEXT = "\0"
_WRITTEN_BY_PROGRAMS = frozenset({"ADDIN", "PAGE", "NUMPAGES", "TOC", "EMBED", "LINK", "INCLUDEPICTURE"})
"""What stands first in codes that programs write: bibliographies of citation managers, names of files and programs."""
_PATH = re.compile(r'"(?:file:|[A-Za-z]:\\|\\\\)[^"]*"')


@dataclass(slots=True)
class Fields:
    """The fields that are open in the paragraph that is being read."""

    _results: list[bool] = field(default_factory=list)
    """For each field that is open whether its result has begun; what stands before is its code."""
    _codes: list[str] = field(default_factory=list)

    @property
    def in_code(self) -> bool:
        """True while what comes is part of a code."""
        return not all(self._results)

    def add_code(self, text: str) -> None:
        """Notes a piece of a code."""
        self._codes.append(text)

    def step(self, kind: str) -> str:
        """Follows a `fldChar`, whose type is `begin`, `separate` or `end`; returns what a button shows that ends."""
        if kind == "begin":
            if not self.in_code:
                self._codes.append(_NEXT)
            self._results.append(False)
        elif self._results:
            begun = self._results.pop()
            if kind == "separate":
                self._results.append(True)
            elif not begun and not self.in_code:
                return self._label()
        return ""

    def end_paragraph(self) -> str:
        """Returns the codes of the paragraph that someone may have written; one that has no end is taken to be broken.

        Each is on a line of its own, without paths of files.
        """
        written = "\n".join(self._written()) if self._codes else ""
        self._codes.clear()
        self._results = [begun for begun in self._results if begun]
        return written

    def _label(self) -> str:
        """Takes the label out of the code of a button, as in templates that say "Click here and type"."""
        before, _, code = "".join(self._codes).rpartition(_NEXT)
        words = code.split(maxsplit=2)
        if len(words) < 3 or words[0] != "MACROBUTTON":
            return ""
        self._codes[:] = [before]
        return words[2]

    def _written(self) -> Iterator[str]:
        for code in "".join(self._codes).split(_NEXT):
            if code.strip() and code.split(maxsplit=1)[0] not in _WRITTEN_BY_PROGRAMS:
                yield _PATH.sub("", code)
