"""Files in which an operator writes down what holds for single tenants."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeVar

import yaml
from pydantic import BaseModel, Field, ValidationError

from bole.domain.access import TENANT_PATTERN
from bole.domain.errors import BoleError, ErrorReason

TenantName = Annotated[str, Field(pattern=f"^{TENANT_PATTERN}$")]
"""Whoever writes another name, such as one in capitals, means a tenant that there is not."""

FileT = TypeVar("FileT", bound=BaseModel)


def read_tenant_file(path: Path, kind: type[FileT], *, variable: str, form: str) -> FileT:
    """Reads a YAML file.

    Args:
        path: The file.
        kind: What has to stand in it.
        variable: The setting that names it.
        form: What it looks like, for messages.

    Raises:
        BoleError: ARGUMENT_INVALID with all that is wrong.
    """
    try:
        return kind.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        fault = f"it cannot be read ({error.strerror})"
    except (yaml.YAMLError, UnicodeDecodeError):
        fault = "it is no YAML"
    except ValidationError as error:
        fault = "; ".join(f"{'.'.join(map(str, one['loc'])) or 'the whole'}: {one['msg']}" for one in error.errors())
    raise BoleError(
        ErrorReason.ARGUMENT_INVALID, f"The file of {variable} cannot be used: {fault}. It looks like `{form}`."
    )
