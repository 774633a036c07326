"""What machines read on a page: W3C annotations, schema.org, citation_* metadata."""
