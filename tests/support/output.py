"""The files of a built site, for comparing two of them."""

from __future__ import annotations

import gzip
import re
from pathlib import Path


def contents(site: Path) -> dict[str, bytes]:
    """All files of a site by path; dates of the build aside."""
    found = {}
    for path in sorted(site.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            if path.suffix == ".gz":
                data = gzip.decompress(data)
            if "sitemap" in path.name:
                data = re.sub(rb"<lastmod>[^<]*</lastmod>", b"", data)
            data = re.sub(rb"Build Date UTC : .*", b"", data)
            found[path.relative_to(site).as_posix()] = data
    return found
