"""What a class thinks: a private report of what was handed in."""
