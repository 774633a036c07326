"""Markdown of people who write notes, as safe HTML."""
