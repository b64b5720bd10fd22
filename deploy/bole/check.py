"""The health check of the service's container: exit status 0 when the service says that it serves.

check.py                      the whole server at the usual address of this container
check.py --service NAME       one gRPC service, such as bole.v1.ScreeningService
check.py --answers            whatever it says: a process that waits for its model is alive

With TLS it takes the certificate that BOLE_SERVER_CERTIFICATE names, and no other. Where the service asks for one,
it shows that of BOLE_CLIENT_CERTIFICATE.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import cast

import grpc
from cryptography import x509
from grpc_health.v1 import health_pb2

ADDRESS = "127.0.0.1:50051"
SECONDS = 3.0
CERTIFICATE = "BOLE_SERVER_CERTIFICATE"
CLIENT_CERTIFICATE = "BOLE_CLIENT_CERTIFICATE"


def main(arguments: Sequence[str]) -> int:
    """Asks the address that is named, or the usual one."""
    parser = argparse.ArgumentParser(prog="check")
    parser.add_argument("address", nargs="?", default=ADDRESS)
    parser.add_argument("--service", default="", help="gRPC service; the whole server when left out")
    parser.add_argument("--answers", action="store_true", help="take any answer")
    asked = parser.parse_args(arguments)
    with _channel(asked.address) as channel:
        ask = channel.unary_unary(
            "/grpc.health.v1.Health/Check",
            request_serializer=health_pb2.HealthCheckRequest.SerializeToString,
            response_deserializer=health_pb2.HealthCheckResponse.FromString,
        )
        try:
            answer = ask(health_pb2.HealthCheckRequest(service=asked.service), timeout=SECONDS)
        except grpc.RpcError as error:
            why = cast("grpc.Call", error).details()  # the error is the call, too
            sys.stderr.write(f"{asked.address} does not answer: {why}\n")
            return 1
    status = health_pb2.HealthCheckResponse.ServingStatus.Name(answer.status)
    sys.stdout.write(f"{status}\n")
    return 0 if asked.answers or answer.status == health_pb2.HealthCheckResponse.SERVING else 1


def _channel(address: str) -> grpc.Channel:
    options: list[tuple[str, str | int]] = [("grpc.enable_http_proxy", 0)]  # the environment's proxies lead elsewhere
    certificate = _read(CERTIFICATE)
    if certificate is None:
        return grpc.insecure_channel(address, options=options)
    credentials = grpc.ssl_channel_credentials(
        root_certificates=certificate,
        private_key=_read(f"{CLIENT_CERTIFICATE}_KEY"),
        certificate_chain=_read(CLIENT_CERTIFICATE),
    )
    return grpc.secure_channel(address, credentials, [*options, ("grpc.ssl_target_name_override", _name(certificate))])


def _read(variable: str) -> bytes | None:
    """Returns the file that a variable names."""
    path = os.environ.get(variable)
    return Path(path).read_bytes() if path else None


def _name(certificate: bytes) -> str:
    """Returns a name that the certificate is for: that it is the right one is known by itself."""
    names = x509.load_pem_x509_certificate(certificate).extensions.get_extension_for_class(x509.SubjectAlternativeName)
    found = [str(name) for kind in (x509.DNSName, x509.IPAddress) for name in names.value.get_values_for_type(kind)]
    return found[0]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
