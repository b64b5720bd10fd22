"""Archives: which files they hold, under names that people can read, and the bytes of each."""
