"""The rows of `tests/data/postings.yaml`, in one form for what is expected and what was drafted."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import yaml

from bole.domain.rubric import Criterion

_FILE = Path(__file__).resolve().parents[2] / "data" / "postings.yaml"


@lru_cache(maxsize=1)
def rows() -> Mapping[str, list[dict[str, object]]]:
    """Returns the rows under `lines` and `postings`."""
    loaded: dict[str, list[dict[str, object]]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))
    return loaded


def described(criteria: Iterable[Criterion]) -> list[dict[str, object]]:
    """Returns drafted criteria in the form of the file."""
    return [
        {
            "kind": one.kind.value,
            "requirement": one.requirement.value,
            "gate": one.gate,
            "groups": [{g.combination.value.lower(): [term.name for term in g.terms]} for g in one.term_groups],
            "years": [one.min_years, one.max_years],
            "degree": one.min_degree,
            "language": one.language_code,
            "text": one.text,
        }
        for one in criteria
    ]


def expected(asks: object, text: str) -> list[dict[str, object]]:
    """Returns expected criteria with their defaults filled in; `text` is that of the whole line."""
    defaults: dict[str, object] = {
        "gate": False,
        "groups": [],
        "years": [None, None],
        "degree": "",
        "language": "",
        "text": text,
    }
    if not isinstance(asks, list):
        raise TypeError("`asks` of tests/data/postings.yaml is a list")
    return [{**defaults, **one} for one in asks]
