"""Names of the files in archives, as people can read them and without steps out of the archive."""

from __future__ import annotations

_JUNK_NAMES = frozenset({"thumbs.db", "desktop.ini"})
_JUNK_PREFIXES = ("~$", "__MACOSX")


def readable_name(name: str) -> str:
    """Returns a member's path with `/`, without steps to the same or the upper folder; valid Unicode."""
    readable = name.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")
    return "/".join(part for part in readable.split("/") if part not in ("", ".", "..")) or "unnamed"


def decoded_name(name: str) -> str:
    """Reads a name anew that `zipfile` took for code page 437 because the archive does not say what it is."""
    try:
        content = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for encoding in ("utf-8", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        # Nearly any bytes are some rare character of GB 18030: one that is in common use has to be among them.
        if encoding == "utf-8" or not text.encode("gb2312", "ignore").isascii():
            return text
    return name


def is_junk(path: str) -> bool:
    """Tells whether a path leads to what operating systems and editors leave behind, or to a hidden file."""
    return any(map(_is_junk_name, path.split("/")))


def _is_junk_name(name: str) -> bool:
    # Two dots at the start are how a name looks that somebody mistyped, not how one is hidden.
    hidden = name.startswith(".") and not name.startswith("..")
    return hidden or name.startswith(_JUNK_PREFIXES) or name.lower() in _JUNK_NAMES
