"""The predicates of the checks, one file a layer; importing this package registers them all."""

from simcare.diagnosis.rules.checks import (
    commercial,
    data_path,
    device,
    incident,
    policy,
    provisioning,
    radio,
    session,
    swap,
)

__all__ = ["commercial", "data_path", "device", "incident", "policy", "provisioning", "radio", "session", "swap"]
