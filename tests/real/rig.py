"""The rig's command: see `rig.py --help`."""

from rig.command import main

if __name__ == "__main__":
    main()
