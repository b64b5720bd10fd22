"""Answers are kept while a document is read, and dropped behind it."""

from __future__ import annotations

from bole.parsing.structure.outline import structure
from bole.parsing.structure.plausibility import looks_like_resume
from bole.parsing.structure.remembering import _forgetting, forget, remembered


def test_an_answer_is_found_once_until_it_is_forgotten() -> None:
    asked: list[str] = []

    @remembered
    def size(text: str) -> int:
        asked.append(text)
        return len(text)

    assert [size("one"), size("one"), size("three")] == [3, 3, 5]
    assert asked == ["one", "three"]
    forget()
    size("one")
    assert asked == ["one", "three", "one"]


def test_nothing_is_kept_of_a_resume_that_has_been_read() -> None:
    asked: list[str] = []

    @remembered
    def lower(text: str) -> str:
        asked.append(text)
        return text.lower()

    lower("Ada Quill")
    structure("Ada Quill\nada@quill.example")
    lower("Ada Quill")
    assert len(asked) == 2


def test_nothing_is_kept_of_a_text_that_was_judged() -> None:
    """What looks like a resume is told after its structure, without keeping any of it."""
    text = "Ada Quill\nEngineer at Quill Works, 2019 - 2021\n"
    looks_like_resume(text, structure(text))

    caches = [clear.__self__ for clear in _forgetting]  # type: ignore[attr-defined]
    assert sum(cache.cache_info().currsize for cache in caches) == 0
