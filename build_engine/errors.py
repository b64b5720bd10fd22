"""The one error of these tools."""


class BuildError(Exception):
    """Something cannot be planned, built, rendered or verified; the message says what to do."""
