"""A real Triton server is told which span asks it, and its own spans belong to that trace."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from typing import Any

from bole.domain.tracing import traced_by
from tests.integration.inference.servers import connected, request, simulated_repository
from tests.integration.telemetry.recording import Recording, id_of, trace_of
from triton_server import running_triton


@contextmanager
def collecting() -> Iterator[tuple[str, Queue[bytes]]]:
    """Receives what Triton sends by OTLP over HTTP: yields the address, and the bodies that arrive."""
    bodies: Queue[bytes] = Queue()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:  # the name that http.server looks for
            bodies.put(self.rfile.read(int(self.headers["content-length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    # In threads: whoever connects by mistake and says nothing keeps no other one waiting.
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1/traces", bodies
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def spans_in(body: bytes) -> list[dict[str, Any]]:
    scopes = (scope for resource in json.loads(body)["resourceSpans"] for scope in resource["scopeSpans"])
    return [span for scope in scopes for span in scope["spans"]]


async def test_the_spans_of_triton_stand_under_the_attempt_that_asked_it(tmp_path: Path) -> None:
    recording = Recording()
    with (
        collecting() as (url, bodies),
        running_triton(simulated_repository(tmp_path), traces_url=url) as server,
    ):
        async with connected(server) as model:
            with traced_by(recording.tracer):
                await model.generate(request())
        (attempt,) = recording.spans("model.attempt")
        asked: list[dict[str, Any]] = []
        while not asked:
            body = await asyncio.to_thread(bodies.get, timeout=60)
            asked = [span for span in spans_in(body) if span["traceId"] == trace_of(attempt)]

    assert id_of(attempt) in {span.get("parentSpanId") for span in asked}
    assert dict(attempt.attributes or {}) == {"bole.replica": 1, "bole.attempts": 1}
