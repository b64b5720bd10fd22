"""Makes what the containers need to trust each other: certificates and secrets, one folder for each who uses them.

    prepare.py /secrets      makes what is missing or ends within 30 days; all else stays as it is

The service `bole` takes its certificates as they are renewed. The others read theirs when they start: restart those
that are named here.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import secrets
import sys
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from authority import OWNER_AND_GROUP, OWNER_ONLY, Authority, Certificate, OpensslError, put_text

_LOG = logging.getLogger("certificates")

AUTHORITY = "authority"
TRITON, BOLE, POSTGRES, GRAFANA, CLIENT = "triton", "bole", "postgres", "grafana", "client"
SETTINGS = f"{BOLE}/settings"
"""Folder of files that the service reads as settings: BOLE_SECRETS_DIR."""

FOLDERS = (TRITON, BOLE, SETTINGS, POSTGRES, GRAFANA, CLIENT)

TRITON_HOSTS = ("triton", "localhost", *(f"triton-{number}.triton" for number in range(4)))
"""As Compose calls the server, it itself, and Kubernetes each of several."""

BOLE_HOSTS = ("bole", "localhost", "bole.bole", "bole.bole.svc", "bole.bole.svc.cluster.local")
"""As Compose calls the service, it itself, and Kubernetes from other namespaces."""

API_KEYS = f"{BOLE}/api_keys"
"""What the service knows callers by: digests of their keys."""

SECRET_BYTES = 32


class SecretError(Exception):
    """A secret cannot be had back; the message says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """A random value, kept beside the authority, and the files in which others find it.

    `prefix` stands before the value, which is written in Base64 where that is asked for, else in hexadecimal.
    """

    name: str
    files: tuple[str, ...]
    prefix: str = ""
    base64: bool = False

    def new(self) -> str:
        """Returns a value that nobody has yet."""
        value = secrets.token_bytes(SECRET_BYTES)
        return self.prefix + (b64encode(value).decode() if self.base64 else value.hex())


FIRST_KEY = Secret(name="api_key", files=(f"{CLIENT}/api_key",), prefix="bole_f125700000000000_")
"""The key of the first caller, who may do everything; others are made with `bole key new`."""

SECRETS = (
    Secret(name="postgres_password", files=(f"{POSTGRES}/password", f"{SETTINGS}/bole_database_password")),
    Secret(name="grafana_admin_password", files=(f"{GRAFANA}/admin_password",)),
    Secret(name="candidate_id_key", files=(f"{SETTINGS}/bole_candidate_id_key",)),
    # Another one is put before it by hand, where the authority is: docs/operate.md.
    Secret(name="master_keys", files=(f"{SETTINGS}/bole_master_keys",), prefix="first:", base64=True),
    Secret(
        name="triton_restricted_key",
        files=(f"{TRITON}/restricted_key", f"{SETTINGS}/bole_triton_restricted_key"),
        prefix="bole=",
    ),
    FIRST_KEY,
)


def main(arguments: Sequence[str]) -> int:
    """Makes what is missing below the folder that is named; returns the exit status."""
    logging.basicConfig(level=logging.INFO, format="certificates: %(message)s", stream=sys.stderr)
    if len(arguments) != 1 or arguments[0].startswith("-"):
        _LOG.error("Name the folder: prepare.py FOLDER")
        return 2
    os.umask(0o077)
    try:
        made = list(prepare(Path(arguments[0])))
    except (OpensslError, SecretError, OSError) as error:
        _LOG.error("%s", error)
        return 1
    for name in made:
        _LOG.info("made %s", name)
    if not made:
        _LOG.info("all there")
    return 0


def prepare(root: Path) -> Iterator[str]:
    """Makes what is missing, and yields the name of each thing that was made."""
    authority = Authority(folder=root / AUTHORITY)
    for folder in (authority.folder, *(root / name for name in FOLDERS)):
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o700 if folder == authority.folder else 0o750)
    if authority.renew():
        yield "the authority"
    for certificate in certificates(root):
        if authority.sign(certificate):
            yield f"{certificate.folder.name}/{certificate.file.name}"
    for secret in SECRETS:
        yield from _keep(secret, root)
    if not (root / API_KEYS).exists():
        put_text(_first_keys(_text(root / AUTHORITY / FIRST_KEY.name)), root / API_KEYS)
        yield API_KEYS


def certificates(root: Path) -> tuple[Certificate, ...]:
    """Returns what the authority signs."""
    return (
        Certificate(folder=root / TRITON, name="server", hosts=TRITON_HOSTS),
        Certificate(folder=root / BOLE, name="client"),
        Certificate(folder=root / BOLE, name="server", hosts=BOLE_HOSTS),
        Certificate(folder=root / CLIENT, name="client"),
        Certificate(folder=root / POSTGRES, name="server", hosts=("postgres", "localhost")),
    )


def _first_keys(key: str) -> str:
    """Returns a file that knows the first key; it is never written again, since others are added by hand."""
    entry = {
        "id": key.split("_")[1],
        "name": "first",
        "tenant": "default",
        "roles": ["caller", "reviewer", "operator"],
        "sha256": hashlib.sha256(key.encode()).hexdigest(),
    }
    return "keys:\n- " + "\n  ".join(f"{name}: {json.dumps(value)}" for name, value in entry.items()) + "\n"


def _keep(secret: Secret, root: Path) -> Iterator[str]:
    kept = root / AUTHORITY / secret.name
    value = _text(kept)
    if not value:
        value = _value_of_users(secret, root) or secret.new()
        put_text(value, kept, OWNER_ONLY)
    for name in secret.files:
        if _text(root / name) != value:
            put_text(value, root / name, OWNER_AND_GROUP)
            yield name


def _value_of_users(secret: Secret, root: Path) -> str:
    """Returns what those who use a secret have, where the copy beside the authority was lost; empty where none has it.

    Raises:
        SecretError: They have different values.
    """
    found = {name: _text(root / name) for name in secret.files}
    values = {value for value in found.values() if value}
    if len(values) > 1:
        raise SecretError(
            f"{AUTHORITY}/{secret.name} is lost, and {' and '.join(found)} hold different values. Remove the wrong one."
        )
    return next(iter(values), "")


def _text(path: Path) -> str:
    return path.read_text() if path.is_file() else ""


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
