"""The report of an evaluation: Markdown, and a page with charts."""
