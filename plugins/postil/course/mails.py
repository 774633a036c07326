"""What mails hold: their texts and what is attached to them, as mail programs save them.

A mail in a file of its own (`.eml`, and `.emlx` of Apple's Mail), or many in one (`.mbox`). Most
attachments are written in base64, so whoever looks at a mail as at a text does not see them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.policy import default

# Headers, of which some are in every mail; a letter that begins with "Name: Ali" has none of these.
_HEADERS = re.compile(
    rb"(?:[0-9]{1,12}[ \t]*\r?\n)?(?:From [^\n]*\n)?"
    rb"(?P<all>(?:[!-9;-~]{1,70}:[^\n]*\n(?:[ \t][^\n]*\n)*)+)(?=\r?\n)"
)
_OF_MAIL = re.compile(
    rb"^(?:content-type|mime-version|received|message-id|content-transfer-encoding):",
    re.IGNORECASE | re.MULTILINE,
)
# Where a mail begins in a file of many.
_BEGIN = re.compile(rb"(?:\A|(?<=\n))From [^\n]*\n(?=[!-9;-~]{1,70}:)")


@dataclass(frozen=True, slots=True)
class Part:
    """Something that a mail holds."""

    mail: int
    """Which mail of the file it is in, from 1; 0 where there is one alone."""
    name: str
    """What it is called where it is attached; empty for the text of a mail."""
    data: bytes


def is_mail(data: bytes) -> bool:
    """Whether a file is a mail, or many."""
    found = _HEADERS.match(data, 0, 200_000)
    return bool(found and _OF_MAIL.search(found["all"]))


def parts(data: bytes) -> Iterator[Part]:
    """What is in a mail, or in many. Raises RecursionError where one is nested too deep."""
    begins = [match.end() for match in _BEGIN.finditer(data)]
    if not begins:
        yield from _of_mail(data[len(_count(data)) :], 0)
        return
    ends = [match.start() for match in _BEGIN.finditer(data)][1:]
    for number, (begin, end) in enumerate(zip(begins, [*ends, len(data)], strict=True), 1):
        yield from _of_mail(data[begin:end], number if len(begins) > 1 else 0)


def _count(data: bytes) -> bytes:
    """The line before a mail of Apple's, which says how long it is."""
    found = re.match(rb"[0-9]{1,12}[ \t]*\r?\n", data)
    return found[0] if found else b""


def _of_mail(data: bytes, number: int) -> Iterator[Part]:
    mail: Message = message_from_bytes(data, policy=default)
    for part in mail.walk():
        content = None if part.is_multipart() else part.get_payload(decode=True)
        if isinstance(content, bytes):
            name = _name(part) or ("" if part.get_content_maintype() == "text" else "attachment")
            yield Part(number, name, content)


def _name(part: Message) -> str:
    try:
        return part.get_filename("") or ""
    except (ValueError, LookupError, TypeError, AttributeError):
        # What is written there is no name in any form.
        return "attachment"
