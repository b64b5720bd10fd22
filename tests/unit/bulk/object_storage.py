"""Object storage that is read, as far as S3's protocol for that goes."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

_DATE = "Thu, 01 Jan 2026 00:00:00 GMT"


@contextlib.contextmanager
def stored(bucket: str, objects: Mapping[str, bytes]) -> Iterator[str]:
    """Serves a bucket and yields the options for a URI of it."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_HEAD(self) -> None:  # named by the base class
            self._object()

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            if "list-type" in parse_qs(parts.query):
                self._send(200, _listing(objects, parse_qs(parts.query)))
            else:
                self._object()

        def _object(self) -> None:
            content = objects.get(unquote(urlsplit(self.path).path).removeprefix(f"/{bucket}/"))
            if content is None:
                self._send(404, b"")
                return
            wanted = self.headers.get("Range")
            if wanted is None:
                self._send(200, content)
                return
            first, _, last = wanted.removeprefix("bytes=").partition("-")
            self._send(206, content[int(first) : int(last) + 1])

        def _send(self, status: int, content: bytes) -> None:
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Last-Modified", _DATE)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"endpoint_override=127.0.0.1:{server.server_port}&scheme=http&region=eu-central-1"
        finally:
            server.shutdown()
            thread.join()


def _listing(objects: Mapping[str, bytes], query: Mapping[str, list[str]]) -> bytes:
    prefix = query.get("prefix", [""])[0]
    keys = [key for key in objects if key.startswith(prefix)]
    contents = "".join(
        f"<Contents><Key>{escape(key)}</Key><Size>{len(objects[key])}</Size>"
        "<LastModified>2026-01-01T00:00:00.000Z</LastModified></Contents>"
        for key in keys
    )
    return (
        f'<?xml version="1.0"?><ListBucketResult><KeyCount>{len(keys)}</KeyCount><IsTruncated>false</IsTruncated>'
        f"{contents}</ListBucketResult>"
    ).encode()
