"""Static files by hashed names once `collectstatic` has run; before that (tests, a bare checkout) by their own."""

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]  # has no types


class HashedWhenCollected(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # as above
    """Whitenoise's storage, which asks for no manifest before there is one."""

    def stored_name(self, name: str) -> str:
        return str(super().stored_name(name)) if self.hashed_files else name
