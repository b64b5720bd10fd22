"""The two things to say of a file that is protected by a password."""

from __future__ import annotations

from bole.domain.errors import BoleError, ErrorReason


def locked(what: str, password: str) -> BoleError:
    """Returns the error for a file that `password` does not open; an empty one stands for none.

    Args:
        what: What the file is, such as `PDF`.
        password: What the caller gave.
    """
    if password:
        message = f"The password does not open the {what}. Check it, or save the {what} without a password."
        return BoleError(ErrorReason.DOCUMENT_ENCRYPTED, message, metadata={"password": "wrong"})
    message = f"The {what} is protected by a password. Send its password with it, or save it without a password."
    return BoleError(ErrorReason.DOCUMENT_ENCRYPTED, message, metadata={"password": "missing"})


def locked_for_good(what: str) -> BoleError:
    """Returns the error for a file whose kind of protection cannot be opened, whatever the password."""
    message = f"The {what} is protected in a way that is not supported. Save it without a password."
    return BoleError(ErrorReason.DOCUMENT_ENCRYPTED, message, metadata={"password": "unsupported"})
