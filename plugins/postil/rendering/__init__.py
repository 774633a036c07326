"""How it is shown: marks, notes, citations, generated pages and search entries. No MkDocs."""
