"""Which replica a request goes to, if it may go now: pure bookkeeping, without clocks and connections."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bole.domain.service_state import ModelServerState
from bole.inference.prefixes import Prefixes, Warmth


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Place:
    """A place at a replica, taken by one request until it is given back.

    `prefix` is what the request shares with others, empty where that is too short to matter; `first` says that it went
    first with a cold prefix, and that others of that prefix wait for it.
    """

    replica: int
    prefix: str
    first: bool


class Seats:
    """The places of one replica: `limit` at the same time, none while it is away."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.present = True
        self.taken = 0
        self.prefixes = Prefixes()

    @property
    def free(self) -> bool:
        """True where one more request may go."""
        return self.present and self.taken < self.limit

    @property
    def load(self) -> float:
        """The share of places that is taken."""
        return self.taken / self.limit


def server_state(server: str, seats: Seats) -> ModelServerState:
    """Returns how a server is now, by the name that operators know."""
    return ModelServerState(server=server, up=seats.present, in_flight=seats.taken, limit=seats.limit)


class Placement:
    """The places of all replicas.

    Requests of one prefix stay with a replica that holds it until that is full, then go to the one with the least load,
    where again one goes first: a server can use a prefix again only when the request that computed it has ended.
    """

    def __init__(self, replicas: Iterable[Seats]) -> None:
        self.replicas: Sequence[Seats] = tuple(replicas)

    @property
    def present(self) -> bool:
        """True as long as any replica is there."""
        return any(seats.present for seats in self.replicas)

    @property
    def free(self) -> bool:
        """True where any request could go."""
        return any(seats.free for seats in self.replicas)

    def take(self, prefix: str, avoid: int | None, now: float) -> Place | None:
        """Takes a place, or returns None where the request has to wait.

        Args:
            prefix: The digest of the shared prefix, empty for none.
            avoid: A replica that had no room for this request: it comes last.
            now: Seconds of a clock that never goes back.
        """
        free = self._free(avoid)
        if not free:
            return None
        if not prefix:
            return self._seat(self._least_loaded(free), prefix, first=False)
        warmth = {index: self.replicas[index].prefixes.warmth(prefix, now) for index in free}
        warm = [index for index in free if warmth[index] is Warmth.WARM]
        if warm:
            return self._seat(self._least_loaded(warm), prefix, first=False)
        if Warmth.COMPUTING in warmth.values():
            return None
        return self._seat(self._least_loaded(free), prefix, first=True)

    def give_back(self, place: Place, now: float, *, answered: bool) -> None:
        """Gives a place back; `answered` is False where its request failed or was cancelled."""
        seats = self.replicas[place.replica]
        seats.taken -= 1
        if place.prefix:
            seats.prefixes.end(place.prefix, now, first=place.first, answered=answered)

    def lose(self, replica: int) -> None:
        """Notes that a replica is away, and what it held with it; its requests under way still give back places."""
        self.replicas[replica].present = False
        self.replicas[replica].prefixes.forget()

    def regain(self, replica: int, limit: int) -> None:
        """Notes that a replica is back, with this many places."""
        self.replicas[replica].limit = limit
        self.replicas[replica].present = True

    def _free(self, avoid: int | None) -> list[int]:
        free = [index for index, seats in enumerate(self.replicas) if seats.free]
        others = [index for index in free if index != avoid]
        return others or free

    def _least_loaded(self, indexes: Iterable[int]) -> int:
        return min(indexes, key=lambda index: self.replicas[index].load)

    def _seat(self, replica: int, prefix: str, *, first: bool) -> Place:
        seats = self.replicas[replica]
        seats.taken += 1
        if first:
            seats.prefixes.begin(prefix)
        return Place(replica=replica, prefix=prefix, first=first)
