"""The real parts that tests need: present, or the test says which package is missing.

With `BOLE_REQUIRE_ALL=1` a missing part is a failure (`.ci/run` sets it); elsewhere the test is skipped.
"""

import os
import shutil
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import NoReturn

import pytest

SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
"""Real documents, beside the repository rather than in it."""


def _missing(reason: str) -> NoReturn:
    """Fails the test where everything has to be there, and skips it elsewhere."""
    if os.environ.get("BOLE_REQUIRE_ALL") == "1":
        pytest.fail(f"{reason}; BOLE_REQUIRE_ALL=1 makes this a failure", pytrace=False)
    pytest.skip(reason)


def require_program(*names: str, package: str) -> Path:
    """Returns the path of the first of `names` that is installed.

    Args:
        names: programs that serve equally well, for example `chromium`, `google-chrome`.
        package: the Debian package that brings the first of them.
    """
    for name in names:
        found = shutil.which(name)
        if found is not None:
            return Path(found)
    _missing(f"{names[0]} is not installed: apt-get install {package} (or make system-deps)")


def require_file(path: Path, package: str) -> Path:
    """Returns a file of the system such as a font.

    Args:
        path: where its package puts it.
        package: the Debian package that brings it.
    """
    if not path.exists():
        _missing(f"{path.name} is not installed: apt-get install {package} (or make system-deps)")
    return path


def require_module(name: str, extra: str) -> ModuleType:
    """Returns a module of one of the package's extras.

    Args:
        name: as it is imported.
        extra: the extra of `bole-screening` that brings it.
    """
    try:
        return import_module(name)
    except ImportError:
        _missing(f"{name} is not installed: pip install 'bole-screening[{extra}]'")


def require_data(path: str | Path) -> Path:
    """Returns a file or folder of real documents.

    Args:
        path: relative to `SHARED_DATA`, or absolute.
    """
    found = SHARED_DATA / path
    if not found.exists():
        _missing(f"shared documents are not beside the repository: ../shared/data/{path}")
    return found
