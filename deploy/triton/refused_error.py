"""Why a server is not started, or not kept: one message that says what to do."""


class RefusedError(Exception):
    """The message names what is wrong and what mends it."""
