"""Reading the data files of the packages."""

from __future__ import annotations

import sys
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import pytest
import yaml

from bole.lexicon.resources import any_of, items, load_mapping, mapping, number, strings


def _yaml_files(folder: Traversable, package: str, prefix: str = "") -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _yaml_files(entry, package, f"{prefix}{entry.name}/")
        elif entry.name.endswith(".yaml"):
            found.append((package, prefix + entry.name))
    return sorted(found)


PACKAGES = ("bole.lexicon", "bole.evidence", "bole.interview", "bole.parsing", "bole.rubric", "bole.reports")
FILES = [pair for package in PACKAGES for pair in _yaml_files(files(package), package)]


@pytest.mark.parametrize(("package", "name"), FILES)
def test_file_is_a_mapping(package: str, name: str) -> None:
    """Every file reads as a mapping with string keys, the same with the pure loader."""
    content = files(package).joinpath(name).read_text(encoding="utf-8")

    assert load_mapping(package, name) == {str(key): value for key, value in yaml.safe_load(content).items()}


def test_file_is_read_once() -> None:
    """The skill table starts with programming languages, and a second caller gets the same object."""
    table = load_mapping("bole.lexicon", "skills.yaml")

    assert "programming_language" in table
    assert load_mapping("bole.lexicon", "skills.yaml") is table


@pytest.mark.parametrize("content", ["- a\n", "", "a: [\n"])
def test_broken_file_is_named(content: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A list, an empty file, a file that is no YAML: the message says which to restore."""
    package = tmp_path / "sample_package"
    package.mkdir()
    (package / "__init__.py").touch()
    (package / "words.yaml").write_text(content, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "sample_package", raising=False)
    load_mapping.cache_clear()

    with pytest.raises(ValueError, match=r"sample_package: words\.yaml is broken: expected .*restore"):
        load_mapping("sample_package", "words.yaml")


def test_values_are_read_by_their_shape() -> None:
    """Keys and texts become strings, numbers floats; nothing stands for empty."""
    assert (mapping({1: 2}), items([1, "a"]), strings(["a", 1])) == ({"1": 2}, (1, "a"), ("a", "1"))
    assert (mapping(None), items(None), strings(None)) == ({}, (), ())
    assert number(3) == 3.0


def test_other_shapes_are_refused() -> None:
    """Data of another shape is refused with its place and what to do."""
    for read in (mapping, items, strings, number):
        with pytest.raises(ValueError, match=r"sample\.yaml is broken: expected a .*restore"):
            read("text", "sample.yaml")
    with pytest.raises(ValueError, match="restore"):
        strings("a")


def test_required_value_may_not_be_missing() -> None:
    """An empty entry is refused where it would switch a check off."""
    for read in (mapping, items, strings):
        with pytest.raises(ValueError, match=r"sample\.yaml is broken"):
            read(None, "sample.yaml", required=True)


def test_any_of_keeps_alternatives_apart() -> None:
    """The bar of one alternative does not cut another."""
    assert any_of(["a|b", "c$"]).fullmatch("b")
    assert not any_of(["x(?:y|z)", "c$"]).search("cx")
