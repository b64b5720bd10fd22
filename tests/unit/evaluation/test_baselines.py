"""BM25 and TF-IDF over words and pairs of characters."""

from __future__ import annotations

import math

import pytest

from bole.evaluation.baselines import Bm25, TfIdf, tokens


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Senior C++ and C# developer", ["senior", "c++", "c#", "developer"]),
        ("精通Python开发", ["精通", "python", "开发"]),
        ("数据分析师", ["数据", "据分", "分析", "析师"]),
        ("会", ["会"]),
        ("Müller, node.js", ["müller", "node", "js"]),
        ("", []),
    ],
)
def test_words_and_pairs_of_characters_are_taken(text: str, found: list[str]) -> None:
    assert tokens(text) == found


def test_scores_are_as_worked_by_hand() -> None:
    bm25 = Bm25({"one": "cook cook", "two": "nurse", "three": "nurse cook driver"})

    # Mean length 2. "driver" stands in one of three documents; the third is 1.5 times as long as the mean.
    rarity = math.log(1 + (3 - 1 + 0.5) / (1 + 0.5))
    assert bm25.scores("driver") == pytest.approx(
        {"one": 0, "two": 0, "three": rarity / (1 + 1.2 * (0.25 + 0.75 * 1.5))}
    )


def test_no_words_give_no_scores() -> None:
    assert Bm25({"one": "", "two": ""}).scores("cook") == {"one": 0, "two": 0}
    assert Bm25({}).scores("cook") == {}


def test_cosine_is_as_worked_by_hand() -> None:
    tfidf = TfIdf({"one": "cook cook", "two": "nurse", "three": "nurse cook"})

    # Both words stand in two of three documents, so they weigh the same.
    assert tfidf.scores("a cook") == pytest.approx({"one": 1, "two": 0, "three": math.sqrt(0.5)})
    assert tfidf.scores("pilot") == {"one": 0, "two": 0, "three": 0}
    assert TfIdf({"one": ""}).scores("") == {"one": 0}
