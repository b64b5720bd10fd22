"""What actors of a bulk run are made of, as the settings say."""

from __future__ import annotations

import datetime
from functools import partial

from bole.api.stored_forms import StoredForms
from bole.bootstrap.model import language_model
from bole.bootstrap.service import reader
from bole.bulk.plan import BulkPlan
from bole.domain.ports import LanguageModel
from bole.domain.rubric import Rubric
from bole.pipeline.workers import WorkerProcesses
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
        model=None if settings.engine == "rules" else partial(_model, settings),
        reader=reader(settings),
        workers=partial(_one_process, settings),
        codec=StoredForms(),
        patience_seconds=patience_seconds,
    )


def _model(settings: Settings) -> LanguageModel:
    model = language_model(settings)
    if model is None:
        raise RuntimeError("the embedded engine has no model")
    return model


def _one_process(settings: Settings) -> WorkerProcesses:
    return WorkerProcesses(
        processes=1,
        limit_seconds=settings.document_limit_seconds,
        limit_cpu_seconds=settings.document_limit_cpu_seconds,
        limit_mebibytes=settings.document_limit_mebibytes,
    )
