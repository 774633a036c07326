"""Postil: annotated reading for MkDocs.

Merges the text of an article with YAML annotations on its claims, sources and cross-references.
Data flows one way through the packages: `keeping` (what lasts), `edition` (what is said),
`anchoring` (where it stands), `exchange` (other people's formats), `rendering` (how it is shown),
`build` (one build of a site), `hosts` (the programs that build sites), `desk` (the command line).
"""
