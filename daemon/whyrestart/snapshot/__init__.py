"""A node as a directory: what the live daemon knows, a directory can hold, and both are judged alike."""
