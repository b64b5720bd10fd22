"""What an approach is estimated to cost where a run has not measured it."""

from __future__ import annotations

from collections.abc import Iterator

from bole.evaluation.approaches import Approach, Approaches, Range
from bole.evaluation.report.content import Cell
from bole.evaluation.report.values import estimate, range_text

_RESUMES = 1000
_SECONDS_PER_HOUR = 3600
_MILLION = 1_000_000


def cost_per_1000(approach: Approach, assumed: Approaches, seconds: float | None) -> Cell:
    """Estimates what 1,000 resumes cost: by tokens, or by the time of a machine.

    Args:
        approach: Which way to screen.
        assumed: Prices.
        seconds: That a resume kept the machine busy in a run; None for those of the file.
    """
    if not approach.machine:
        price = assumed.tokens.price_per_million
        tokens = assumed.tokens.per_resume
        cost = (_RESUMES * tokens * price[0] / _MILLION, _RESUMES * tokens * price[1] / _MILLION)
        rests_on = f"{tokens:,} tokens a resume at {range_text(*price)} {assumed.currency} a million"
        return estimate(_amount(cost, assumed), rests_on)
    price = assumed.machines[approach.machine].price_per_hour
    took = approach.seconds_per_resume if seconds is None else (seconds, seconds)
    cost = (_RESUMES * took[0] * price[0] / _SECONDS_PER_HOUR, _RESUMES * took[1] * price[1] / _SECONDS_PER_HOUR)
    origin = "assumed" if seconds is None else "measured in this run"
    rests_on = f"{range_text(*took)} s a resume ({origin}) at {range_text(*price)} {assumed.currency} an hour"
    return estimate(_amount(cost, assumed), rests_on)


def cost_once(approach: Approach, assumed: Approaches) -> Cell:
    """Estimates what setting it up costs."""
    hours, price = approach.setup_hours, assumed.person_hour.price
    amount = _amount((hours[0] * price[0], hours[1] * price[1]), assumed)
    return estimate(
        amount, f"{range_text(*hours)} hours of a person at {range_text(*price)} {assumed.currency} an hour"
    )


def assumptions(assumed: Approaches) -> Iterator[str]:
    """Says where each assumption comes from."""
    currency = assumed.currency
    yield f"{range_text(*assumed.person_hour.price)} {currency} an hour of a person: {assumed.person_hour.source}."
    for machine in assumed.machines.values():
        yield f"{range_text(*machine.price_per_hour)} {currency} an hour of a machine: {machine.source}."
    tokens = assumed.tokens
    price = f"{range_text(*tokens.price_per_million)} {currency} a million"
    yield f"{tokens.per_resume:,} tokens a resume, {price}: {tokens.source}."
    for one in assumed.approaches:
        yield f"{one.title}, {range_text(*one.setup_hours)} hours to set up: {one.setup_source}."


def _amount(value: Range, assumed: Approaches) -> str:
    return f"{range_text(*value)} {assumed.currency}"
