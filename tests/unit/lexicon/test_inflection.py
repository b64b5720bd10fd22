"""English verb forms."""

from __future__ import annotations

import pytest

from bole.lexicon.inflection import verb_forms


@pytest.mark.parametrize(
    ("entry", "third", "past", "gerund"),
    [
        ("audit", "audits", "audited", "auditing"),
        ("manage", "manages", "managed", "managing"),
        ("modify:modified", "modifies", "modified", "modifying"),
        ("survey", "surveys", "surveyed", "surveying"),
        ("build:built", "builds", "built", "building"),
        ("ship:shipped", "ships", "shipped", "shipping"),
        ("run:ran", "runs", "ran", "running"),
        ("cut:cut", "cuts", "cut", "cutting"),
        ("oversee:oversaw", "oversees", "oversaw", "overseeing"),
        ("process", "processes", "processed", "processing"),
        ("coach", "coaches", "coached", "coaching"),
        ("care for:cared for", "cares for", "cared for", "caring for"),
    ],
)
def test_verbs_inflect_as_english_does(entry: str, third: str, past: str, gerund: str) -> None:
    """Regular and irregular verbs, doubled consonants, phrases."""
    forms = verb_forms(entry)

    assert (forms.third, forms.past, forms.gerund) == (third, past, gerund)
