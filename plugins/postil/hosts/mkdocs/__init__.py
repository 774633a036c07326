"""Postil as a plugin of MkDocs; no other folder imports mkdocs."""
