"""Sources as a style cites them, and the order in which they are listed."""
