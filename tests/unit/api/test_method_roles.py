"""Every method of the contract asks for a role: none is open because somebody forgot it."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from google.protobuf.descriptor import FileDescriptor
from grpc_reflection.v1alpha import reflection

import bole.v1
from bole.api.method_roles import METHOD_ROLES, is_open


def contract() -> list[FileDescriptor]:
    """Returns the descriptors of all files of the contract."""
    folder = Path(next(iter(bole.v1.__path__)))
    return [import_module(f"bole.v1.{file.stem}").DESCRIPTOR for file in sorted(folder.glob("*_pb2.py"))]


def test_every_method_has_a_role() -> None:
    """And the table names no method that does not exist."""
    methods = {
        f"/{service.full_name}/{method.name}"
        for file in contract()
        for service in file.services_by_name.values()
        for method in service.methods
    }

    assert {method for method in METHOD_ROLES if method.startswith("/bole.")} == methods


def test_health_alone_is_open() -> None:
    assert is_open("/grpc.health.v1.Health/Check")
    assert is_open("/grpc.health.v1.Health/Watch")
    assert not is_open(f"/{reflection.SERVICE_NAME}/ServerReflectionInfo")
    assert f"/{reflection.SERVICE_NAME}/ServerReflectionInfo" in METHOD_ROLES
    assert not any(map(is_open, METHOD_ROLES))
