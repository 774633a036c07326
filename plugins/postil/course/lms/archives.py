"""Archives that are the same at each build: their files stand in order, and have one date."""

from __future__ import annotations

import io
from collections.abc import Mapping
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

# The first that a ZIP archive can say.
_DATE = (1980, 1, 1, 0, 0, 0)
_MODE = 0o644


def packed(files: Mapping[str, str]) -> bytes:
    """A ZIP archive of texts by name. `imsmanifest.xml` stands first, where some look for it."""
    data = io.BytesIO()
    with ZipFile(data, "w", ZIP_DEFLATED) as archive:
        for name in sorted(files, key=lambda name: (name != "imsmanifest.xml", name)):
            info = ZipInfo(name, _DATE)
            info.compress_type = ZIP_DEFLATED
            # As on Unix, whatever system makes it.
            info.create_system = 3
            info.external_attr = _MODE << 16
            archive.writestr(info, files[name].encode("utf-8", "replace"))
    return data.getvalue()
