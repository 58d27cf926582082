#!/usr/bin/python3 -I
"""Starts whyrestart with the libraries that its package carries, whatever the environment says."""

import sys

sys.path.insert(0, "/usr/lib/whyrestart")

from whyrestart.cli import main

main()
