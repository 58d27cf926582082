"""`python -m whyrestart`."""

from whyrestart.cli import main

main()
