"""Other people's annotations, in: a module for each format."""
