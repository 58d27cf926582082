#!/bin/sh
# Compiles the program anew when the system's Python changes; called by the python3 packages (rtupdate, OLD, NEW).
set -e
if [ "$1" = rtupdate ]; then
    py3clean -p whyrestart /usr/lib/whyrestart
    py3compile -p whyrestart /usr/lib/whyrestart
fi
