"""Runs the command line: `python -m bole`."""

from bole.cli.main import main

if __name__ == "__main__":
    main()
