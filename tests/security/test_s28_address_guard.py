"""S28 (FreeScout CVE-2026-34443): the guard's arithmetic agrees with the standard library's."""

import random
from ipaddress import IPv4Address, IPv6Address, IPv6Network

from simcare.kernel.outbound.addresses import is_public

CASES = 100_000
NAT64 = IPv6Network("64:ff9b::/96")
GLOBAL_UNICAST = IPv6Network("2000::/3")
REFUSED_TUNNELS = (IPv6Network("2002::/16"), IPv6Network("2001::/23"))
V4_EDGES = [
    "0.0.0.0", "9.255.255.255", "10.0.0.0", "10.255.255.255", "11.0.0.0", "100.63.255.255", "100.64.0.0",
    "100.127.255.255", "100.128.0.0", "126.255.255.255", "127.0.0.0", "127.255.255.255", "128.0.0.0",
    "169.253.255.255", "169.254.0.0", "169.254.169.254", "169.255.0.0", "172.15.255.255", "172.16.0.0",
    "172.31.255.255", "172.32.0.0", "192.0.2.1", "192.167.255.255", "192.168.0.0", "192.168.255.255",
    "192.169.0.0", "198.17.255.255", "198.18.0.0", "198.19.255.255", "198.20.0.0", "203.0.113.9",
    "223.255.255.255", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
]  # fmt: skip


def expected(address: IPv4Address | IPv6Address) -> bool:
    """The standard library's own words, put together differently than in the guard."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return expected(address.ipv4_mapped)
        if address in NAT64:
            return expected(IPv4Address(address.packed[-4:]))
        if address not in GLOBAL_UNICAST or any(address in tunnel for tunnel in REFUSED_TUNNELS):
            return False
    bad = address.is_private or address.is_loopback or address.is_link_local or address.is_multicast
    return not (bad or address.is_reserved or address.is_unspecified) and address.is_global


def drawn(chance: random.Random) -> IPv4Address | IPv6Address:
    """A random address of any form, half of them near the edges of special networks."""
    edge = int(IPv4Address(chance.choice(V4_EDGES))) + chance.randint(-2, 2)
    v4 = IPv4Address(chance.choice([chance.getrandbits(32), edge % 2**32]))
    match chance.randrange(5):
        case 0 | 1:
            return v4
        case 2:
            return IPv6Address((0xFFFF << 32) | int(v4))
        case 3:
            return IPv6Address(int(NAT64.network_address) | int(v4))
    prefix = chance.choice([0x2001, 0x2002, 0x2400, 0x2A00, 0xFC00, 0xFD00, 0xFE80, 0xFEC0, 0xFF02, 0x0064, 0x0000])
    return IPv6Address((prefix << 112) | chance.getrandbits(chance.choice([8, 64, 112])))


def test_s28_address_guard_agrees_with_ipaddress() -> None:
    chance = random.Random(28)
    addresses = [drawn(chance) for _ in range(CASES)]
    wrong = [address for address in addresses if is_public(address) is not expected(address)]
    assert wrong == []
    assert 0.2 < sum(map(is_public, addresses)) / CASES < 0.8


def test_s28_texts_and_addresses_are_judged_alike() -> None:
    for text in V4_EDGES:
        assert is_public(text) is is_public(IPv4Address(text)) is is_public(f"::ffff:{text}")
