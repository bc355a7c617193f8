"""Static files with hashed names once `collectstatic` has run; before that (tests, a bare checkout) by their own names."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedWhenCollected(CompressedManifestStaticFilesStorage):
    """Whitenoise's storage, which asks for no manifest before there is one."""

    def stored_name(self, name: str) -> str:
        return str(super().stored_name(name)) if self.hashed_files else name
