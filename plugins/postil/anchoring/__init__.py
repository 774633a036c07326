"""Anchoring: where the words of a quote stand in the text of an article."""
