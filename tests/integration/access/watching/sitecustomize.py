"""Python runs this when it starts, where it is on PYTHONPATH: every connection that a process tries is written down.

An audit hook sees what goes through Python's sockets, whichever library does it.
"""

import os
import sys

_LOOPBACK = ("127.", "::1", "localhost")
_EVENTS = ("socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.gethostbyname", "socket.sendmsg")


def _watch(event: str, arguments: tuple[object, ...]) -> None:
    if event not in _EVENTS:
        return
    target = arguments[0] if event.startswith("socket.get") else arguments[1]
    host = target[0] if isinstance(target, tuple) and target else target
    if isinstance(host, bytes):
        host = os.fsdecode(host)
    if host is None or not isinstance(host, str) or host.startswith(("/", "\0", *_LOOPBACK)) or not host:
        return
    descriptor = os.open(os.environ["WATCHED_CONNECTIONS"], os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    os.write(descriptor, f"{event} {target!r}\n".encode())
    os.close(descriptor)


sys.addaudithook(_watch)
