"""Reading what was handed in: files and receipts, alone, in folders, in mails and in the archives
of an LMS.

Each file is what it holds, whatever it is called. What cannot be read is a problem with the name of
the file in it, and stops nothing else.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Any

from postil.edition.problems import Problem

from . import mails, receipts
from .acts import HandInError
from .handins import HandIn, as_values, of_values, same, sound
from .wrappings import Found, decoded, divided, receipts_in

LARGEST_FILE = 8_000_000
"""Bytes of one file. A hand-in of a thousand long notes has one million."""
LARGEST_ARCHIVE = 400_000_000
"""Bytes that the files of an archive may have together, unpacked."""
LARGEST_MAIL = 100_000_000
"""Bytes of a file of mails: pictures may be attached to them."""
MOST_FILES = 5_000
DEEPEST_ARCHIVE = 2
"""An LMS puts what students hand in into one archive, and a student may hand in another."""

_TOO_MANY = f"more than {MOST_FILES:,} files are not read"
# What systems put beside files, for themselves.
_UNSEEN = {"__MACOSX", "Thumbs.db", "desktop.ini"}
_OFFICE = ("word/document.xml", "content.xml")

_SIGNS = (
    (b"%PDF", "a PDF"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (
        b"\xd0\xcf\x11\xe0",
        "a mail of Outlook (.msg), whose attachment is to be saved by itself, or a file of an old "
        "Word, or one with a password",
    ),
    (b"Rar!", "a RAR archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"\x1f\x8b", "a gzip archive"),
)
_ASK = "ask for the file that 'Hand in' makes, or for the receipt as text"
_NOTHING = "there is no hand-in and no receipt in it"


class _NothingError(HandInError):
    """There is nothing of ours in a file, be it whole or not."""


@dataclass(frozen=True, slots=True)
class Read:
    """A hand-in, and where it was found."""

    file: str
    line: int
    """Of a receipt, the line on which it begins; 0 for a file."""
    handin: HandIn


@dataclass
class Results:
    """What came of reading: hand-ins, and what could not be read."""

    read: list[Read] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    room: int = LARGEST_ARCHIVE
    """How many more bytes are unpacked of the archive that is read."""

    def refuse(self, file: str, error: HandInError, line: int = 0) -> None:
        """Takes note of what cannot be read."""
        self.problems.append(Problem(file, line, 1 if line else 0, error.what, error.advice))


def read_all(paths: Iterable[Path]) -> Results:
    """What files and folders hold."""
    results = Results()
    for path in paths:
        for file in _files(path):
            name = file.as_posix()
            try:
                data = _bytes(file)
            except OSError as error:
                why = HandInError(f"it cannot be read: {error.strerror}", "look at its path")
                results.refuse(name, why)
            except HandInError as error:
                results.refuse(name, error)
            else:
                read_data(data, name, results)
    return results


def _files(path: Path) -> Iterator[Path]:
    """The file of a path, or those in the folder."""
    if not path.is_dir():
        yield path
        return
    for one in sorted(path.iterdir()):
        if not (_is_unseen(one.name) or one.is_symlink()):
            yield from _files(one)


def _is_unseen(name: str) -> bool:
    return name.startswith(".") or name in _UNSEEN


def _bytes(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(LARGEST_ARCHIVE + 1)


def read_data(data: bytes, name: str, results: Results, depth: int = 0) -> None:
    """What some data holds; `name` is what they are called in problems."""
    if depth == 0:
        results.room = LARGEST_ARCHIVE
    try:
        _read(data, name, results, depth)
    except HandInError as error:
        results.refuse(name, error)


def _read(data: bytes, name: str, results: Results, depth: int) -> None:
    """The same. Raises HandInError where there is nothing in them that can be read."""
    if data.startswith(b"PK\x03\x04"):
        _read_archive(data, name, results, depth)
    elif mails.is_mail(data):
        _read_mail(data, name, results, depth)
    else:
        _read_text(_checked(data), name, results)


def _checked(data: bytes) -> bytes:
    if not data.strip():
        raise _NothingError("it is empty", _ASK)
    if len(data) > LARGEST_FILE:
        raise HandInError(f"it has more than {LARGEST_FILE:,} bytes, and is no hand-in", _ASK)
    if kind := next((kind for sign, kind in _SIGNS if data.startswith(sign)), ""):
        raise _NothingError(f"it is {kind}, and no hand-in", _ASK)
    return data


def _read_mail(data: bytes, name: str, results: Results, depth: int) -> None:
    """Reads what is written in a mail, and what is attached to it. That there is nothing in the one
    is nothing to tell where there is something in the other."""
    if len(data) > LARGEST_MAIL:
        raise HandInError(f"it has more than {LARGEST_MAIL:,} bytes of mail", "divide it")
    if depth > DEEPEST_ARCHIVE:
        raise HandInError("it is a mail in a mail in a mail", _ASK)
    by_mail: dict[int, list[mails.Part]] = {}
    try:
        for part in mails.parts(data):
            by_mail.setdefault(part.mail, []).append(part)
    except RecursionError as error:
        raise HandInError("it is nested too deep to be a mail", _ASK) from error
    if len(by_mail) > MOST_FILES:
        raise HandInError(f"it has {len(by_mail):,} mails; {_TOO_MANY}", "divide it")
    for number, parts in by_mail.items():
        _read_parts(parts, f"{name}/{number}" if number else name, results, depth)


def _read_parts(parts: Sequence[mails.Part], name: str, results: Results, depth: int) -> None:
    """Reads the parts of one mail."""
    found = Results(room=results.room)
    nothing: list[tuple[str, HandInError]] = []
    for part in parts:
        where = f"{name}/{part.name}" if part.name else name
        try:
            _read(part.data, where, found, depth + 1)
        except _NothingError as error:
            nothing.append((part.name and where, error))
        except HandInError as error:
            found.refuse(where, error)
    results.room = found.room
    results.problems.extend(found.problems)
    for number, one in enumerate(found.read):
        # Mails say the same as text and as a page.
        if not any(_is_same(one, other) for other in found.read[:number]):
            results.read.append(one)
    if not (found.read or found.problems):
        attached = [(where, why) for where, why in nothing if where]
        for where, why in attached or [(name, _NothingError(_NOTHING, _ASK))]:
            results.refuse(where, why)


def _is_same(one: Read, other: Read) -> bool:
    return same(as_values(one.handin), as_values(other.handin))


def _read_text(data: bytes, name: str, results: Results) -> None:
    # A receipt has no letter that is another one in another encoding.
    text = decoded(data) or data.decode("latin-1")
    wrong: HandInError | None = None
    if text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        try:
            values = _values(data)
        except HandInError as error:
            wrong = error
        else:
            if _is_ours(values):
                results.read.append(Read(name, 0, of_values(sound(values))))
                return
            # What an LMS exports may have receipts in it.
            text = "\n".join(_texts(values))
    found = [*islice(receipts_in(text), MOST_FILES + 1)]
    if len(found) > MOST_FILES:
        raise HandInError(f"it has more than {MOST_FILES:,} receipts", "divide it")
    if not found:
        raise wrong or _NothingError(_NOTHING, _ASK)
    parted = divided(text, receipts.is_right) if any(not one.is_whole for one in found) else {}
    for one in found:
        # Where cells stand without signs between them, what follows is taken for a part of it.
        begin = max((b for b in parted if one.text.startswith(b)), key=len, default="")
        whole = replace(one, text=parted[begin], is_whole=True) if begin else one
        _read_receipt(whole, name, results)


def _read_receipt(found: Found, name: str, results: Results) -> None:
    try:
        results.read.append(Read(name, found.line, _receipt(found)))
    except HandInError as error:
        results.refuse(name, error, found.line)


def _receipt(found: Found) -> HandIn:
    if found.form == 0:
        raise HandInError(
            f"the beginning of the receipt is missing: it begins with {receipts.PREFIX}", _CUT
        )
    if found.form != 1:
        raise HandInError(
            f"the receipt is of a newer Postil (POSTIL{found.form})", "update Postil to read it"
        )
    if not found.is_whole:
        raise HandInError("the receipt is cut: its end is missing", _CUT)
    if len(found.text) > LARGEST_FILE:
        raise HandInError("the receipt is too long to be one", _ASK)
    return receipts.read(found.text)


_CUT = "ask the student to copy all of it, or for the file: some forms take too few letters"


def _values(data: bytes) -> Any:
    """The values of a file of JSON. Raises HandInError."""
    text = decoded(data)
    if text is None:
        raise HandInError(
            "it is not in UTF-8: a program has saved it otherwise, and names may be others now",
            "ask for the file as the page made it",
        )

    def refuse(number: str) -> None:
        raise HandInError(f"it has a number that is none: {number}", _ASK)

    try:
        return json.loads(text.removeprefix("\ufeff"), parse_constant=refuse)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        is_cut = error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated")
        what = (
            "the file is cut: its end is missing" if is_cut else f"the file is damaged at {place}"
        )
        raise HandInError(f"{what} ({error.msg})", "ask the student to hand in again") from error
    except RecursionError as error:
        raise HandInError("it is nested too deep to be a hand-in", _ASK) from error
    except ValueError as error:
        raise HandInError("it has a number that is too long to be one", _ASK) from error


def _is_ours(values: Any) -> bool:
    """Whether a file was made by Postil: as a hand-in, or to save notes."""
    if not isinstance(values, Mapping):
        return False
    if "postil:handIn" in values:
        return True
    return values.get("type") == "AnnotationCollection" and "postil:site" in values


def _texts(values: Any) -> Iterator[str]:
    waiting = [values]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            waiting.extend(reversed(value))
        elif isinstance(value, Mapping):
            waiting.extend(reversed([*value.values()]))


def _read_archive(data: bytes, name: str, results: Results, depth: int) -> None:
    if len(data) > LARGEST_ARCHIVE:
        raise HandInError(f"the archive has more than {LARGEST_ARCHIVE:,} bytes", _SEVERAL)
    if depth >= DEEPEST_ARCHIVE:
        raise HandInError("it is an archive in an archive in an archive", _ASK)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = [one for one in archive.infolist() if not one.is_dir()]
            office = next((one for one in members if one.filename in _OFFICE), None)
            if office is not None:
                _read_text(_checked(_member(archive, office)), name, results)
            else:
                _read_members(archive, members, name, results, depth)
    except _DAMAGED as error:
        raise HandInError("the archive is damaged, and cannot be unpacked", _SEVERAL) from error


# What Python says of an archive, or of a file in it, that is not as it should be.
_DAMAGED = (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, ValueError, OSError)
_SEVERAL = "download it again, or unpack it and name the folder"


def _read_members(
    archive: zipfile.ZipFile,
    members: list[zipfile.ZipInfo],
    name: str,
    results: Results,
    depth: int,
) -> None:
    if len(members) > MOST_FILES:
        raise HandInError(f"the archive has {len(members):,} files; {_TOO_MANY}", _SEVERAL)
    for member in members:
        if any(map(_is_unseen, PurePosixPath(member.filename).parts)):
            continue
        inner = f"{name}/{member.filename}"
        content = _content(archive, member, inner, results)
        results.room -= len(content or b"")
        if results.room < 0:
            raise HandInError(f"the archive holds more than {LARGEST_ARCHIVE:,} bytes", _SEVERAL)
        if content is not None:
            read_data(content, inner, results, depth + 1)


def _content(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, results: Results
) -> bytes | None:
    try:
        return _member(archive, member)
    except HandInError as error:
        results.refuse(name, error)
    except _DAMAGED:
        results.refuse(name, HandInError("it is damaged in the archive", _ASK))
    return None


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """The content of a file of an archive, no more of it than is read."""
    if member.flag_bits & 1:
        raise HandInError("it has a password", _ASK)
    with archive.open(member) as opened:
        data = opened.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise HandInError(f"it has more than {LARGEST_FILE:,} bytes, and is no hand-in", _ASK)
    return data
