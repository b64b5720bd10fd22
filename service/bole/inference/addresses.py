"""Where a model may be: private addresses, and hosts that the operator named; checked for every request."""

from __future__ import annotations

import re
import ssl
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from ipaddress import IPv6Address
from typing import cast

import httpx2

from bole.domain.errors import BoleError, ErrorReason
from bole.inference.openai_errors import OTHER_API, as_bole_error
from bole.inference.private_networks import Resolver, external_refused, is_private, read_host, read_ip, resolve

_LARGEST_BODY = 8 * 1024 * 1024
_BAD_ESCAPE = re.compile(r"%(?![0-9a-fA-F]{2})")


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelAddress:
    """An address of a model server that may be used, as far as that is known without asking for its host's addresses.

    `url` is the base of the API, without a slash at its end; `host` is in lower case, without brackets and without a
    dot at its end, in the ASCII form of international names. `allowed` says that the operator named the host.
    """

    url: str
    host: str
    port: int
    allowed: bool

    @property
    def leaves_premises(self) -> bool:
        """True where what is sent may leave private networks.

        A host name that the operator allowed counts as outside whatever its addresses are, since they may change
        between two requests; a name that is not allowed is only ever reached at private addresses.
        """
        return self.allowed and not is_private(self.host)


def read_allowed_hosts(text: str) -> tuple[str, ...]:
    """Returns the hosts of BOLE_ALLOW_EXTERNAL_MODEL in the form of `ModelAddress.host`.

    Args:
        text: Names or IP addresses with commas between them; exact, in any case, without wildcards and ports.

    Raises:
        ValueError: One of them is not a host.
    """
    return tuple(_allowed_host(part.strip()) for part in text.split(",") if part.strip())


def read_address(base_url: str, allowed_hosts: Collection[str] = ()) -> ModelAddress:
    """Reads the address of an OpenAI-compatible server, and refuses what can be told to be outside without a network.

    Args:
        base_url: Such as http://10.0.0.5:8000/v1; without a path, /v1 is meant.
        allowed_hosts: What `read_allowed_hosts` returned.

    Raises:
        ValueError: It is no such address, or an external one that is not allowed; the message says what to do.
    """
    url = _url(base_url)
    host = _host(url)
    allowed = host in allowed_hosts
    if read_ip(host) is not None and not allowed and not is_private(host):
        raise ValueError(external_refused(host))
    path = url.path.rstrip("/") or "/v1"
    address = ModelAddress(
        url=str(url.copy_with(path=path)),
        host=host,
        port=url.port or (443 if url.scheme == "https" else 80),
        allowed=allowed,
    )
    if address.leaves_premises and url.scheme != "https":
        raise ValueError(f"The model address {host} is outside private networks: write it with https://.")
    return address


async def checked_addresses(address: ModelAddress, resolver: Resolver = resolve) -> tuple[str, ...]:
    """Returns the IP addresses that may be connected to now.

    Raises:
        BoleError: MODEL_UNAVAILABLE, the host has no address; MODEL_CONTRACT_MISMATCH, one of its addresses is outside
            private ranges and the host is not allowed.
    """
    try:
        found = (address.host,) if read_ip(address.host) is not None else await resolver(address.host, address.port)
    except (OSError, UnicodeError):
        found = ()
    if not found:
        raise BoleError(
            ErrorReason.MODEL_UNAVAILABLE,
            f"The model's host {address.host} has no address. Check its name and the name service.",
            metadata={"host": address.host},
        )
    if not address.allowed and not all(map(is_private, found)):
        raise BoleError(
            ErrorReason.MODEL_CONTRACT_MISMATCH, external_refused(address.host), metadata={"host": address.host}
        )
    return found


class CheckedTransport(httpx2.AsyncBaseTransport):
    """Sends requests for one host to the addresses that passed the check for this very request, and to no other.

    The connection is made to the checked address, not to the name, so that no second look-up can give another one;
    certificates are still verified for the name. Proxies of the environment are not used.
    """

    def __init__(
        self,
        address: ModelAddress,
        *,
        connections: int,
        certificates: ssl.SSLContext | None = None,
        resolver: Resolver = resolve,
    ) -> None:
        """Connects to nothing yet.

        Args:
            address: Where requests may go.
            connections: How many at the same time.
            certificates: Which authorities are trusted; None for the usual ones.
            resolver: Finds the addresses of the host.
        """
        self._address = address
        self._resolver = resolver
        limits = httpx2.Limits(
            max_connections=connections, max_keepalive_connections=connections, keepalive_expiry=30.0
        )
        self._transport = httpx2.AsyncHTTPTransport(
            verify=True if certificates is None else certificates, trust_env=False, limits=limits
        )

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Sends one request, trying the checked addresses in turn until one takes the connection.

        Raises:
            BoleError: As `checked_addresses`; MODEL_CONTRACT_MISMATCH, the answer is compressed, or, while it is read,
                longer than 8 MiB.
            httpx2.RequestError: Nothing answers.
        """
        *others, last = await checked_addresses(self._address, self._resolver)
        for ip in others:
            try:
                return await _bounded(await self._transport.handle_async_request(self._sent_to(request, ip)))
            except (httpx2.ConnectError, httpx2.ConnectTimeout):
                continue
        return await _bounded(await self._transport.handle_async_request(self._sent_to(request, last)))

    async def aclose(self) -> None:
        """Closes its connections."""
        await self._transport.aclose()

    def _sent_to(self, request: httpx2.Request, ip: str) -> httpx2.Request:
        return httpx2.Request(
            request.method,
            request.url.copy_with(host=ip),
            headers=httpx2.Headers({**request.headers, "accept-encoding": "identity"}),  # with the Host of the name
            stream=request.stream,
            extensions={**request.extensions, "sni_hostname": self._address.host},
        )


class _BoundedBody(httpx2.AsyncByteStream):
    """The body of an answer up to 8 MiB: an answer is text of some thousand tokens."""

    def __init__(self, body: httpx2.AsyncByteStream) -> None:
        self._body = body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        size = 0
        async for part in self._body:
            size += len(part)
            if size > _LARGEST_BODY:
                raise as_bole_error(OTHER_API)
            yield part

    async def aclose(self) -> None:
        await self._body.aclose()


async def _bounded(response: httpx2.Response) -> httpx2.Response:
    """Refuses what is compressed, since a small body may become a large one."""
    if response.headers.get("content-encoding", "identity").strip().lower() not in {"", "identity"}:
        await response.aclose()
        raise as_bole_error(OTHER_API)
    return httpx2.Response(
        response.status_code,
        headers=response.headers,
        stream=_BoundedBody(cast("httpx2.AsyncByteStream", response.stream)),  # as an asynchronous transport gives it
        extensions=response.extensions,
    )


def _url(base_url: str) -> httpx2.URL:
    try:
        url = httpx2.URL(base_url)
    except (httpx2.InvalidURL, ValueError):
        raise ValueError("The model address is not a URL. Write it as http://10.0.0.5:8000/v1.") from None
    if url.scheme not in {"http", "https"} or not url.raw_host:
        raise ValueError("The model address must start with http:// or https:// and name a host.")
    if "@" in base_url:
        raise ValueError("The model address must not hold a user or a password. Set the key by its own setting.")
    if _BAD_ESCAPE.search(base_url) or "\ufffd" in url.path:
        raise ValueError("The path of the model address holds a % that is no escape of UTF-8. Write it as %25.")
    if url.query or url.fragment:
        raise ValueError("The model address must end in a path such as /v1, without ? and #.")
    if url.port is not None and not 0 < url.port <= 65535:
        raise ValueError("The port of the model address must be between 1 and 65535.")
    return url


def _host(url: httpx2.URL) -> str:
    host = read_host(url.raw_host.decode("ascii"))
    if host is None:
        raise ValueError("The host of the model address is neither a name nor a plain IP address such as 10.0.0.5.")
    return host


def _allowed_host(text: str) -> str:
    bare = f"[{text}]" if isinstance(read_ip(text), IPv6Address) else text
    try:
        url = _url(f"http://{bare}")
        host = _host(url)
    except ValueError:
        host = ""
    else:
        host = host if url.port is None and url.path == "/" else ""
    if not host:
        raise ValueError(
            "BOLE_ALLOW_EXTERNAL_MODEL holds exact host names with commas between them, without wildcards, "
            "ports and paths, such as api.example.com."
        )
    return host
