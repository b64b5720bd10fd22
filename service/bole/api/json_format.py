"""Messages as JSON: proto field names, empty fields printed."""

from __future__ import annotations

import json

from google.protobuf import json_format
from google.protobuf.message import Message

# Known to the type registry, so that the details of a status can be printed.
from google.rpc import error_details_pb2 as _error_details  # noqa: F401


def as_dict(message: Message) -> dict[str, object]:
    """Converts a message by the protobuf mapping."""
    return json_format.MessageToDict(
        message, preserving_proto_field_name=True, always_print_fields_with_no_presence=True
    )


def as_line(message: Message) -> str:
    """Converts a message to one compact line without its line break."""
    return json.dumps(as_dict(message), ensure_ascii=False, separators=(",", ":"))
