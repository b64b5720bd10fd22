"""Writes the PDF, DOCX and legacy-encoded files of `examples/resumes` from `examples/source/*.md`.

Run it as `python tools/make_examples.py`; with `--check` it writes nothing and fails when a committed file differs.
It needs `reportlab` and `python-docx`, and for Chinese PDFs the Debian package `fonts-wqy-microhei`.
Output depends on nothing but the sources, the font and the versions of the two libraries: no clock, no random id.
"""

from __future__ import annotations

import argparse
import sys

from example_docx import write_docx
from example_pdf import write_pdf
from example_source import EXAMPLES, ExampleError, Source, read_source


def write_example(source: Source) -> bytes:
    """Returns the bytes of one example; raises `ExampleError` for an ending that no writer knows."""
    match source.output.suffix:
        case ".pdf":
            return write_pdf(source)
        case ".docx":
            return write_docx(source)
        case ".txt":
            return source.body.encode(source.encoding)
        case ending:
            raise ExampleError(f"no writer for {ending}: use .pdf, .docx or .txt")


def stale_examples(*, check: bool) -> list[str]:
    """Writes every example that differs from its source, or with `check` only names it."""
    stale: list[str] = []
    for path in sorted((EXAMPLES / "source").glob("*.md")):
        source = read_source(path)
        content = write_example(source)
        if source.output.exists() and source.output.read_bytes() == content:
            continue
        stale.append(source.output.name)
        if not check:
            source.output.write_bytes(content)
    return stale


def main() -> int:
    """Runs the tool; returns 1 when a check finds a stale file or something is missing."""
    parser = argparse.ArgumentParser(description="Write examples/resumes from examples/source.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail when a file differs")
    check = bool(parser.parse_args().check)
    try:
        stale = stale_examples(check=check)
    except ExampleError as error:
        print(f"make_examples: {error}", file=sys.stderr)
        return 1
    for name in stale:
        print(f"{'differs from its source' if check else 'wrote'}: {name}")
    if check and stale:
        print("make_examples: run python tools/make_examples.py and commit the result", file=sys.stderr)
    return int(check and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
