"""Real texts in which people have marked names, schools and the like."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

from bole.evaluation.fairness.masking_recall import Labelled

_ENGLISH = {"Name": "name", "Email Address": "email", "College Name": "school", "Graduation Year": "graduation_year"}
_CHINESE = {"NAME": "name", "LOC": "native_place", "RACE": "ethnicity", "CONT": "nationality"}


def english(folder: Path) -> Iterator[Labelled]:
    """Yields the marks of resumes in XML."""
    for path in sorted(folder.glob("*.xml")):
        try:
            root = ET.fromstring(path.read_text(encoding="utf-8", errors="replace"))  # noqa: S314  # test data
        except ET.ParseError:
            continue
        text = "".join(root.itertext()).strip()
        for mark in root.iter("label"):
            kind, value = _ENGLISH.get(mark.get("type", "")), " ".join("".join(mark.itertext()).split())
            if kind is not None and len(value) > 1:
                yield Labelled(text=text, language="en", kind=kind, value=value)


def chinese(path: Path) -> Iterator[Labelled]:
    """Yields the marks of short biographies, a character a line."""
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        pairs = [line.split(" ") for line in block.splitlines() if len(line.split(" ")) == 2]
        text = "".join(character for character, _ in pairs)
        tags = " ".join(tag for _, tag in pairs)
        for found in re.finditer(r"(?:S-(\w+)|B-(\w+)(?: M-\w+)*(?: E-\w+)?)", tags):
            kind = _CHINESE.get(found.group(1) or found.group(2))
            start = tags[: found.start()].count(" ")
            value = text[start : start + found.group().count(" ") + 1]
            if kind is not None:
                yield Labelled(text=text, language="zh", kind=kind, value=value)
