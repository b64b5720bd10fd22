"""Makes e-mails for tests: .eml with the standard library, .msg stream by stream."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from email.message import EmailMessage

COVER = "Dear hiring team,\n\nplease find my resume attached.\n\nKind regards\nAda Example\n"

Streams = Mapping[str, "bytes | Streams"]


def eml(
    body: str = COVER, attachments: Sequence[tuple[str, bytes]] = (), *, html: str = "", mails: Sequence[bytes] = ()
) -> bytes:
    """Returns an e-mail.

    Args:
        body: Its text; none when empty.
        attachments: Name and content of each.
        html: The same text as HTML.
        mails: E-mails that are attached as such.
    """
    message = EmailMessage()
    message["From"] = "Ada Example <ada@example.com>"
    message["To"] = "jobs@example.org"
    message["Subject"] = "Application"
    message["Message-ID"] = "<1@example.com>"
    if body:
        message.set_content(body)
    if html:
        message.add_alternative(html, subtype="html")
    for name, content in attachments:
        message.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    for mail in mails:
        # As bytes: the policy would write an attached message anew.
        message.add_attachment(mail, maintype="application", subtype="octet-stream", filename="mail.eml")
    return message.as_bytes()


def msg(body: str = COVER, attachments: Sequence[tuple[str, bytes]] = (), inner: Streams | None = None) -> bytes:
    """Returns an e-mail as Outlook saves it; `inner` are the streams of a message that is attached as such."""
    return compound_file(msg_streams(body, attachments, inner))


def msg_streams(
    body: str, attachments: Sequence[tuple[str, bytes]] = (), inner: Streams | None = None, header_bytes: int = 32
) -> Streams:
    """Returns the streams of such an e-mail."""
    streams: dict[str, bytes | Streams] = {"__properties_version1.0": bytes(header_bytes)}
    if body:
        streams["__substg1.0_1000001F"] = body.encode("utf-16-le")
    for number, (name, content) in enumerate(attachments):
        streams[f"__attach_version1.0_#{number:08X}"] = {
            "__properties_version1.0": bytes(8),
            "__substg1.0_37010102": content,
            "__substg1.0_3707001F": name.encode("utf-16-le"),
        }
    if inner is not None:
        streams[f"__attach_version1.0_#{len(attachments):08X}"] = {
            "__properties_version1.0": bytes(8),
            "__substg1.0_3701000D": inner,
        }
    return streams


def compound_file(streams: Streams) -> bytes:
    """Returns a compound file (the container of old Office programs) with the given streams and storages."""
    entries: list[list[object]] = [["Root Entry", 5, -1, -1, -1, -2, 0]]
    contents: list[tuple[int, bytes]] = []

    def add(parent: int, children: Streams) -> None:
        before = -1
        for name, content in children.items():
            index = len(entries)
            entries.append([name, 2 if isinstance(content, bytes) else 1, -1, -1, -1, -2, 0])
            # Each storage keeps its entries as a chain of right-hand neighbours.
            entries[before if before >= 0 else parent][3 if before >= 0 else 4] = index
            before = index
            if isinstance(content, bytes):
                contents.append((index, content))
            else:
                add(index, content)

    add(0, streams)
    small, large = _Sectors(64), _Sectors(512)
    for index, content in contents:
        entries[index][5] = (large if len(content) >= 4096 else small).store(content)
        entries[index][6] = len(content)
    held = b"".join(small.blocks)
    entries[0][5:] = [large.store(held), len(held)]
    small_table = large.store(_table(small.chain))
    directory = large.store(b"".join(map(_entry, entries)))
    count = -(-(len(large.chain) + 1) // 127)
    places = range(len(large.blocks), len(large.blocks) + count)
    table = _table([*large.chain, *([-3] * count)])
    header = struct.pack(
        "<8s16xHHHHH6xIIiIIiIiI",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
        0, count, directory, 0, 4096, small_table, -(-len(small.chain) // 128), -2, 0,
    )  # fmt: skip
    return header + struct.pack("<109i", *places, *([-1] * (109 - count))) + b"".join(large.blocks) + table


class _Sectors:
    """Sectors of one size, and for each the number of the one that goes on."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.blocks: list[bytes] = []
        self.chain: list[int] = []

    def store(self, content: bytes) -> int:
        """Adds a stream and returns its first sector."""
        if not content:
            return -2
        first = len(self.blocks)
        starts = range(0, len(content), self.size)
        self.blocks += [content[start : start + self.size].ljust(self.size, b"\0") for start in starts]
        self.chain += [*range(first + 1, len(self.blocks)), -2]
        return first


def _table(chain: Sequence[int]) -> bytes:
    padded = [*chain, *([-1] * (-len(chain) % 128))]
    return struct.pack(f"<{len(padded)}i", *padded)


def _entry(entry: list[object]) -> bytes:
    name, kind, left, right, child, start, size = entry
    encoded = str(name).encode("utf-16-le")
    return struct.pack("<64sHBBiii16x4x8x8xiQ", encoded, len(encoded) + 2, kind, 1, left, right, child, start, size)
