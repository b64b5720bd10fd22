"""The words of the console: a file for each of its parts, every phrase in zh and en."""
