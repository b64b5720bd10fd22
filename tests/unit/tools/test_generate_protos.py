"""Stubs are proven fresh against the protos that they come from."""

from pathlib import Path

import pytest

from generate_protos import comments_of, generate_stubs, stale_stubs, write_descriptor_set

PROTO = """
syntax = "proto3";
package bole.v1;
import "google/rpc/status.proto";
// What goes there
// and back.
//
// Twice.
message Ping {
  // How it went.
  google.rpc.Status status = 1;
  // Which way.
  enum Way {
    // There.
    WAY_UNSPECIFIED = 0;
  }
}
service PingService {
  // Sends it.
  rpc SendPing(Ping) returns (Ping);
}
"""


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "proto"
    (folder / "bole/v1").mkdir(parents=True)
    (folder / "bole/v1/ping.proto").write_text(PROTO, encoding="utf-8")
    return folder


def test_stubs_just_generated_are_fresh(source: Path, tmp_path: Path) -> None:
    """Messages, services and the types of both are written, and none of them is stale."""
    generate_stubs(source, tmp_path)

    names = sorted(path.name for path in (tmp_path / "bole/v1").iterdir())
    assert names == ["comments.json", "ping_pb2.py", "ping_pb2.pyi", "ping_pb2_grpc.py", "ping_pb2_grpc.pyi"]
    assert stale_stubs(source, tmp_path) == []


def test_stale_missing_and_orphaned_stubs_are_named(source: Path, tmp_path: Path) -> None:
    """A stub that was edited, one that is gone and one without a proto are all reported."""
    generate_stubs(source, tmp_path)
    stubs = tmp_path / "bole/v1"
    (stubs / "ping_pb2.py").write_text("edited", encoding="utf-8")
    (stubs / "ping_pb2_grpc.py").unlink()
    (stubs / "gone_pb2.py").write_text("", encoding="utf-8")

    assert stale_stubs(source, tmp_path) == ["bole/v1/gone_pb2.py", "bole/v1/ping_pb2.py", "bole/v1/ping_pb2_grpc.py"]


def test_descriptor_set_holds_the_imports(source: Path, tmp_path: Path) -> None:
    """A caller can use the descriptor set without finding the google protos anywhere else."""
    target = tmp_path / "build/set.binpb"

    write_descriptor_set(source, target)

    assert b"google/rpc/status.proto" in target.read_bytes()


def test_comments_stand_by_full_name(source: Path) -> None:
    """Whoever has the stubs alone can still be told what the protos say."""
    assert comments_of(source) == {
        "bole.v1.Ping": "What goes there and back.\nTwice.",
        "bole.v1.Ping.Way": "Which way.",
        "bole.v1.Ping.Way.WAY_UNSPECIFIED": "There.",
        "bole.v1.Ping.status": "How it went.",
        "bole.v1.PingService.SendPing": "Sends it.",
    }
