"""What is shown to a Triton server: files that are renewed while the service runs."""

from __future__ import annotations

from pathlib import Path

import grpc

from bole.inference.triton_options import TritonOptions

_Contents = tuple[bytes | None, bytes | None, bytes | None]


class TritonCredentials:
    """The authority, the key and the certificate of the settings, as they lie on the disk."""

    def __init__(self, options: TritonOptions) -> None:
        """Reads the files.

        Raises:
            OSError: One cannot be read.
        """
        self._paths = (options.root_certificates_path, options.client_key_path, options.client_certificate_path)
        self._contents = self._read()

    def current(self) -> grpc.ChannelCredentials | None:
        """Returns what new connections show, None for connections without TLS."""
        root, key, certificate = self._contents
        return None if root is None else grpc.ssl_channel_credentials(root, key, certificate)

    def renew(self) -> bool:
        """Reads the files again; True where they have changed. What cannot be read stays as it was."""
        try:
            contents = self._read()
        except OSError:
            return False
        if contents == self._contents:
            return False
        self._contents = contents
        return True

    def _read(self) -> _Contents:
        root, key, certificate = (None if path is None else Path(path).read_bytes() for path in self._paths)
        return root, key, certificate
