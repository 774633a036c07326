"""What is said: annotation files, their models, vocabularies and links. No HTML, no MkDocs."""
