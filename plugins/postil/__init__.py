"""Postil: annotated reading for MkDocs.

Merges the text of an article with YAML annotations on its claims, sources and cross-references.
Data flows one way through the packages: `edition` (what is said), `anchoring` (where it stands),
`rendering` (how it is shown); `plugin` adapts them to MkDocs.
"""
