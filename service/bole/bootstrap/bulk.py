"""What actors of a bulk run are made of, as the settings say."""

from __future__ import annotations

import datetime
from functools import partial

from bole.api.stored_forms import StoredForms
from bole.bootstrap.encoder import finder, worker_processes
from bole.bootstrap.model import language_model
from bole.bootstrap.service import reader
from bole.bulk.plan import BulkPlan
from bole.domain.ports import LanguageModel
from bole.domain.rubric import Rubric
from bole.settings import Settings


def bulk_plan(
    settings: Settings, *, rubric: Rubric, as_of: datetime.date, language_code: str, patience_seconds: float = 600.0
) -> BulkPlan:
    """Returns what a run does; the settings travel with it, secrets included, to the processes that need them."""
    return BulkPlan(
        rubric=rubric,
        as_of=as_of,
        language_code=language_code,
        engine=settings.engine,
        model=partial(_model, settings) if settings.asks_a_server else None,
        reader=reader(settings),
        finder=finder(settings),
        workers=partial(worker_processes, settings, 1),
        codec=StoredForms(),
        patience_seconds=patience_seconds,
    )


def _model(settings: Settings) -> LanguageModel:
    model = language_model(settings)
    if model is None:
        raise RuntimeError("this engine asks no model server")
    return model
