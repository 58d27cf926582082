"""Ports, addresses, proxies and resolvers."""
