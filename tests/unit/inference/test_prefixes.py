"""What a replica is taken to hold."""

from bole.inference.prefixes import FRESH_SECONDS, MOST_PREFIXES, Prefixes, Warmth


def warm(*names: str, now: float = 0.0) -> Prefixes:
    prefixes = Prefixes()
    for name in names:
        prefixes.begin(name)
        prefixes.end(name, now, first=True, answered=True)
    return prefixes


def test_a_prefix_is_warm_once_its_first_request_was_answered() -> None:
    prefixes = Prefixes()
    assert prefixes.warmth("p", 0) is Warmth.COLD
    prefixes.begin("p")
    assert prefixes.warmth("p", 1) is Warmth.COMPUTING
    prefixes.end("p", 1, first=True, answered=True)
    assert prefixes.warmth("p", 2) is Warmth.WARM


def test_a_prefix_stays_cold_when_its_first_request_failed() -> None:
    prefixes = Prefixes()
    prefixes.begin("p")
    prefixes.end("p", 1, first=True, answered=False)
    assert prefixes.warmth("p", 1) is Warmth.COLD


def test_a_prefix_that_nobody_used_for_a_while_is_cold_again() -> None:
    prefixes = warm("p")
    assert prefixes.warmth("p", FRESH_SECONDS - 1) is Warmth.WARM
    assert prefixes.warmth("p", FRESH_SECONDS) is Warmth.COLD
    prefixes.end("p", FRESH_SECONDS - 1, first=False, answered=True)
    assert prefixes.warmth("p", FRESH_SECONDS + 1) is Warmth.WARM


def test_a_late_answer_does_not_open_a_prefix_that_is_computed_again() -> None:
    prefixes = warm("p")
    prefixes.begin("p")
    prefixes.end("p", 1, first=False, answered=True)
    assert prefixes.warmth("p", 1) is Warmth.COMPUTING


def test_only_so_many_are_remembered_the_oldest_goes_first() -> None:
    prefixes = warm(*map(str, range(MOST_PREFIXES)))
    prefixes.end("0", 1, first=False, answered=True)
    prefixes.begin("new")
    prefixes.end("new", 2, first=True, answered=True)
    assert [prefixes.warmth(name, 3) for name in ("0", "1", "new")] == [Warmth.WARM, Warmth.COLD, Warmth.WARM]


def test_nothing_is_held_after_a_restart() -> None:
    prefixes = warm("p")
    prefixes.begin("q")
    prefixes.forget()
    assert prefixes.warmth("p", 0) is Warmth.COLD
    assert prefixes.warmth("q", 0) is Warmth.COMPUTING
