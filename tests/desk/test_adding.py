"""`postil add`: files are written, nothing is overwritten, and mistakes say what to do."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from pypdf import PdfReader, PdfWriter

from postil.desk.cli import main
from postil.exchange import pandoc
from postil.exchange.texts import reading
from support.builds import CONFIGURATION, build
from support.dresses import dressed, texts

LONG = "The harbour was closed for a year, and nobody could say who had closed it, or why. " * 3


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A site without readings; the working directory."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/index.md").write_text("# Start\n")
    (tmp_path / "mkdocs.yml").write_text(f"{CONFIGURATION}markdown_extensions: [footnotes]\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str, given: bytes | None = None) -> tuple[int, str]:
    result = CliRunner().invoke(main, arguments, input=given)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.exit_code, result.output


def test_what_is_written_passes_a_check_and_a_strict_build(site: Path) -> None:
    for number, kind in enumerate(("text", "html", "markdown", "docx", "odt", "epub")):
        data, name = dressed(texts()[number + 2], kind)
        Path(name).write_bytes(data)
        code, said = run("add", name)
        assert code == 0, said
        assert said.startswith("wrote docs/readings/")
    code, said = run("check")
    assert code == 0, said
    built = build(site)
    assert not built.stopped
    assert not built.log


def test_front_matter(site: Path) -> None:
    data, name = dressed(texts()[3], "html")
    Path(name).write_bytes(data)
    run("add", name, "--to", "readings/sparrows", "--source", "https://annals.example/5")
    matter = Path("docs/readings/sparrows.md").read_text(encoding="utf-8").split("---\n")[1]
    assert matter == (
        "title: Counting the sparrows of five towns\nauthor: Jonas Okafor\ndate: 2022-01-30\n"
        "source: https://annals.example/5\nlicence: https://creativecommons.org/licenses/by/4.0/\n"
        "lang: en\n"
    )


def test_every_line_of_the_report_says_how_to_change_it(site: Path) -> None:
    data, name = dressed(texts()[0], "text")
    Path(name).write_bytes(data)
    _, said = run("add", name)
    lines = [line for line in said.splitlines() if line.startswith("  - ")]
    assert len(lines) > 3
    assert all("; " in line for line in lines)


def test_nothing_is_overwritten(site: Path) -> None:
    Path("a.txt").write_text(LONG)
    for file in ("docs/readings/a.md", "annotations/readings/a.yml"):
        Path(file).parent.mkdir(parents=True, exist_ok=True)
        Path(file).write_text("mine")
        code, said = run("add", "a.txt", "--to", "readings/a")
        assert code == 1
        assert f"{file} is there already" in said
        assert Path(file).read_text() == "mine"
        Path(file).unlink()
    assert not list(Path("docs/readings").iterdir())


def test_a_newer_version_of_a_text_takes_its_place(site: Path) -> None:
    """What was written about the article by hand stays."""
    Path("a.txt").write_text(f"{LONG}\n\nThe gulls came back in May, as they do.")
    run("add", "a.txt", "--to", "readings/a")
    article, notes = Path("docs/readings/a.md"), Path("annotations/readings/a.yml")
    matter = "---\ntitle: Mine\nauthor:\n  - Mara Lind\n  - Jo Vane\n---\n\n"
    article.write_text(matter + article.read_text().split("---\n\n")[-1])
    notes.write_text("claims: {gulls: {quote: The gulls came back in May}}\n")
    assert run("lock")[0] == 0
    Path("b.txt").write_text(f"{LONG}\n\nThe gulls came back in March, as they do.")
    code, said = run("add", "b.txt", "--to", "readings/a")
    assert code == 1
    assert "--to readings/a-2, or" in said and "with --replace" in said
    assert "in May" in article.read_text()
    code, said = run("add", "b.txt", "--to", "readings/a", "--replace")
    assert code == 0
    assert said.startswith("wrote a new text into docs/readings/a.md; its front matter and ")
    assert "author was found" not in said
    assert article.read_text().startswith(matter) and "in March" in article.read_text()
    assert notes.read_text() == "claims: {gulls: {quote: The gulls came back in May}}\n"
    assert "is now “The gulls came back in March" in run("check")[1]


def test_standard_input(site: Path) -> None:
    code, _ = run("add", "-", "--to", "readings/pasted", given=f"{LONG}\n{LONG}".encode())
    assert code == 0
    text = Path("docs/readings/pasted.md").read_text()
    assert text.count("\n\n") == 1


def test_a_menu_of_its_own_is_told_of(site: Path) -> None:
    Path("a.txt").write_text(LONG)
    assert "nav" not in run("add", "a.txt")[1]
    with Path("mkdocs.yml").open("a") as opened:
        opened.write("nav: [index.md]\n")
    said = run("add", "a.txt", "--to", "readings/b")[1]
    assert said.endswith("list readings/b.md under 'nav:' in mkdocs.yml.\n")


def test_footnotes_that_the_site_does_not_know_are_told(site: Path) -> None:
    Path("mkdocs.yml").write_text(CONFIGURATION)
    data, name = dressed(texts()[5], "html")
    Path(name).write_bytes(data)
    _, said = run("add", name)
    assert "list 'footnotes' under 'markdown_extensions:'" in said


def pdf(*, encrypted: bool) -> bytes:
    writer, target = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    if encrypted:
        writer.encrypt("secret", algorithm="RC4-128")
    writer.write(target)
    assert PdfReader(io.BytesIO(target.getvalue())).is_encrypted == encrypted
    return target.getvalue()


def archive(**files: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as opened:
        for name, content in files.items():
            opened.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return target.getvalue()


MISTAKES = {
    "scan.pdf": (pdf(encrypted=False), "it is a scan; let a program for text recognition"),
    "locked.pdf": (pdf(encrypted=True), "is encrypted; open it with its password"),
    "broken.pdf": (b"%PDF-1.4 nothing", "damaged"),
    "locked.docx": (b"\xd0\xcf\x11\xe0" + bytes(600), "take its password off"),
    "old.doc": (b"\xd0\xcf\x11\xe0" + bytes(600), "save it as .docx"),
    "not.docx": (b"just words", "is no DOCX file"),
    "cut.docx": (b"PK\x03\x04 and no more", "fetch it again"),
    "empty.docx": (archive(word__document_xml=""), "open it in the program that made it"),
    "locked.odt": (
        archive(**{"META-INF__manifest_xml": "<encryption-data/>"}),
        "save it without a password",
    ),
    "zipped.zip": (archive(readme="x"), "an archive of a kind that is not read"),
    "picture.png": (b"\x89PNG\r\n\x1a\n" + bytes(30), "text recognition"),
    "data.bin": (bytes(range(256)) * 9, "these are read"),
    "notes.xyz": (b"words", "--kind"),
    "nothing.txt": (b" \n", "is empty"),
    "empty.html": (b"<html><body></body></html>", "no text was found"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_mistakes_say_what_to_do(site: Path, name: str) -> None:
    data, said = MISTAKES[name]
    Path(name).write_bytes(data)
    code, output = run("add", name)
    assert code == 1
    assert said in output
    assert not Path("docs/readings").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["missing.txt"], "there is no missing.txt"),
        (["docs"], "docs is a folder"),
        (["https://x.example/"], "save the page in your browser"),
        (["a.txt", "--to", "../outside"], "is no place in docs"),
        (["a.txt", "--to", "readings/a.ben"], "write it like readings/a-ben"),
        (["a.txt", "--chapter", "2"], "--chapter is for books"),
    ],
)
def test_wrong_arguments(site: Path, arguments: list[str], said: str) -> None:
    Path("a.txt").write_text(LONG)
    code, output = run("add", *arguments)
    assert code == 1
    assert said in output


def test_a_missing_extra_is_named(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("a.html").write_text(f"<p>{LONG}</p>")
    monkeypatch.setattr(reading, "find_spec", lambda name: None if name == "trafilatura" else name)
    _, said = run("add", "a.html")
    assert "trafilatura is not installed, which this needs; pip install 'postil[import]'" in said


def test_without_pandoc_office_files_are_answered_and_pages_come_in(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("postil.exchange.texts.office.pandoc_program", lambda: None)
    for kind, advice in (("docx", "pip install 'postil[pandoc]', or install pandoc"), ("html", "")):
        data, name = dressed(texts()[1], kind)
        Path(name).write_bytes(data)
        code, said = run("add", name)
        assert code == bool(advice) and advice in said


def test_the_pandoc_of_the_machine_is_taken_where_there_is_no_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / ("pandoc.exe" if sys.platform == "win32" else "pandoc")
    program.write_text("")
    program.chmod(0o755)
    monkeypatch.setattr(pandoc, "find_spec", lambda name: None)
    for path, expected in ((str(tmp_path), str(program)), ("", None)):
        monkeypatch.setenv("PATH", path)
        pandoc.program.cache_clear()
        assert pandoc.program() == expected
    pandoc.program.cache_clear()


def test_the_command_line_starts_without_the_extra() -> None:
    code = (
        "import sys; sys.modules.update(dict.fromkeys(['lxml', 'trafilatura', 'pdfminer', "
        "'pypandoc'])); import postil.desk.cli"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_check_advises_on_walls_and_footnotes(site: Path) -> None:
    Path("docs/wall.md").write_text("---\ntitle: A wall\n---\n\n" + LONG * 20 + "[^1]\n")
    Path("annotations").mkdir()
    Path("annotations/wall.yml").write_text("claims: {}\n")
    code, said = run("check")
    assert code == 0
    assert "advice: docs/wall.md:5:1: this paragraph has 1021 words" in said
    assert "footnote" not in said
    Path("mkdocs.yml").write_text(CONFIGURATION)
    _, said = run("check")
    assert "“[^1]” is the mark of a footnote" in said
