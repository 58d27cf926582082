"""whyrestart says why a Kubernetes control plane restarts in a loop, and the smallest safe edit that stops it."""

from importlib.metadata import version

__version__ = version("whyrestart")
