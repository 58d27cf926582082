"""I/O in: one module a source, each of which looks at the node once when asked and never judges."""
