"""What became of each annotation, as the git repository of the site tells it."""
