"""Containers and sandboxes that cannot be made, or whose command cannot be started."""
