"""A simulated control-plane node on loopback, broken on purpose and diagnosed live."""
