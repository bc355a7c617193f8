"""Platforms come into use; their credentials are sealed from the first moment."""

import json
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from simcare.kernel import audit, secrets
from simcare.operators.connectors import connector_class
from simcare.operators.errors import BadCredentials
from simcare.operators.models import Platform


@transaction.atomic
def add_platform(
    *,
    name: str,
    connector: str,
    base_url: str,
    credentials: Mapping[str, str],
    calls_per_second: int = 10,
    by: str,
    at: datetime,
) -> Platform:
    """A platform account of this name, new or changed. Raises UnknownPlatform or BadCredentials for what can't be."""
    missing = set(connector_class(connector).credential_names) - set(credentials)
    if missing:
        raise BadCredentials(f"a {connector} platform needs {', '.join(sorted(missing))}")
    platform, is_new = Platform.objects.update_or_create(
        name=name,
        defaults={
            "connector": connector,
            "base_url": base_url,
            "sealed_credentials": secrets.seal(json.dumps(dict(credentials))),
            "calls_per_second": calls_per_second,
        },
    )
    audit.record(
        "platform.added" if is_new else "platform.changed",
        by=by,
        at=at,
        subject=f"platform:{name}",
        after={"connector": connector, "base_url": base_url, "calls_per_second": calls_per_second},
    )
    return platform


@transaction.atomic
def reseal_credentials(*, by: str, at: datetime) -> int:
    """Bring all credentials under the newest master key; returns how many."""
    platforms = list(Platform.objects.select_for_update())
    for platform in platforms:
        platform.sealed_credentials = secrets.resealed(platform.sealed_credentials)
        platform.save(update_fields=["sealed_credentials"])
    audit.record("platform.credentials_resealed", by=by, at=at, subject="platforms", after={"count": len(platforms)})
    return len(platforms)
