"""One build of a site, whatever the host: what it makes, and what each part depends on."""
