"""Holds the cartridges of the demo's course against the public XML Schemas of Common Cartridge 1.1.

The schemas are not ours to hand on: download those that 1EdTech publishes beside the profile
(ccv1p1_imscp_v1p2_v1p0.xsd and those that it names) into a folder, and name it. A file of version
1.3 is held against the same schemas with its names of 1.1, since those of 1.3 differ in little
else; its manifest and its assignments have schemas of their own, and are left out.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from zipfile import ZipFile

from lxml import etree

PROJECT = Path(__file__).resolve().parent.parent

# The manifest has names of several of them.
IMPORTS = {
    "http://www.imsglobal.org/xsd/imsccv1p1/imscp_v1p1": "ccv1p1_imscp_v1p2_v1p0.xsd",
    "http://ltsc.ieee.org/xsd/imsccv1p1/LOM/manifest": "ccv1p1_lommanifest_v1p0.xsd",
}
MANIFEST = "manifest.xsd"
# By what stands in the archive: a web link, a topic, a quiz.
SCHEMAS = {
    "links/": "ccv1p1_imswl_v1p1.xsd",
    "discussions/": "ccv1p1_imsdt_v1p1.xsd",
    "quizzes/": "ccv1p1_qtiasiv1p2p1_v1p0.xsd",
}


def local(folder: Path, schemas: Path) -> None:
    """Copies schemas so that they find each other in their folder: they name each other by
    addresses, of which some begin with https where the names of the namespaces do not."""
    for path in schemas.glob("*.xsd"):
        text = path.read_text("utf-8", errors="replace").replace('"https://', '"http://')
        text = re.sub(r'schemaLocation\s*=\s*"http[^"]*/([^"/]+)"', r'schemaLocation="\1"', text)
        (folder / path.name).write_text(text, encoding="utf-8")
    imports = (
        f'<xs:import namespace="{space}" schemaLocation="{name}"/>'
        for space, name in IMPORTS.items()
    )
    begin = '<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">'
    (folder / MANIFEST).write_text(f"{begin}{''.join(imports)}</xs:schema>")


def wrong_in(archive: Path, folder: Path) -> int:
    """Says of each file whether it is valid; returns how many are not."""
    found = 0
    with ZipFile(archive) as files:
        for name in sorted(files.namelist()):
            kind = next((path for start, path in SCHEMAS.items() if name.startswith(start)), None)
            if name == "imsmanifest.xml" and archive.name == "course.imscc":
                kind = MANIFEST
            if kind is None or not name.endswith(".xml"):
                continue
            data = files.read(name).replace(b"ccv1p3", b"ccv1p1").replace(b"_v1p3", b"_v1p1")
            schema = etree.XMLSchema(etree.parse(str(folder / kind)))
            is_valid = schema.validate(etree.fromstring(data))
            print(f"{'valid  ' if is_valid else 'INVALID'} {archive.name}: {name}")
            for error in schema.error_log:
                print(f"        {error.line}: {error.message}")
            found += not is_valid
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("schemas", type=Path, help="the folder of the schemas")
    schemas = parser.parse_args().schemas
    with tempfile.TemporaryDirectory() as name:
        work, folder = Path(name), Path(name, "schemas")
        folder.mkdir()
        local(folder, schemas)
        command = [sys.executable, "-m", "postil.desk.cli", "course", "export", str(work / "out")]
        subprocess.run(command, cwd=PROJECT, check=True, stdout=subprocess.DEVNULL)
        archives = sorted((work / "out").glob("*.imscc"))
        return sum(wrong_in(archive, folder) for archive in archives)


if __name__ == "__main__":
    sys.exit(main())
