"""Files that are not there, or may not be opened."""
