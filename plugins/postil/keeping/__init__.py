"""What lasts: the cache of builds, files written whole, and what a build keeps in memory."""
