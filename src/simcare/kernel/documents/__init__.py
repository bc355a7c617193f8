"""Documents as PDF: a typst template of ours, filled with plain values, in every script the product speaks.

A template is a `.typ` file beside the module that owns the document. It gets its values as JSON and never as typst
source, so that nothing a customer writes is ever executed; it sees only the files handed over with it, and no network
(security.md D16, S22, S23). The same values give the same bytes.
"""

import json
import tempfile
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any, Final

from simcare.kernel.errors import Permanent

FONTS: Final = Path(__file__).parent / "fonts"
"""Filled from npm by `simcare.web.assets`; nothing of it is in git."""

BASE: Final = Path(__file__).parent / "base.typ"
"""The look that all documents share; a template begins with `#import "base.typ": *`."""

FACES: Final = {
    "zh-hans": ("Noto Sans", "Noto Sans SC", "Noto Sans Arabic", "Noto Sans JP"),
    "ja": ("Noto Sans", "Noto Sans JP", "Noto Sans SC", "Noto Sans Arabic"),
    "ar": ("Noto Sans Arabic", "Noto Sans", "Noto Sans SC", "Noto Sans JP"),
}
"""Chinese and Japanese draw the same code point differently, so the language says which face comes first."""
OTHER_FACES: Final = ("Noto Sans", "Noto Sans SC", "Noto Sans JP", "Noto Sans Arabic")


class DocumentFailed(Permanent):
    """The document could not be made."""

    code = "document_failed"


def make_pdf(
    template: Path,
    values: Mapping[str, Any],
    *,
    language: str,
    at: datetime,
    files: Mapping[str, bytes] | None = None,
) -> bytes:
    """A PDF/A-2b of `template`, filled with `values` (JSON: texts, numbers, lists, dicts). Raises DocumentFailed.

    `at` is the document's date, which is part of its bytes. `files` are pictures and the like, by the plain names that
    the template calls them.
    """
    import typst  # 7 MB that a process without documents does without

    told = {**values, "language": language.split("-", maxsplit=1)[0], "faces": FACES.get(language, OTHER_FACES)}
    with tempfile.TemporaryDirectory(prefix="simcare-document-") as folder:
        root = Path(folder)
        for name, content in {
            **(files or {}),
            "base.typ": BASE.read_bytes(),
            "main.typ": template.read_bytes(),
        }.items():
            (root / PurePosixPath(name).name).write_bytes(content)
        try:
            made: Any = typst.compile(
                str(root / "main.typ"),
                root=folder,
                font_paths=[str(FONTS)],
                ignore_system_fonts=True,
                format="pdf",
                pdf_standards=["a-2b"],
                timestamp=int(at.timestamp()),
                package_path=folder,
                package_cache_path=folder,
                sys_inputs={"values": json.dumps(told, ensure_ascii=False)},
            )
        except RuntimeError as trouble:
            raise DocumentFailed(f"{template.name}: {trouble}") from trouble
    return bytes(made)
