"""Who asks, where proxies stand before us (security.md S16): only the hops that the installation names are believed.

Each proxy adds the address it was called from at the end of X-Forwarded-For. Read from there, all up to the first
address that is no proxy of ours was written by one; what stands before it is the caller's own invention.
"""

from collections.abc import Callable, Sequence
from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Answer = Callable[[HttpRequest], HttpResponse]
MOST_HOPS = 10


def real_address(get_response: Answer) -> Answer:
    """Middleware: REMOTE_ADDR is whoever called the outermost of our proxies; limits and sign-ins go by it."""

    def answer(request: HttpRequest) -> HttpResponse:
        told = request.META.get("HTTP_X_FORWARDED_FOR", "")
        called_from = request.META.get("REMOTE_ADDR", "")
        request.META["REMOTE_ADDR"] = caller(called_from, told, settings.SIMCARE_TRUSTED_PROXIES)
        return get_response(request)

    return answer


def caller(called_from: str, forwarded_for: str, proxies: Sequence[str]) -> str:
    """The address of the caller: `called_from`, or what our own proxies say of whom they were called from."""
    address = called_from
    for hop in reversed(forwarded_for.split(",")[-MOST_HOPS:]):
        if not _is_proxy(address, proxies) or not _is_address(hop.strip()):
            break
        address = hop.strip()
    return address


def _is_proxy(address: str, proxies: Sequence[str]) -> bool:
    return _is_address(address) and any(ip_address(address) in ip_network(net) for net in proxies if net)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return "%" not in text  # a scope (RFC 4007) may hold any text
