"""`make accept` runs from end to end, and says what to give it."""

from click.testing import CliRunner

import accept
from acceptance_figures import failed_gates, figures, placebo_flips
from acceptance_run import answers_to_expect, gather_answers
from acceptance_set import labelled_resumes
from bole.cli.connection import connected


def test_one_thing_to_measure_has_to_be_named() -> None:
    """`make accept` without MODEL says what to give."""
    result = CliRunner().invoke(accept.main, ["--model", ""])

    assert result.exit_code == 2
    assert "MODEL=" in result.output


async def test_the_embedded_engine_answers_the_whole_run() -> None:
    """Every resume, placebo, example and kit is answered; the labels are within reach of an engine without a model."""
    labelled = labelled_resumes()
    told: list[None] = []
    async with connected(None, engine="rules", processes="2") as stub:
        answers = await gather_answers(stub, labelled, lambda: told.append(None))

    assert len(told) == answers_to_expect(labelled)
    assert failed_gates(figures(answers)) == ()
    assert placebo_flips(answers).hits == 0
