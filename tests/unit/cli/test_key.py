"""`bole key new`."""

from __future__ import annotations

import pytest
import yaml
from click.testing import CliRunner

from bole.cli.key import command
from bole.domain.access import Caller, Role
from bole.security.api_keys import caller_of_key
from bole.security.key_file import read_key_file

ARGUMENTS = ["new", "--tenant", "acme", "--name", "applicant tracking", "--role", "caller", "--role", "operator"]


def test_what_it_prints_makes_the_key_known() -> None:
    """The key apart from the lines, which have nothing of it."""
    made = CliRunner().invoke(command, [*ARGUMENTS, "--expires", "2999-12-31"])
    key = made.stderr.removeprefix("key: ").strip()

    known = read_key_file(f"keys:\n{made.stdout}".encode())

    assert made.exit_code == 0
    assert caller_of_key(key, known, lambda: 0.0) == Caller(
        tenant="acme", subject="applicant tracking", roles=frozenset({Role.CALLER, Role.OPERATOR})
    )
    assert key.rsplit("_", 1)[1] not in made.stdout
    assert str(yaml.safe_load(made.stdout)[0]["expires"]) == "2999-12-31"


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [("--tenant", "Acme Ltd", "A tenant is named with"), ("--name", "a'\n- id: x", "A key is named with")],
)
def test_a_name_that_would_not_be_read_is_refused(option: str, value: str, said: str) -> None:
    made = CliRunner().invoke(command, [*ARGUMENTS, option, value])

    assert made.exit_code == 2
    assert said in made.stderr
    assert not made.stdout
