"""The manifest directory: what lies there too often, for too long or in vain."""
