"""What the Hugging Face hub tells of a model's revision, on this machine: for the hub's own client."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from build_engine.specs.models import ModelShape


@contextmanager
def running_hub(folder: Path, model: ModelShape) -> Iterator[str]:
    """Serves the list of files of a folder as it is now, under the name of a model; yields the address."""
    path, answer = (
        f"/api/models/{model.repository}/revision/{model.revision}",
        json.dumps(_told(folder, model)).encode(),
    )

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found = self.path.partition("?")[0] == path
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer) if found else 0))
            self.end_headers()
            self.wfile.write(answer if found else b"")

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


def _told(folder: Path, model: ModelShape) -> dict[str, Any]:
    files = [path for path in sorted(folder.iterdir()) if path.suffix in {".safetensors", ".json"}]
    return {
        "id": model.repository,
        "modelId": model.repository,
        "sha": model.revision,
        "siblings": [*map(_file, files)],
    }


def _file(path: Path) -> dict[str, Any]:
    """Returns a row of the list: large files have a SHA-256, small ones only their name in Git."""
    content = path.read_bytes()
    git = hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
    row: dict[str, Any] = {"rfilename": path.name, "size": len(content), "blobId": git}
    if path.suffix == ".safetensors":
        row["lfs"] = {"sha256": hashlib.sha256(content).hexdigest(), "size": len(content), "pointerSize": 134}
    return row
