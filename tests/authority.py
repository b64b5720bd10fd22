"""Certificates and tokens for tests, made in memory: elliptic keys take no time."""

from __future__ import annotations

import base64
import datetime
import hashlib
import ipaddress
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import jwt
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from cryptography.x509.oid import NameOID

ISSUER, AUDIENCE = "https://id.example.com", "bole"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A certificate and its key, in PEM."""

    certificate: bytes
    key: bytes

    @property
    def thumbprint(self) -> str:
        """Returns the SHA-256 of the certificate as tokens name it."""
        der = x509.load_pem_x509_certificate(self.certificate).public_bytes(Encoding.DER)
        return base64.urlsafe_b64encode(hashlib.sha256(der).digest()).rstrip(b"=").decode()

    def put(self, folder: Path, name: str) -> None:
        """Writes both files, each in one step."""
        for content, path in ((self.key, folder / f"{name}.key"), (self.certificate, folder / f"{name}.pem")):
            put(content, path)


def put(content: bytes, path: Path) -> None:
    """Writes a file in one step, for its owner alone."""
    new = path.with_suffix(".new")
    new.touch(mode=0o600)
    new.write_bytes(content)
    new.replace(path)


@dataclass(frozen=True, slots=True)
class Authority:
    """Signs certificates."""

    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    name: str = "test authority"

    @property
    def pem(self) -> bytes:
        """Returns its own certificate."""
        return _signed(_name(self.name), self.key.public_key(), self, (), is_authority=True)

    def issue(
        self, name: str, hosts: tuple[str, ...] = (), *, days: tuple[float, float] = (-1, 1), uris: tuple[str, ...] = ()
    ) -> Pair:
        """Signs a certificate that is good from and until so many days from now."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = (*(_host(host) for host in hosts), *(x509.UniformResourceIdentifier(uri) for uri in uris))
        return Pair(
            certificate=_signed(_name(name), key.public_key(), self, names, days=days),
            key=key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Provider:
    """An identity provider with one key."""

    key_id: str = "k1"
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def jwk(self, **changes: object) -> dict[str, object]:
        """Returns its public key as it stands in a JWKS file."""
        written: dict[str, object] = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(self.key.public_key()))
        return written | {"kid": self.key_id, "use": "sig", "alg": "ES256"} | changes

    def jwks(self) -> bytes:
        """Returns the file of its keys."""
        return json.dumps({"keys": [self.jwk()]}).encode()

    def token(self, header: Mapping[str, object] | None = None, **changes: object) -> str:
        """Signs a token of a caller of the tenant acme for six hours; None takes a claim away."""
        now = int(time.time())
        claims: dict[str, object] = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": "ada",
            "iat": now,
            "exp": now + 6 * 3600,
            "tenant": "acme",
            "roles": ["caller"],
        }
        whole = {name: value for name, value in (claims | changes).items() if value is not None}
        return jwt.encode(whole, self.key, algorithm="ES256", headers={"kid": self.key_id, **(header or {})})

    def public_pem(self) -> bytes:
        """Returns its public key in PEM."""
        return self.key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common)])


def _host(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        return x509.DNSName(host)


def _signed(
    subject: x509.Name,
    public: ec.EllipticCurvePublicKey,
    authority: Authority,
    names: tuple[x509.GeneralName, ...],
    *,
    days: tuple[float, float] = (-1, 1),
    is_authority: bool = False,
) -> bytes:
    now = datetime.datetime.now(tz=datetime.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(_name(authority.name))
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now + datetime.timedelta(days=days[0]))
        .not_valid_after(now + datetime.timedelta(days=days[1]))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
    )
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder.sign(authority.key, hashes.SHA256()).public_bytes(Encoding.PEM)
