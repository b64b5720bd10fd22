"""What is measured of an engine beside accuracy and speed."""

from __future__ import annotations

from dataclasses import replace

from bole.cli.connection import UserError
from bole.domain.errors import BoleError
from bole.evaluation.asking import Screener
from bole.evaluation.dataset import Dataset
from bole.evaluation.edits.formats import part
from bole.evaluation.evaluating import Plan
from bole.evaluation.fairness.masking_recall import prompt_figures, recall_figures, twin_labels
from bole.evaluation.fairness.measuring import TWINS, fairness_figures, twin_figures
from bole.evaluation.figures import Figure
from bole.evaluation.noise import noise_figures


def masking_figures() -> tuple[Figure, ...]:
    """Returns what holds of every engine with a model: what the masking leaves of what tells twins apart."""
    return (*prompt_figures(), *recall_figures(twin_labels(), TWINS))


def with_studies(plan: Plan, *, noise: bool, fairness: bool) -> Plan:
    """Returns the plan with the studies that were asked for; the seed of its intervals is theirs.

    Raises:
        UserError: A part that edits need is not installed: after hours of measuring it would come too late.
    """
    if noise or fairness:
        _check_parts()

    async def of_noise(screener: Screener, dataset: Dataset, at_a_time: int) -> tuple[Figure, ...]:
        return await noise_figures(screener, dataset, at_a_time=at_a_time, seed=plan.seed)

    async def of_fairness(screener: Screener, dataset: Dataset, at_a_time: int) -> tuple[Figure, ...]:
        return await fairness_figures(screener, dataset, at_a_time=at_a_time, seed=plan.seed)

    async def of_twins(screener: Screener, at_a_time: int) -> tuple[Figure, ...]:
        return await twin_figures(screener, at_a_time=at_a_time, seed=plan.seed)

    studies = ((of_noise,) if noise else ()) + ((of_fairness,) if fairness else ())
    return replace(plan, studies=studies, engine_studies=(of_twins,) if fairness else ())


def _check_parts() -> None:
    try:
        part("docx")
        part("reportlab.pdfgen.canvas")
    except BoleError as error:
        raise UserError(f"{error.message} ({error.reason})") from error
