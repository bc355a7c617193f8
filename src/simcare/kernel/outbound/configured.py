"""The client as this installation's settings allow it."""

from django.conf import settings

from simcare.kernel.outbound.client import DEFAULT_BODY_BYTES, Outbound


def configured(*, max_body_bytes: int = DEFAULT_BODY_BYTES) -> Outbound:
    """A client that may call public targets and the `host:port` pairs of `SIMCARE_LOOPBACK_TARGETS`.

    Operators and gateways pass their own larger body limit.
    """
    targets = getattr(settings, "SIMCARE_LOOPBACK_TARGETS", ())
    return Outbound(allowed_loopback=frozenset(targets), max_body_bytes=max_body_bytes)
