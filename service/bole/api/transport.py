"""What connections may do: gRPC's channel arguments of the server."""

from __future__ import annotations

from dataclasses import dataclass

ChannelArguments = list[tuple[str, int]]

_STREAMS_A_CONNECTION = 1024
_METADATA_BYTES = 16 * 1024
_HANDSHAKE_SECONDS = 10.0
"""Of TLS and HTTP/2; gRPC's own 120 are long for strangers who say nothing, each of whom holds a descriptor."""
_KEEPALIVE_SECONDS = 60
_KEEPALIVE_TIMEOUT_SECONDS = 20
_PING_SECONDS = 20
_PING_STRIKES = 2
_IDLE_SECONDS = 1800
_AGE_GRACE_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class TransportLimits:
    """What one connection may take.

    Attributes:
        message_bytes: Largest message in either direction.
        connection_seconds: A connection takes no new calls after so long, give or take a tenth; None for ever.
    """

    message_bytes: int
    connection_seconds: float | None


def channel_arguments(limits: TransportLimits) -> ChannelArguments:
    """Returns the arguments of a server."""
    arguments = [
        ("grpc.max_receive_message_length", limits.message_bytes),
        ("grpc.max_send_message_length", limits.message_bytes),
        # Without this two servers share a port in silence.
        ("grpc.so_reuseport", 0),
        ("grpc.server_handshake_timeout_ms", round(_HANDSHAKE_SECONDS * 1000)),
        ("grpc.max_concurrent_streams", _STREAMS_A_CONNECTION),
        # Both, or gRPC refuses what lies between them now and then.
        ("grpc.max_metadata_size", _METADATA_BYTES),
        ("grpc.absolute_max_metadata_size", _METADATA_BYTES),
        # A client that is gone without a word is found out, and what it asked for ends.
        ("grpc.keepalive_time_ms", _KEEPALIVE_SECONDS * 1000),
        ("grpc.keepalive_timeout_ms", _KEEPALIVE_TIMEOUT_SECONDS * 1000),
        # Clients may ping as often as is usual; those that ping much oftener are disconnected.
        ("grpc.keepalive_permit_without_calls", 1),
        ("grpc.http2.min_ping_interval_without_data_ms", _PING_SECONDS * 1000),
        ("grpc.http2.max_ping_strikes", _PING_STRIKES),
        ("grpc.max_connection_idle_ms", _IDLE_SECONDS * 1000),
    ]
    if limits.connection_seconds is not None:
        arguments += [
            ("grpc.max_connection_age_ms", round(limits.connection_seconds * 1000)),
            # Longer than a watch may last; then nothing is left of a client that never read.
            ("grpc.max_connection_age_grace_ms", _AGE_GRACE_SECONDS * 1000),
        ]
    return arguments
