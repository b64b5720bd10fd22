"""What it takes to add one profession, counted in what this product ships."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median

from bole.domain.roles import Role
from bole.evaluation.figures import Basis
from bole.evaluation.report.content import Cell
from bole.evaluation.report.values import not_measured
from bole.lexicon.skills import skill_table
from bole.roles.library import Library

PROCEDURE = (
    "Maintenance is counted in the role library as it ships. Rules: entries of the skill table that the criteria of a "
    "role name, each of which somebody has written, and one line of titles. Model: the guidance and the worked "
    "examples of a role, which are what its prompt gains. The figure is the median over the roles."
)


def upkeep_cells() -> Mapping[str, Cell]:
    """Returns a cell for every engine: what one more profession touches."""
    roles = Library().roles("en")
    entries = [skill_entries(role) for role in roles]
    prompts = [prompt_entries(role) for role in roles]
    rules = _counted("skill-table entries and 1 line of titles", entries)
    model = _counted("prompt entries (guidance and examples)", prompts)
    encoder = Cell(
        text="1 line of titles",
        basis=Basis.ESTIMATE,
        source="passages are compared by meaning, so no skill table is asked for; rests on the design, not on a count",
    )
    return {"rules": rules, "encoder": encoder, "openai_compatible": model, "triton": model}


def skill_entries(role: Role) -> int:
    """Counts the entries of the skill table that the criteria of a role name."""
    table = skill_table()
    named = (table.lookup(term.name) for criterion in role.rubric.criteria for term in criterion.terms)
    return len({skill.skill_id for skill in named if skill is not None})


def prompt_entries(role: Role) -> int:
    """Counts what a role adds to a prompt: its guidance, and each worked example."""
    return bool(role.guidance) + len(role.examples)


def _counted(what: str, counts: Sequence[int]) -> Cell:
    if not counts:
        return not_measured("the role library is empty")
    return Cell(
        text=f"{median(counts):g} {what}",
        basis=Basis.MEASURED,
        source=f"median over the roles of the library; least {min(counts)}, most {max(counts)}",
        count=len(counts),
    )
