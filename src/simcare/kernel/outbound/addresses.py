"""Which IP addresses are public. Pure: judged from the address alone, by `ipaddress`, never by own bit arithmetic.

Source: IANA special-purpose address registries, RFC 6890; RFC 6052 (NAT64), RFC 4291 (mapped addresses).
"""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

Address = IPv4Address | IPv6Address

_NAT64 = IPv6Network("64:ff9b::/96")
_UNICAST = IPv6Network("2000::/3")  # all that IANA has given out as global unicast
_TUNNELS = (IPv6Network("2002::/16"), IPv6Network("2001::/23"))  # 6to4; protocol assignments with Teredo


def is_public(address: str | Address) -> bool:
    """Whether a packet to this address leaves for the open internet, and only there."""
    inner = _unwrapped(ip_address(address))
    if not inner.is_global or inner.is_multicast or inner.is_reserved:
        return False
    if isinstance(inner, IPv6Address):
        return inner in _UNICAST and not any(inner in tunnel for tunnel in _TUNNELS)
    return True


def _unwrapped(address: Address) -> Address:
    """The IPv4 address that a mapped or NAT64 address stands for; any other address unchanged."""
    if isinstance(address, IPv4Address):
        return address
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address
