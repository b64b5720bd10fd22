"""Where Triton servers may be: how addresses are written, and what is connected to."""

import pytest

from bole.domain.errors import BoleError, ErrorReason
from bole.inference.errors import AWAY, ModelCallError
from bole.inference.private_networks import Resolver
from bole.inference.triton_addresses import checked_targets, grpc_target, read_triton_address


def resolving(*found: str) -> Resolver:
    async def resolver(host: str, port: int) -> tuple[str, ...]:
        if not found:
            raise OSError(host, port)
        return found

    return resolver


@pytest.mark.parametrize(
    ("text", "host", "port"),
    [
        ("10.0.0.5:8001", "10.0.0.5", 8001),
        ("[fd00::5]:1", "fd00::5", 1),
        ("[FD00:0::5]:65535", "fd00::5", 65535),
        ("Triton-0.models.internal.:8001", "triton-0.models.internal", 8001),
        ("localhost:8001", "localhost", 8001),
    ],
)
def test_hosts_and_ports_are_read(text: str, host: str, port: int) -> None:
    address = read_triton_address(text)
    assert (address.host, address.port, address.allowed, address.leaves_premises) == (host, port, False, False)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "10.0.0.5",
        ":8001",
        "10.0.0.5:",
        "10.0.0.5:0",
        "10.0.0.5:65536",
        "10.0.0.5:+1",
        "10.0.0.5:８001",
        "10.0.0.5:8001 ",
        "10.0.0.5:8001\n",
        "ipv4:10.0.0.5:8001",
        "ipv4:8.8.8.8:8001",
        "dns:///models.internal:8001",
        "dns:models.internal:8001",
        "unix:/run/triton.sock",
        "http://10.0.0.5:8001",
        "passthrough:///8.8.8.8:8001",
        "10.0.0.5,8.8.8.8:8001",
        "user@models.internal:8001",
        "fd00::5:8001",
        "[fd00::5]",
        "[10.0.0.5]:8001",
        "[fe80::1%eth0]:8001",
        "127.1:8001",
        "2130706433:8001",
        "a..b:8001",
    ],
)
def test_anything_else_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(ValueError, match=r"HOST:PORT or \[IPV6\]:PORT"):
        read_triton_address(text)


@pytest.mark.parametrize(
    ("text", "leaves"),
    [
        ("Models.Internal:1", True),
        ("8.8.8.8:1", True),
        ("[2001:DB8::1]:1", True),
        ("10.0.0.5:1", False),
        ("x.internal:1", False),
    ],
)
def test_what_is_allowed_leaves_the_premises_unless_it_is_a_private_address(text: str, leaves: bool) -> None:
    allowed = ("models.INTERNAL", "8.8.8.8", "[2001:db8:0::1]", "10.0.0.5")
    assert read_triton_address(text, allowed).leaves_premises is leaves


async def test_a_name_without_addresses_is_away() -> None:
    with pytest.raises(ModelCallError) as caught:
        await checked_targets(read_triton_address("models.internal:1"), resolving())
    assert caught.value.meaning.remedy in AWAY


@pytest.mark.parametrize("found", [("8.8.8.8",), ("10.0.0.7", "8.8.8.8"), ("fd00::7", "2001:db8::1")])
async def test_a_name_with_an_address_outside_is_refused_unless_it_is_allowed(found: tuple[str, ...]) -> None:
    with pytest.raises(BoleError, match=r"BOLE_ALLOW_EXTERNAL_MODEL=models\.internal") as caught:
        await checked_targets(read_triton_address("models.internal:1"), resolving(*found))
    assert caught.value.reason is ErrorReason.MODEL_CONTRACT_MISMATCH
    allowed = read_triton_address("models.internal:1", ("models.internal",))
    assert await checked_targets(allowed, resolving(*found)) == found


async def test_an_address_is_not_looked_up() -> None:
    assert await checked_targets(read_triton_address("10.0.0.5:1"), resolving()) == ("10.0.0.5",)
    with pytest.raises(BoleError, match="outside private networks"):
        await checked_targets(read_triton_address("8.8.8.8:1"), resolving("10.0.0.5"))


async def test_addresses_of_both_families_are_connected_to() -> None:
    """A gRPC target holds one family, so an IPv4 address among IPv6 ones is written as IPv6."""
    found = resolving("fd00::7", "10.0.0.7", "fd00::8")
    targets = await checked_targets(read_triton_address("models.internal:1"), found)
    assert targets == ("fd00::7", "10.0.0.7", "fd00::8")
    assert grpc_target(targets, 8001) == "ipv6:[fd00::7]:8001,[::ffff:10.0.0.7]:8001,[fd00::8]:8001"
    assert grpc_target(("10.0.0.7",), 8001) == "ipv4:10.0.0.7:8001"
