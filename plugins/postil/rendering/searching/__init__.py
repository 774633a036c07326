"""What the search finds: entries, the theme's index, and Pagefind's."""
