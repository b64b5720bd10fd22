"""In place of tritonserver: says at once that it is ready, while its ports are late and others are before one.

    late_server.py STATE ...     the first request breaks off, the second finds no place, the third is answered

The gRPC port shows its certificate a second later than HTTP answers. STATE is a file that counts requests.
"""

from __future__ import annotations

import json
import socket
import ssl
import sys
import time
from collections.abc import Sequence
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

LATE_SECONDS = 1.0


class Handler(BaseHTTPRequestHandler):
    """Answers as Triton does."""

    state: Path
    ids: Sequence[int]

    def do_GET(self) -> None:
        """Ready."""
        self._send(200, {})

    def do_POST(self) -> None:
        """The guided request."""
        self.rfile.read(int(self.headers["Content-Length"]))
        asked = int(self.state.read_text()) + 1
        self.state.write_text(str(asked))
        if asked == 1:
            self.connection.shutdown(socket.SHUT_RDWR)
        elif asked == 2:
            self._send(503, {"error": "Exceeds maximum queue size"})
        else:
            outputs = [{"name": "output_ids", "data": self.ids}, {"name": "sequence_length", "data": [len(self.ids)]}]
            self._send(200, {"outputs": outputs})

    def _send(self, status: int, content: object) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main(arguments: Sequence[str]) -> None:
    """Serves until it is killed; a rank without ports only waits."""
    options = dict(argument.removeprefix("--").split("=", 1) for argument in arguments if "=" in argument)
    if options.get("allow-http") == "false":
        time.sleep(60)
        return
    Handler.state, Handler.ids = Path(arguments[0]), json.loads(arguments[1])
    Handler.state.write_text("0")
    Thread(target=_show_certificate, args=(options,), daemon=True).start()
    HTTPServer(("127.0.0.1", int(options["http-port"])), Handler).serve_forever()


def _show_certificate(options: dict[str, str]) -> None:
    time.sleep(LATE_SECONDS)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(options["grpc-server-cert"], options["grpc-server-key"])
    with socket.create_server(("127.0.0.1", int(options["grpc-port"]))) as listening:
        while True:
            plain, _ = listening.accept()
            with context.wrap_socket(plain, server_side=True):
                pass


if __name__ == "__main__":
    main(sys.argv[1:])
