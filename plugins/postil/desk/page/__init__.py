"""The desk on the page: what a server answers while a site is served to its author."""
