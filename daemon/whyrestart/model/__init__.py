"""The plain values that every layer speaks in; this package imports nothing else of ours."""
