"""A blank line more changes nothing of what a resume says."""

from bole.parsing.structure.outline import structure

PROJECTS = """Projects
Loomkernel  Jan 2023 - present
{gap}Open-source library for fast inference kernels
- Built the attention kernels
- Adopted by three laboratories

Prunebird  Jan 2021
Toolkit for pruning
- Reduced model size by 90 percent
"""


def test_what_stands_below_a_dated_heading_belongs_to_it() -> None:
    """It is no project of its own without dates."""
    close, apart = (structure(PROJECTS.format(gap=gap)).profile.work for gap in ("", "\n"))

    assert [entry.dates is not None for entry in apart] == [True, True]
    assert [len(entry.highlights) for entry in apart] == [len(entry.highlights) for entry in close]
