"""Bytes to observations: pure, one module a format; no bytes make any of them raise."""
