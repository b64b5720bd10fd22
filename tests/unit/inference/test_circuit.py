"""When a replica counts as away."""

from bole.inference.circuit import Circuit
from bole.inference.retry import FIRST_WAIT_SECONDS, LONGEST_WAIT_SECONDS


def test_a_loss_opens_and_a_good_look_closes() -> None:
    circuit = Circuit().lost()
    assert circuit.open
    assert circuit.looked_in_vain().open
    assert not circuit.looked_in_vain().regained().open


def test_many_losses_at_once_count_as_one() -> None:
    circuit = Circuit().lost().looked_in_vain()
    assert circuit.lost() == circuit


def test_looks_come_ever_later_up_to_two_seconds() -> None:
    circuit = Circuit().lost()
    waits = []
    for _ in range(20):
        waits.append(circuit.wait_seconds(0))
        circuit = circuit.looked_in_vain()
    assert waits[0] == FIRST_WAIT_SECONDS
    assert waits == sorted(waits)
    assert waits[-1] == LONGEST_WAIT_SECONDS


def test_chance_takes_off_up_to_half() -> None:
    circuit = Circuit().lost()
    assert circuit.wait_seconds(0.999) < 0.51 * FIRST_WAIT_SECONDS
    assert circuit.wait_seconds(0.999) > 0.5 * FIRST_WAIT_SECONDS
