"""The scripts of the desk, and that of SCORM packages, say in JSDoc what their values are;
TypeScript finds nothing wrong."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from postil.course import lms
from postil.desk.page.files import ASSETS
from support.npm import NoPackagesError, fetched

# The page of a SCORM package stands on other people's sites.
RELAY = Path(lms.__file__).with_name("relay.js")

OPTIONS = {
    "allowJs": True,
    "checkJs": True,
    "noEmit": True,
    "strict": True,
    "target": "esnext",
    "module": "esnext",
    "moduleResolution": "bundler",
    "lib": ["esnext", "dom", "dom.iterable"],
    "types": [],
}


def test_types(tmp_path: Path) -> None:
    try:
        packages = fetched(Path(__file__).with_name("package.json"))
    except NoPackagesError as error:
        pytest.skip(str(error))
    project = tmp_path / "tsconfig.json"
    files = [path.as_posix() for path in [*sorted(ASSETS.glob("*.js")), RELAY]]
    project.write_text(json.dumps({"compilerOptions": OPTIONS, "files": files}), "utf-8")
    compiler = packages / "node_modules/typescript/bin/tsc"
    done = subprocess.run(
        ["node", str(compiler), "--project", str(project), "--pretty", "false"],
        capture_output=True,
        text=True,
    )
    assert done.stdout == ""
    assert done.returncode == 0
