"""What is known of metrics by name."""

from __future__ import annotations

import re
from importlib.resources import files

from bole.evaluation.metric_words import Better, Part, Unit, metric_order, metric_words


def test_no_metric_stands_twice() -> None:
    """YAML would take the last of two without a word."""
    text = files("bole.evaluation").joinpath("metric_words.yaml").read_text(encoding="utf-8")
    names = re.findall(r"^([^#\s][^:]*):", text, re.MULTILINE)

    assert len(names) == len(set(names))
    assert all(metric_words(name).title for name in names)


def test_unknown_metric_keeps_its_name_and_is_never_judged() -> None:
    """It is shown last."""
    words = metric_words("brand_new")

    assert (words.title, words.part, words.better, words.unit) == ("brand new", Part.OTHER, Better.NEITHER, Unit.NUMBER)
    assert metric_order("brand_new") > metric_order("ndcg@10")
