"""Figures, drawn when a site is built: SVG that says what a table beside it says, too."""
