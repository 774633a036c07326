"""What platforms rely on in the archives that they import: the rules of Common Cartridge and of its
profile of QTI that no schema of XML can say, and those that lead to half of an import."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree
from zipfile import ZipFile

Tree = ElementTree.Element


@dataclass(frozen=True)
class Archive:
    """An archive that was read."""

    files: dict[str, str]
    manifest: Tree

    @classmethod
    def of(cls, data: bytes) -> Archive:
        with ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()
            # Some look no further.
            assert names[0] == "imsmanifest.xml"
            files = {name: archive.read(name).decode() for name in names}
        return cls(files, bare(files["imsmanifest.xml"]))

    def xml(self, name: str) -> Tree:
        """A file, without the namespaces of its elements."""
        return bare(self.files[name])

    def items(self) -> list[tuple[str, str]]:
        """The titles in the order in which they are shown, each with the type of its resource."""
        types = {r.get("identifier"): r.get("type", "") for r in self.manifest.iter("resource")}
        return [
            (item.findtext("title", ""), types.get(item.get("identifierref"), ""))
            for item in self.manifest.iter("item")
            if item.find("title") is not None
        ]


def bare(text: str) -> Tree:
    """XML as a tree, without the namespaces of its elements."""
    tree = ElementTree.fromstring(text)
    for element in tree.iter():
        element.tag = element.tag.rpartition("}")[2]
    return tree


def wrong_with(archive: Archive) -> list[str]:
    """What a platform would stumble over."""
    return [*_manifest(archive), *_addresses(archive), *_quizzes(archive)]


def _manifest(archive: Archive) -> Iterator[str]:
    manifest = archive.manifest
    ids = Counter(e.get("identifier") for e in manifest.iter() if e.get("identifier"))
    yield from (f"{id} is there {count} times" for id, count in ids.items() if count > 1)
    # Those of XML begin with a letter.
    yield from (f"{id} is no id" for id in ids if not re.fullmatch(r"[A-Za-z][\w.-]*", id or ""))
    listed = set()
    for resource in manifest.iter("resource"):
        name, kind = resource.get("identifier"), resource.get("type", "")
        files = [file.get("href", "") for file in resource.iter("file")]
        listed |= {*files}
        has_page = kind in ("webcontent", "assignment_xmlv1p0")
        if len(files) != 1 or (
            resource.get("href") != files[0] if has_page else resource.get("href")
        ):
            yield f"{name}: a resource has one file, and only a page says it twice"
    yield from (f"{n} is not in the archive" for n in listed - archive.files.keys())
    yield from (f"{n} is not listed" for n in archive.files.keys() - listed - {"imsmanifest.xml"})
    for element in manifest.iter():
        to = element.get("identifierref")
        if to and to not in ids:
            yield f"there is no {to}"


def _addresses(archive: Archive) -> Iterator[str]:
    """On a platform nothing stands beside the site."""
    for name, text in archive.files.items():
        plain = text.replace("&lt;", "<").replace("&#34;", '"')
        for address in re.findall(r'<[a-zA-Z][^<>]*\s(?:href|src)="([^"]*)"', plain):
            if name != "imsmanifest.xml" and not re.match(r"https?://", address):
                yield f"{name}: {address} leads nowhere"


def _quizzes(archive: Archive) -> Iterator[str]:
    for name in archive.files:
        if "<questestinterop" in archive.files[name]:
            yield from (f"{name}: {what}" for what in _quiz(archive.xml(name)))


def _quiz(tree: Tree) -> Iterator[str]:
    if len(tree.findall("assessment/section")) != 1:
        yield "an assessment has one section"
    items = [*tree.iter("item")]
    if len({item.get("ident") for item in items}) < len(items):
        yield "two questions have one id"
    for item in items:
        fields = {
            f.findtext("fieldlabel"): f.findtext("fieldentry")
            for f in item.iter("qtimetadatafield")
        }
        profile = fields.get("cc_profile")
        if not re.fullmatch(r"[1-9]\d?", fields.get("cc_weighting") or "1"):
            yield "points are whole ones, from 1 to 99"
        if not (item.findtext("presentation/material/mattext") or "").strip():
            yield "a question asks something"
        asked = {e.get("ident") for e in item.iter() if e.tag in ("response_lid", "response_str")}
        right = [*item.iter("varequal")]
        if any(answer.get("respident") not in asked for answer in right):
            yield "what is right is no answer to what is asked"
        labels = {label.get("ident") for label in item.iter("response_label")}
        if profile == "cc.multiple_choice.v0p1":
            if len(labels) < 2 or [answer.text in labels for answer in right] != [True]:
                yield "one of the choices is right"
        elif profile == "cc.fib.v0p1":
            if not right or labels or not all(answer.text for answer in right):
                yield "there is something that is right"
        elif profile == "cc.essay.v0p1":
            if right or fields.get("qmd_computerscored") != "No":
                yield "nobody but a person marks an essay"
        else:
            yield f"{profile} is none of the kinds that are used here"
