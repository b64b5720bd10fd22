"""What a document says of one term."""

from __future__ import annotations

import pytest

from bole.domain.rubric import Term
from bole.domain.spans import Span
from bole.evidence.topic import Topic
from tests.unit.evidence.written import ResumeWriter


def topic(text: str, *spellings: str) -> Topic:
    """Looks up a term in a plain text."""
    return Topic(reading=ResumeWriter(text=text).reading(), term=Term(name=spellings[0], spellings=spellings))


@pytest.mark.parametrize(
    ("text", "supports", "denied", "slight"),
    [
        ("负责Redis集群的搭建", True, False, False),
        ("无Redis经验", False, True, False),
        ("了解Redis", True, False, True),
        ("Built it in Redisson", False, False, False),
        ("了解Redis，负责搭建Redis集群", True, False, False),
    ],
)
def test_passage_supports_denies_or_hardly_claims(text: str, *, supports: bool, denied: bool, slight: bool) -> None:
    """The strongest mention decides; a word that merely contains the term is none."""
    relation = topic(text, "Redis").relation(Span(0, len(text)))

    assert (relation.supports, relation.denied, relation.slight) == (supports, denied, slight)


def test_first_affirmed_mention_skips_denials() -> None:
    """The fall-back quotes the place that names the term without denying it."""
    text = "No Kafka experience.\nSkills: Redis, Kafka"

    found = topic(text, "Kafka").first_affirmed

    assert found == Span(text.rindex("Kafka"), len(text))


def test_mention_is_judged_by_its_surroundings_beyond_the_passage() -> None:
    """A quote cut out of a longer word or a denial does not name the term."""
    text = "I have never worked with JavaScript, nor with Kafka"

    start = text.index("Java")
    cut_word = topic(text, "Java").relation(Span(start, start + 4))
    cut_denial = topic(text, "Kafka").relation(Span(text.index("Kafka"), len(text)))

    assert cut_word.mention is None
    assert cut_denial.denied


def test_heading_makes_its_whole_entry_topical() -> None:
    """Statements below a heading that names the term are about it, those of other entries are not."""
    writer = ResumeWriter()
    writer.entry("2019-01..", ["Cut the nightly run"], position="Java engineer")
    writer.entry("2016-01..2018-12", ["Wrote reports"], position="Analyst")
    reading = writer.reading()
    java = Topic(reading=reading, term=Term(name="Java", spellings=("Java",)))

    first, second = (entry.highlights[0].span for entry in reading.resume.profile.work)

    assert java.relation(first).supports
    assert not java.relation(second).supports
