"""What is measured of an engine beside accuracy and speed."""

from __future__ import annotations

from bole.evaluation.asking import Screener
from bole.evaluation.dataset import Dataset
from bole.evaluation.evaluating import Study
from bole.evaluation.figures import Figure
from bole.evaluation.noise import noise_figures


def chosen_studies(*, noise: bool, seed: int) -> tuple[Study, ...]:
    """Returns the studies that were asked for, with the seed of their intervals."""

    async def of_noise(screener: Screener, dataset: Dataset, at_a_time: int) -> tuple[Figure, ...]:
        return await noise_figures(screener, dataset, at_a_time=at_a_time, seed=seed)

    return (of_noise,) if noise else ()
