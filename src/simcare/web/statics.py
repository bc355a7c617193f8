"""Static files by hashed names once `collectstatic` has run; before that (tests, a bare checkout) by their own."""

from pathlib import Path

from django.http import HttpRequest, HttpResponse
from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]  # has no types


class HashedWhenCollected(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # as above
    """Whitenoise's storage, which asks for no manifest before there is one."""

    def stored_name(self, name: str) -> str:
        return str(super().stored_name(name)) if self.hashed_files else name


def service_worker(_request: HttpRequest) -> HttpResponse:
    """The worker that shows pushes, from the root of our origin, where alone it may stand for every page."""
    script = Path(__file__).parent / "static" / "simcare" / "service-worker.js"
    return HttpResponse(script.read_bytes(), content_type="text/javascript", headers={"Cache-Control": "no-cache"})
