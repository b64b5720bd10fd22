"""A program that holds a Ray of this machine for tests until its standard input ends."""

from __future__ import annotations

import json
import os
import sys

from bole.bulk.cluster import running_ray

PROCESSORS = 2


def main() -> None:
    """Prints the address, the folder, and the variables that let others in, as one line of JSON."""
    with running_ray("local", processors=PROCESSORS):
        import ray  # noqa: PLC0415  # reads its environment when it is imported

        node = ray._private.worker.global_worker.node  # the folder is told nowhere else
        assert node is not None
        told = {
            "address": ray.get_runtime_context().gcs_address,
            "folder": node.get_temp_dir_path(),
            "environment": {name: value for name, value in os.environ.items() if name.startswith("RAY_")},
        }
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
