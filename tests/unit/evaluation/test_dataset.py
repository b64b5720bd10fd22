"""Which part of a set is measured where all of it would take too long."""

from bole.evaluation.dataset import drawn


def test_pairs_are_drawn_from_all_over_a_set() -> None:
    """Documents and postings both, though pairs lie in the order of postings."""
    pairs = [(posting, document) for posting in range(40) for document in range(10)]

    found = drawn(pairs, 40)

    assert found == sorted(found)
    assert len(set(found)) == 40
    assert {document for _, document in found} == set(range(10))
    assert len({posting for posting, _ in found}) > 20
    assert drawn(pairs, 40) == found


def test_a_small_set_is_taken_whole() -> None:
    assert drawn(["one", "other"], 40) == ["one", "other"]
    assert drawn([], 40) == []
