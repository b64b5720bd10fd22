"""Which replica a request goes to."""

from bole.inference.placement import Place, Placement, Seats


def placement(*limits: int) -> Placement:
    return Placement(Seats(limit) for limit in limits)


def taken(found: Place | None) -> Place:
    assert found is not None
    return found


def make_warm(placed: Placement, prefix: str, now: float = 0.0) -> int:
    first = taken(placed.take(prefix, None, now))
    placed.give_back(first, now, answered=True)
    return first.replica


def test_requests_that_share_nothing_go_to_the_least_loaded() -> None:
    placed = placement(2, 4)
    replicas = [taken(placed.take("", None, 0)).replica for _ in range(6)]
    assert sorted(replicas) == [0, 0, 1, 1, 1, 1]
    assert replicas[:2] == [0, 1]
    assert placed.take("", None, 0) is None
    assert not placed.free


def test_the_first_of_a_prefix_goes_alone() -> None:
    placed = placement(4, 4)
    first = taken(placed.take("p", None, 0))
    assert first.first
    assert placed.take("p", None, 0) is None
    assert placed.take("q", None, 0) is not None
    placed.give_back(first, 1, answered=True)
    others = [taken(placed.take("p", None, 1)) for _ in range(4)]
    assert {one.replica for one in others} == {first.replica}
    assert not any(one.first for one in others)


def test_a_full_replica_overflows_to_the_next_where_one_goes_first_again() -> None:
    placed = placement(2, 2)
    make_warm(placed, "p")
    stay = [taken(placed.take("p", None, 0)) for _ in range(2)]
    over = taken(placed.take("p", None, 0))
    assert over.replica != stay[0].replica
    assert over.first
    assert placed.take("p", None, 0) is None
    placed.give_back(stay[0], 0, answered=True)
    assert taken(placed.take("p", None, 0)).replica == stay[0].replica


def test_when_the_first_fails_the_next_goes_first() -> None:
    placed = placement(2)
    placed.give_back(taken(placed.take("p", None, 0)), 0, answered=False)
    assert taken(placed.take("p", None, 0)).first


def test_a_replica_without_room_is_avoided_while_there_is_another() -> None:
    placed = placement(2, 2)
    assert taken(placed.take("", 0, 0)).replica == 1
    placed.lose(1)
    assert taken(placed.take("", 0, 0)).replica == 0


def test_a_lost_replica_takes_none_and_has_forgotten_when_it_is_back() -> None:
    placed = placement(2)
    make_warm(placed, "p")
    under_way = taken(placed.take("p", None, 0))
    placed.lose(0)
    assert not placed.present
    assert placed.take("p", None, 0) is None
    placed.give_back(under_way, 0, answered=False)
    placed.regain(0, 3)
    assert taken(placed.take("p", None, 0)).first
    assert placed.replicas[0].taken == 1
    assert placed.replicas[0].limit == 3


def test_a_prefix_computed_at_a_lost_replica_does_not_hold_others_back() -> None:
    placed = placement(2, 2)
    first = taken(placed.take("p", None, 0))
    placed.lose(first.replica)
    assert taken(placed.take("p", None, 0)).first
