"""What is wrong with a file of JSON, in words for those who have it from another program."""

from __future__ import annotations

import json

# What Python's parser says, and what it means to somebody who has changed a file by hand.
_SAID = {
    "Expecting value": "a value is missing here, or stands in no quotation marks",
    "Expecting property name": "a name in double quotation marks is missing here",
    "Expecting ',' delimiter": "a comma is missing here, or a bracket is closed too late",
    "Expecting ':' delimiter": "a colon is missing here",
    "Illegal trailing comma": "a comma stands here behind which nothing follows",
    "Extra data": "something stands behind the end of the list",
    "Unterminated string": "a quotation mark is opened here and never closed",
    "Invalid control character": "a line ends here within a text, or a sign stands in it that "
    "nobody sees",
    "Invalid \\": "a backslash stands here that begins no sign",
}


def said_of(error: json.JSONDecodeError) -> str:
    """What keeps a text from being JSON, at the place that the error names."""
    return next(
        (said for begin, said in _SAID.items() if error.msg.startswith(begin)), "it is damaged here"
    )
