"""Times as they are kept. They are shown to people, and never compared: clocks jump, and replicas' clocks differ."""

from __future__ import annotations

import datetime

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_MICROSECOND = datetime.timedelta(microseconds=1)


def now() -> int:
    """Returns microseconds since 1970 in UTC."""
    return (datetime.datetime.now(tz=datetime.UTC) - _EPOCH) // _MICROSECOND


def moment(microseconds: int) -> datetime.datetime:
    """Returns a time that was kept."""
    return _EPOCH + microseconds * _MICROSECOND


def days(count: int) -> int:
    """Returns so many days in microseconds."""
    return datetime.timedelta(days=count) // _MICROSECOND
