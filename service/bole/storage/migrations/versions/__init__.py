"""One module a level; `revision` is the level as text."""
