"""What an approach is estimated to cost where a run has not measured it."""

from __future__ import annotations

from collections.abc import Iterator

from bole.evaluation.approaches import Approach, Approaches, Range
from bole.evaluation.report.content import Cell
from bole.evaluation.report.values import estimate, range_text

_RESUMES = 1000
_SECONDS_PER_HOUR = 3600
_MILLION = 1_000_000


def cost_per_1000(approach: Approach, assumed: Approaches) -> Cell:
    """Estimates what 1,000 resumes cost: by tokens, or by the time of a machine."""
    if not approach.machine:
        tokens = assumed.tokens
        low, high = (_RESUMES * tokens.per_resume * price / _MILLION for price in tokens.price_per_million)
        rests_on = (
            f"{tokens.per_resume:,} tokens a resume at {range_text(*tokens.price_per_million)} {assumed.currency}"
        )
        return estimate(_amount((low, high), assumed), f"{rests_on} a million")
    machine = assumed.machines[approach.machine]
    seconds = approach.seconds_per_resume
    low, high = (
        _RESUMES * took * price / _SECONDS_PER_HOUR for took, price in zip(seconds, machine.price_per_hour, strict=True)
    )
    rests_on = (
        f"{range_text(*seconds)} s a resume (assumed) at {range_text(*machine.price_per_hour)} {assumed.currency}"
    )
    return estimate(_amount((low, high), assumed), f"{rests_on} an hour")


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
