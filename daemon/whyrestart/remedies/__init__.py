"""What a person may do about each cause: version-aware edits as unified diffs, and commands."""
