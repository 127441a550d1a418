"""``python -m salestoolkit``: the same command line as ``salestoolkit``; imports only cli."""

from __future__ import annotations

from salestoolkit.cli.app import main

# Processes that a batch starts import this module again, and must not run the command again.
if __name__ == "__main__":
    main()
