"""Generates what comes from `proto/`: the Python stubs in `service/bole/v1` with the comments, or a descriptor set.

The google imports come from installed wheels (grpcio-tools and googleapis-common-protos); nothing is vendored.
"""

import argparse
import filecmp
import json
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Sequence
from importlib import metadata, resources
from pathlib import Path

from google.protobuf.descriptor_pb2 import FileDescriptorProto, FileDescriptorSet

ROOT = Path(__file__).resolve().parents[1]
PROTOS = ROOT / "proto"
STUBS = ROOT / "service"
PACKAGE = Path("bole/v1")
COMMENTS = "comments.json"
"""What the protos say of each message, field, value and method: stubs lose it, and `/api/openapi.json` tells it."""


def main() -> int:
    """Runs the command line; returns 1 if stubs are stale or protoc complains."""
    arguments = _parse_arguments()
    try:
        if arguments.descriptor_set:
            write_descriptor_set(arguments.source, arguments.descriptor_set)
            return 0
        if arguments.check:
            return report(stale_stubs(arguments.source, STUBS))
        replace_stubs(arguments.source)
    except subprocess.CalledProcessError:
        return 1  # protoc has said why
    return 0


def replace_stubs(source: Path) -> None:
    """Brings `service/bole/v1` up to date; it stays as it is when protoc fails."""
    with tempfile.TemporaryDirectory() as scratch:
        fresh = Path(scratch)
        generate_stubs(source, fresh)
        for stub in generated_files(STUBS) - generated_files(fresh):
            (STUBS / stub).unlink()
        shutil.copytree(fresh, STUBS, dirs_exist_ok=True)


def generate_stubs(source: Path, target: Path) -> None:
    """Writes messages, services, their types and comments under `target/bole/v1`."""
    protos = proto_files(source)
    services = [proto for proto in protos if "\nservice " in (source / proto).read_text(encoding="utf-8")]
    run_protoc(source, [f"--python_out={target}", f"--mypy_out=quiet:{target}"], protos)
    if services:
        run_protoc(source, [f"--grpc_python_out={target}", f"--mypy_grpc_out=quiet:{target}"], services)
    written = json.dumps(comments_of(source), ensure_ascii=False, indent=1, sort_keys=True)
    (target / PACKAGE / COMMENTS).write_text(written + "\n", encoding="utf-8")


def stale_stubs(source: Path, target: Path) -> list[str]:
    """Returns the stubs under `target` that differ from what `source` gives, are missing, or have no proto any more."""
    with tempfile.TemporaryDirectory() as scratch:
        fresh = Path(scratch)
        generate_stubs(source, fresh)
        names = sorted(generated_files(fresh) | generated_files(target))
        _, differing, missing = filecmp.cmpfiles(fresh, target, names, shallow=False)
        return sorted([*differing, *missing])


def write_descriptor_set(source: Path, target: Path) -> None:
    """Writes one file with all of `bole.v1`, its imports and its comments."""
    target.parent.mkdir(parents=True, exist_ok=True)
    options = ["--include_imports", "--include_source_info", f"--descriptor_set_out={target}"]
    run_protoc(source, options, proto_files(source))


def comments_of(source: Path) -> dict[str, str]:
    """Returns the comment before each part of the package by its full name, with line ends between paragraphs alone."""
    with tempfile.TemporaryDirectory() as scratch:
        target = Path(scratch) / "set"
        write_descriptor_set(source, target)
        files = FileDescriptorSet.FromString(target.read_bytes()).file
    ours = [file for file in files if file.name.startswith(f"{PACKAGE.as_posix()}/")]
    return {
        _full_name(file, place.path): "\n".join(" ".join(part.split()) for part in place.leading_comments.split("\n\n"))
        for file in ours
        for place in file.source_code_info.location
        if place.leading_comments and len(place.path) % 2 == 0
    }


def _full_name(file: FileDescriptorProto, path: Sequence[int]) -> str:
    """Returns what a path of numbers of fields and indexes leads to, beginning at a file."""
    names, part = [file.package], file
    for number, index in zip(path[::2], path[1::2], strict=True):
        part = getattr(part, part.DESCRIPTOR.fields_by_number[number].name)[index]
        names.append(part.name)
    return ".".join(names)


def report(stale: Sequence[str]) -> int:
    """Names the stale stubs and what to do; returns the exit status."""
    for stub in stale:
        print(f"stale: {STUBS.name}/{stub}", file=sys.stderr)
    if stale:
        print("proto-check: run `make proto` and commit what it writes", file=sys.stderr)
        return 1
    return 0


def run_protoc(source: Path, options: Sequence[str], protos: Sequence[str]) -> None:
    """Runs the protoc of grpcio-tools; a warning, such as an unused import, counts as an error."""
    scripts = Path(sysconfig.get_path("scripts"))
    plugins = [f"--plugin={name}={scripts / name}" for name in ("protoc-gen-mypy", "protoc-gen-mypy_grpc")]
    includes = [f"-I{folder}" for folder in (source, *import_folders())]
    command = [sys.executable, "-m", "grpc_tools.protoc", "--fatal_warnings", *includes, *plugins, *options, *protos]
    subprocess.run(command, check=True)


def import_folders() -> tuple[Path, Path]:
    """Returns where `google/protobuf` and where `google/rpc`, `google/type` and `google/api` lie."""
    well_known = Path(str(resources.files("grpc_tools"))) / "_proto"
    common = Path(str(metadata.distribution("googleapis-common-protos").locate_file("")))
    return well_known, common


def proto_files(source: Path) -> list[str]:
    """Returns the protos of the package, relative to `source`, in a fixed order."""
    protos = sorted(path.relative_to(source).as_posix() for path in (source / PACKAGE).glob("*.proto"))
    if not protos:
        sys.exit(f"no .proto files in {source / PACKAGE}")
    return protos


def generated_files(target: Path) -> set[str]:
    """Returns the generated files under `target`, relative to it; what people write there is left alone."""
    found = [*(target / PACKAGE).glob("*_pb2*.py*"), *(target / PACKAGE).glob(COMMENTS)]
    return {path.relative_to(target).as_posix() for path in found}


def _parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--source", type=Path, default=PROTOS, help="folder that holds bole/v1 (default: proto)")
    mode = parser.add_mutually_exclusive_group()
    mode.add_argument("--check", action="store_true", help="write nothing; fail and name the stubs that are stale")
    mode.add_argument("--descriptor-set", type=Path, metavar="FILE", help="write a descriptor set instead of stubs")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
