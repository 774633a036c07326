"""Pictures for the texts of tests."""

from __future__ import annotations

DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489000000"
    "0d4944415478da6364f8cf500f00038601805a347d6b0000000049454e44ae426082"
)
"""A PNG of one dot."""
