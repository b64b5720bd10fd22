"""The program of the service `certificates`, with the real openssl."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.requirements import require_program
from tests.unit.deploy.compose import ROOT

PREPARE = ROOT / "deploy" / "certificates" / "prepare.py"
TRITON_HOSTS = ("triton", "localhost", "triton-0.triton", "triton-1.triton", "triton-2.triton", "triton-3.triton")
LEAVES = {
    "triton/server": "sslserver",
    "bole/client": "sslclient",
    "bole/server": "sslserver",
    "client/client": "sslclient",
    "postgres/server": "sslserver",
}
DAYS_30 = str(30 * 24 * 3600)


def openssl(*arguments: str | Path) -> str:
    """Runs openssl and returns what it prints; fails where it fails."""
    command = [require_program("openssl", package="openssl"), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


def run(root: Path) -> subprocess.CompletedProcess[str]:
    """Runs the program to its end."""
    require_program("openssl", package="openssl")
    return subprocess.run(
        [sys.executable, PREPARE, root], capture_output=True, text=True, timeout=60, check=False, cwd=root
    )


def prepare(root: Path) -> list[str]:
    """Runs the program and returns what it says."""
    ended = run(root)
    assert ended.returncode == 0, ended.stderr
    return [line.removeprefix("certificates: ") for line in ended.stderr.splitlines()]


def contents(root: Path) -> dict[str, bytes]:
    return {str(file.relative_to(root)): file.read_bytes() for file in root.rglob("*") if file.is_file()}


def changed(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    return {name for name in before.keys() | after.keys() if before.get(name) != after.get(name)}


def sign_again(root: Path, name: str, days: int) -> None:
    """Gives a certificate an end that is near."""
    request = root / "request"
    openssl("req", "-new", "-key", root / f"{name}.key", "-subj", "/CN=soon", "-out", request)
    authority = ("-CA", root / "authority" / "ca.pem", "-CAkey", root / "authority" / "ca.key", "-set_serial", "7")
    extensions = root / "extensions"
    extensions.write_text("subjectAltName=" + ",".join(f"DNS:{host}" for host in TRITON_HOSTS))
    end = ("-days", str(days), "-extfile", extensions, "-out", root / f"{name}.pem")
    openssl("x509", "-req", "-in", request, *authority, *end)
    request.unlink()
    extensions.unlink()


def begin_later(authority: Path) -> None:
    """Gives an authority a beginning in years, with its own key."""
    work = authority.parent / "work"
    work.mkdir()
    (work / "settings").write_text(
        "[ca]\ndefault_ca=own\n[own]\ndatabase=database\nserial=serial\nnew_certs_dir=.\ndefault_md=sha256\n"
        "policy=any\nx509_extensions=authority\n[any]\ncommonName=supplied\n"
        "[authority]\nbasicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n"
    )
    (work / "database").touch()
    (work / "serial").write_text("07\n")
    openssl("req", "-new", "-key", authority / "ca.key", "-subj", "/CN=later", "-out", work / "request")
    dates = ("-startdate", "20990101000000Z", "-enddate", "21090101000000Z")
    files = ("-in", "request", "-keyfile", authority / "ca.key", "-out", "later.pem")
    command: list[str | Path] = [
        "openssl",
        "ca",
        "-selfsign",
        "-config",
        "settings",
        "-batch",
        "-notext",
        *dates,
        *files,
    ]
    subprocess.run(command, cwd=work, check=True, capture_output=True, timeout=60)
    (work / "later.pem").replace(authority / "ca.pem")
    shutil.rmtree(work)


@pytest.fixture
def made(tmp_path: Path) -> Path:
    """A folder after the first run."""
    prepare(tmp_path)
    return tmp_path


def test_every_certificate_is_of_the_authority_and_for_its_use(made: Path) -> None:
    for name, use in LEAVES.items():
        folder = (made / name).parent
        assert openssl(
            "verify", "-x509_strict", "-purpose", use, "-CAfile", folder / "ca.pem", made / f"{name}.pem"
        ).endswith("OK\n")
        other = "sslclient" if use == "sslserver" else "sslserver"
        with pytest.raises(subprocess.CalledProcessError):
            openssl("verify", "-purpose", other, "-CAfile", folder / "ca.pem", made / f"{name}.pem")
        public = openssl("pkey", "-in", made / f"{name}.key", "-pubout")
        assert openssl("x509", "-in", made / f"{name}.pem", "-noout", "-pubkey") == public
    assert "DNS:triton, DNS:localhost" in openssl("x509", "-in", made / "triton/server.pem", "-noout", "-text")
    assert "DNS:postgres, DNS:localhost" in openssl("x509", "-in", made / "postgres/server.pem", "-noout", "-text")


def test_nobody_else_reads_a_key(made: Path) -> None:
    """The authority's stay with their owner; others have the group of those who use them."""
    modes = {str(path.relative_to(made)): path.stat().st_mode & 0o777 for path in made.rglob("*")}
    authority = {name: mode for name, mode in modes.items() if name.startswith("authority")}
    assert authority.pop("authority") == 0o700
    assert authority.pop("authority/ca.pem") == 0o640
    assert set(authority.values()) == {0o600}
    others = {name: mode for name, mode in modes.items() if not name.startswith("authority")}
    assert {mode for name, mode in others.items() if (made / name).is_file()} == {0o640}
    assert {mode for name, mode in others.items() if (made / name).is_dir()} == {0o750}
    assert [name for name in others if name.endswith("ca.key")] == []


def test_secrets_are_random_and_the_same_on_both_sides(made: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    key = (made / "triton/restricted_key").read_text()
    assert key.startswith("bole=")
    assert (made / "bole/settings/bole_triton_restricted_key").read_text() == key
    assert (made / "bole/settings/bole_database_password").read_text() == (made / "postgres/password").read_text()
    other = tmp_path_factory.mktemp("other")
    prepare(other)
    for name in (
        "triton/restricted_key",
        "postgres/password",
        "grafana/admin_password",
        "bole/settings/bole_candidate_id_key",
    ):
        value = (made / name).read_text()
        assert len(value) >= 64
        assert (other / name).read_text() != value


def test_a_second_run_changes_nothing(made: Path) -> None:
    before = contents(made)
    assert prepare(made) == ["all there"]
    assert contents(made) == before


def test_what_ends_within_thirty_days_is_made_anew(made: Path) -> None:
    """That certificate alone, with a new key; what ends a day later stays."""
    sign_again(made, "triton/server", days=29)
    before = contents(made)
    assert prepare(made) == ["made triton/server.pem"]
    assert changed(before, contents(made)) == {"triton/server.pem", "triton/server.key"}
    openssl("x509", "-noout", "-checkend", DAYS_30, "-in", made / "triton/server.pem")

    sign_again(made, "triton/server", days=31)
    assert prepare(made) == ["all there"]


def test_a_new_authority_signs_all_and_secrets_are_kept(made: Path) -> None:
    authority = made / "authority"
    subject = ("-subj", "/CN=soon", "-addext", "keyUsage=critical,keyCertSign,cRLSign")
    openssl("req", "-x509", "-key", authority / "ca.key", "-days", "20", *subject, "-out", authority / "ca.pem")
    before = contents(made)
    assert prepare(made) == ["made the authority", *(f"made {name}.pem" for name in LEAVES)]
    certificates = {f"{name}.{kind}" for name in LEAVES for kind in ("pem", "key")}
    roots = {f"{folder}/ca.pem" for folder in ("authority", "triton", "bole", "client", "postgres")}
    assert changed(before, contents(made)) == certificates | roots | {"authority/ca.key"}
    test_every_certificate_is_of_the_authority_and_for_its_use(made)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda made: (made / "bole/client.key").write_bytes((made / "triton/server.key").read_bytes()),
        lambda made: (made / "bole/client.key").unlink(),
        lambda made: (made / "bole/client.pem").write_text("half a cert"),
        lambda made: (made / "bole/ca.pem").unlink(),
    ],
)
def test_a_pair_that_was_broken_off_is_made_anew(made: Path, spoil: Callable[[Path], object]) -> None:
    spoil(made)
    assert prepare(made) == ["made bole/client.pem"]
    test_every_certificate_is_of_the_authority_and_for_its_use(made)


def test_a_secret_that_was_lost_is_given_out_again(made: Path) -> None:
    """The value that the other side has, not a new one."""
    (made / "bole/settings/bole_triton_restricted_key").unlink()
    assert prepare(made) == ["made bole/settings/bole_triton_restricted_key"]
    assert (made / "bole/settings/bole_triton_restricted_key").read_text() == (
        made / "triton/restricted_key"
    ).read_text()


def test_a_secret_that_only_its_users_have_is_taken_back(made: Path) -> None:
    """A new one would lock the service out of its database and change the digests of all candidates."""
    for name in ("candidate_id_key", "postgres_password", "triton_restricted_key"):
        (made / "authority" / name).unlink()
    (made / "triton/restricted_key").unlink()
    before = contents(made)
    assert prepare(made) == ["made triton/restricted_key"]
    after = contents(made)
    assert changed(before, after) == {
        "triton/restricted_key",
        *(f"authority/{name}" for name in ("candidate_id_key", "postgres_password", "triton_restricted_key")),
    }
    assert after["authority/candidate_id_key"] == after["bole/settings/bole_candidate_id_key"]
    assert after["authority/postgres_password"] == after["postgres/password"]
    assert after["triton/restricted_key"] == after["bole/settings/bole_triton_restricted_key"]
    assert (made / "authority/candidate_id_key").stat().st_mode & 0o777 == 0o600


def test_users_who_differ_are_refused(made: Path) -> None:
    """Nobody but the operator can tell which value is the right one."""
    (made / "authority/triton_restricted_key").unlink()
    (made / "triton/restricted_key").write_text("bole=another")
    before = contents(made)
    ended = run(made)
    assert ended.returncode == 1
    assert ended.stderr == (
        "certificates: authority/triton_restricted_key is lost, and triton/restricted_key and "
        "bole/settings/bole_triton_restricted_key hold different values. Remove the wrong one.\n"
    )
    assert contents(made) == before


def test_an_authority_that_does_not_hold_yet_is_made_anew(made: Path) -> None:
    """As one that was made while the clock was wrong: nobody would trust it for years."""
    begin_later(made / "authority")
    openssl("x509", "-noout", "-checkend", DAYS_30, "-in", made / "authority/ca.pem")
    assert prepare(made) == ["made the authority", *(f"made {name}.pem" for name in LEAVES)]
    test_every_certificate_is_of_the_authority_and_for_its_use(made)
    assert prepare(made) == ["all there"]


def test_an_option_is_no_folder(tmp_path: Path) -> None:
    """Whoever asks for help gets no secrets in a folder of that name."""
    ended = subprocess.run(
        [sys.executable, PREPARE, "--help"], capture_output=True, text=True, timeout=60, check=False, cwd=tmp_path
    )
    assert (ended.returncode, ended.stderr) == (2, "certificates: Name the folder: prepare.py FOLDER\n")
    assert list(tmp_path.iterdir()) == []


def test_a_failure_of_openssl_is_told(tmp_path: Path) -> None:
    (tmp_path / "openssl").write_text("#!/bin/sh\necho 'no entropy' >&2\nexit 1\n")
    (tmp_path / "openssl").chmod(0o755)
    ended = subprocess.run(
        [sys.executable, PREPARE, tmp_path / "out"],
        env={"PATH": f"{tmp_path}:/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 1
    assert ended.stderr == "certificates: openssl req failed: no entropy\n"
