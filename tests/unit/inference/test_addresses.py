"""Which addresses of models are private, which are refused, and which leave the premises."""

import asyncio
import ssl

import httpx2
import pytest

from bole.domain.errors import BoleError, ErrorReason
from bole.inference.addresses import (
    CheckedTransport,
    ModelAddress,
    checked_addresses,
    read_address,
    read_allowed_hosts,
)
from bole.inference.private_networks import Resolver, is_private


def resolving(*answers: tuple[str, ...]) -> Resolver:
    """A name service that gives one answer after another, and the last one again."""
    left = list(answers)

    async def resolver(host: str, port: int) -> tuple[str, ...]:  # noqa: ARG001 - the same for every name
        return left.pop(0) if len(left) > 1 else left[0]

    return resolver


async def failing(host: str, port: int) -> tuple[str, ...]:
    raise OSError(host, port)


@pytest.mark.parametrize(
    ("ip", "private"),
    [
        ("127.0.0.1", True),
        ("127.255.0.9", True),
        ("10.0.0.1", True),
        ("172.16.0.1", True),
        ("172.31.255.255", True),
        ("192.168.1.1", True),
        ("::1", True),
        ("fd12:3456::1", True),
        ("fc00::1", True),
        ("::ffff:10.0.0.1", True),
        ("::ffff:7f00:1", True),
        ("172.32.0.1", False),
        ("172.15.255.255", False),
        ("192.169.0.1", False),
        ("11.0.0.1", False),
        ("8.8.8.8", False),
        ("0.0.0.0", False),  # noqa: S104 - an address to be refused
        ("::", False),
        ("169.254.169.254", False),
        ("fe80::1", False),
        ("fe80::1%eth0", False),
        ("fec0::1", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("::ffff:8.8.8.8", False),
        ("::ffff:169.254.169.254", False),
        ("::10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("2002:a00:1::", False),
        ("2001:db8::1", False),
        ("localhost", False),
        ("127.1", False),
        ("", False),
    ],
)
def test_private_are_loopback_rfc_1918_and_rfc_4193_and_nothing_else(ip: str, private: bool) -> None:
    assert is_private(ip) is private


@pytest.mark.parametrize(
    ("url", "host", "port", "base"),
    [
        ("http://127.0.0.1:8000/v1", "127.0.0.1", 8000, "http://127.0.0.1:8000/v1"),
        ("http://127.0.0.1:8000", "127.0.0.1", 8000, "http://127.0.0.1:8000/v1"),
        ("http://127.0.0.1:8000/", "127.0.0.1", 8000, "http://127.0.0.1:8000/v1"),
        ("http://10.1.2.3/api/v1/", "10.1.2.3", 80, "http://10.1.2.3/api/v1"),
        ("https://10.1.2.3/v1", "10.1.2.3", 443, "https://10.1.2.3/v1"),
        ("http://[::1]:9000/v1", "::1", 9000, "http://[::1]:9000/v1"),
        ("http://[0:0:0:0:0:0:0:1]/v1", "::1", 80, "http://[0:0:0:0:0:0:0:1]/v1"),
        ("http://[fd00::5]/v1", "fd00::5", 80, "http://[fd00::5]/v1"),
        ("http://[::ffff:10.0.0.1]/v1", "::ffff:a00:1", 80, "http://[::ffff:10.0.0.1]/v1"),
        ("HTTP://LocalHost.:81/v1", "localhost", 81, "http://localhost.:81/v1"),
        ("http://127.0.0.1./v1", "127.0.0.1", 80, "http://127.0.0.1./v1"),
        ("http://vllm_7b.models.internal/v1", "vllm_7b.models.internal", 80, "http://vllm_7b.models.internal/v1"),
        ("http://bücher.example/v1", "xn--bcher-kva.example", 80, "http://xn--bcher-kva.example/v1"),
    ],
)
def test_private_addresses_and_names_are_read(url: str, host: str, port: int, base: str) -> None:
    address = read_address(url)
    assert (address.host, address.port, address.url) == (host, port, base)
    assert not address.leaves_premises


@pytest.mark.parametrize(
    "url",
    [
        "http://8.8.8.8/v1",
        "https://8.8.8.8:8443/v1",
        "http://169.254.169.254/latest",
        "http://[fe80::1]/v1",
        "http://[2001:db8::1]/v1",
        "http://[::ffff:8.8.8.8]/v1",
        "http://[::ffff:808:808]/v1",
        "http://0.0.0.0:8000/v1",
        "http://[::]:8000/v1",
        "http://100.64.0.1/v1",
        "http://8.8.8.8./v1",
    ],
)
def test_an_external_address_is_refused_with_what_to_set(url: str) -> None:
    with pytest.raises(ValueError, match=r"Set BOLE_ALLOW_EXTERNAL_MODEL=\S+ to allow it; .* left_premises"):
        read_address(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://2130706433/v1",
        "http://0x7f000001/v1",
        "http://0x7f.1/v1",
        "http://0177.0.0.1/v1",
        "http://127.1/v1",
        "http://127.0.0.1.1/v1",
        "http://10.0.0.01/v1",
        "http://evil.com.1/v1",
        "http://①②⑦.⓪.⓪.①/v1",
        "http://10.0.0.1@evil.com/v1",
        "http://10.0.0.1:80@evil.com/v1",
        "http://user:secret@10.0.0.1/v1",
        "http://@10.0.0.1/v1",
        "http://10.0.0.1%2eevil.com/v1",
        "http://10.0.0.1\\.evil.com/v1",
        "http://10.0.0.1\\@evil.com/v1",
        "http://10.0.0.1\t.evil.com/v1",
        "http://10.0.0.1 .evil.com/v1",
        "http://10.0.0.1#@evil.com/v1",
        "http://10.0.0.1?@evil.com/v1",
        "http://10.0.0.1/v1?key=1",
        "http://[::1/v1",
        "http://10.0.0.1/v1%",
        "http://10.0.0.1/v1%zz",
        "http://10.0.0.1/%ff/v1",
        "http://[::1%25lo]:80@evil.com/v1",
        "http://a..b/v1",
        "http://-a.example/v1",
        "http://*.example.com/v1",
        "http:///v1",
        "http://10.0.0.1:0/v1",
        "http://10.0.0.1:99999/v1",
        "ftp://10.0.0.1/v1",
        "unix:///run/model.sock",
        "file:///etc/passwd",
        "10.0.0.1:8000/v1",
        "localhost:8000",
        "",
    ],
)
def test_an_address_that_can_be_read_in_two_ways_is_none(url: str) -> None:
    with pytest.raises(ValueError, match="model address") as failed:
        read_address(url, ("evil.com", "evil.com.1"))
    assert "secret" not in str(failed.value)


def test_allowed_hosts_are_exact_in_any_case_with_or_without_a_dot_at_the_end() -> None:
    allowed = read_allowed_hosts(" API.Example.com, 8.8.8.8,[2001:db8::1],2001:DB8::2,bücher.example, ")
    assert allowed == ("api.example.com", "8.8.8.8", "2001:db8::1", "2001:db8::2", "xn--bcher-kva.example")
    for url in (
        "https://api.example.com/v1",
        "https://API.EXAMPLE.COM./v1",
        "https://8.8.8.8/v1",
        "https://[2001:db8:0::1]/v1",
        "https://[2001:db8::2]/v1",
        "https://BÜCHER.example/v1",
    ):
        assert read_address(url, allowed).leaves_premises
        with pytest.raises(ValueError, match="https://"):
            read_address(url.replace("https:", "http:"), allowed)


@pytest.mark.parametrize(
    "url",
    ["https://x.api.example.com/v1", "https://example.com/v1", "https://api.example.com.evil.org/v1"],
)
async def test_neighbours_of_an_allowed_host_are_not_allowed(url: str) -> None:
    address = read_address(url, read_allowed_hosts("api.example.com"))
    assert not address.allowed
    with pytest.raises(BoleError, match="BOLE_ALLOW_EXTERNAL_MODEL"):
        await checked_addresses(address, resolving(("93.184.216.34",)))


@pytest.mark.parametrize(
    "text",
    ["*", "*.example.com", "api.example.com:443", "https://api.example.com", "example.com/v1", "a b", "user@b", "1.2"],
)
def test_an_allowed_host_with_wildcards_ports_or_paths_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="BOLE_ALLOW_EXTERNAL_MODEL"):
        read_allowed_hosts(f"fine.example, {text}")


def test_no_host_is_allowed_by_an_empty_list() -> None:
    assert read_allowed_hosts("") == read_allowed_hosts(" , ") == ()


def test_a_private_address_stays_on_the_premises_even_if_it_is_named() -> None:
    assert not read_address("http://10.0.0.1/v1", read_allowed_hosts("10.0.0.1")).leaves_premises


async def test_a_name_with_private_addresses_only_may_be_used() -> None:
    address = read_address("http://models.internal/v1")
    assert await checked_addresses(address, resolving(("10.0.0.7", "fd00::7"))) == ("10.0.0.7", "fd00::7")


@pytest.mark.parametrize(
    "found",
    [("8.8.8.8",), ("10.0.0.7", "8.8.8.8"), ("fd00::7", "2001:db8::1"), ("169.254.169.254",), ("::ffff:8.8.8.8",)],
)
async def test_a_name_with_one_external_address_is_refused_unless_it_is_named(found: tuple[str, ...]) -> None:
    with pytest.raises(BoleError, match=r"Set BOLE_ALLOW_EXTERNAL_MODEL=models\.internal ") as failed:
        await checked_addresses(read_address("http://models.internal/v1"), resolving(found))
    assert failed.value.reason is ErrorReason.MODEL_CONTRACT_MISMATCH
    allowed = read_address("https://models.internal/v1", ("models.internal",))
    assert await checked_addresses(allowed, resolving(found)) == found


@pytest.mark.parametrize("resolver", [failing, resolving(())])
async def test_a_name_without_addresses_is_refused_even_if_it_is_named(resolver: Resolver) -> None:
    for allowed in ((), ("gone.example",)):
        with pytest.raises(BoleError, match=r"gone\.example has no address") as failed:
            await checked_addresses(read_address("https://gone.example/v1", allowed), resolver)
        assert failed.value.reason is ErrorReason.MODEL_UNAVAILABLE


async def test_the_system_resolves_localhost_to_private_addresses() -> None:
    assert all(map(is_private, await checked_addresses(read_address("http://localhost/v1"))))


async def test_a_name_that_turns_to_an_external_address_after_the_check_is_not_connected_to() -> None:
    """Rebinding: the addresses are checked for each request, and the connection goes to a checked one."""
    address: ModelAddress = read_address("http://models.internal:9/v1")
    transport = CheckedTransport(address, connections=1, resolver=resolving(("127.0.0.1",), ("203.0.113.1",)))
    async with httpx2.AsyncClient(transport=transport, trust_env=False) as client:
        with pytest.raises(httpx2.ConnectError):
            await client.get("http://models.internal:9/v1/models")
        with pytest.raises(BoleError, match="outside private networks"):
            await client.get("http://models.internal:9/v1/models")


async def test_a_certificate_is_asked_for_by_name_though_the_connection_goes_to_the_checked_address() -> None:
    named: list[str | None] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)  # without a certificate: the handshake ends after the name
    context.sni_callback = lambda _, name, __: named.append(name)
    listening = await asyncio.start_server(lambda _, writer: writer.close(), "127.0.0.1", 0, ssl=context)
    url = f"https://models.internal:{listening.sockets[0].getsockname()[1]}/v1"
    transport = CheckedTransport(read_address(url), connections=1, resolver=resolving(("127.0.0.1",)))
    async with listening, httpx2.AsyncClient(transport=transport, trust_env=False) as client:
        with pytest.raises(httpx2.ConnectError):
            await client.get(url)
    assert named == ["models.internal"]
