"""Reads pictures by optical recognition: photos, screenshots and the pages of scans."""
