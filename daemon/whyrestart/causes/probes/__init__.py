"""A probe that fails though its container is well: for want of credentials, at the wrong place, or too early."""
