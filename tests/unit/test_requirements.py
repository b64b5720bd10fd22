"""What a test says when a real part is missing."""

from pathlib import Path

import pytest

from tests.requirements import require_data, require_file, require_module, require_program


def test_program_that_is_there_is_returned() -> None:
    """The first of the names that is installed is the one."""
    assert require_program("no-such-program", "sh", package="dash").name == "sh"


def test_missing_program_skips_and_names_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a developer's machine the reason says what to install."""
    monkeypatch.delenv("BOLE_REQUIRE_ALL", raising=False)

    with pytest.raises(pytest.skip.Exception, match="apt-get install some-package"):
        require_program("no-such-program", package="some-package")


def test_missing_part_fails_where_all_are_required(monkeypatch: pytest.MonkeyPatch) -> None:
    """`BOLE_REQUIRE_ALL=1` turns each of these skips into a failure."""
    monkeypatch.setenv("BOLE_REQUIRE_ALL", "1")

    with pytest.raises(pytest.fail.Exception, match="some-package"):
        require_program("no-such-program", package="some-package")
    with pytest.raises(pytest.fail.Exception, match=r"bole-screening\[cpu\]"):
        require_module("no_such_module", extra="cpu")
    with pytest.raises(pytest.fail.Exception, match=r"no-such\.ttf.*apt-get install some-font"):
        require_file(Path("/no/such/no-such.ttf"), package="some-font")
    with pytest.raises(pytest.fail.Exception, match="no/such/folder"):
        require_data("no/such/folder")
