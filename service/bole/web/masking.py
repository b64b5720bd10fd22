"""Shows a candidate to somebody who has not asked who it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from bole.api.stored_items import ranked
from bole.domain.screening import Evidence, Screening
from bole.domain.spans import Span
from bole.reports.blinding import MASK, blinded_one, mask_of
from bole.reports.ranking import RankedCandidate
from bole.v1 import batch_service_pb2 as pb
from bole.web.items import ReadDocument
from bole.web.naming import code_name

Personal = Mapping[int, Sequence[Span]]
"""What tells who the candidate is, in text order, by the number of the document."""


def shown(item: pb.BatchItem, personal: Personal, *, revealed: bool) -> RankedCandidate:
    """Returns a candidate as a page may show them.

    Masked are, unless `revealed`, what `blinded_one` masks, and in quotes whatever the model did not read either. The
    code name stands in the place of the file name.

    Raises:
        BoleError: ARGUMENT_INVALID where a later version of the service wrote what this one does not know.
    """
    whole = ranked(item)
    if revealed:
        return whole
    screening = whole.candidate.screening
    cut = None if screening is None else _with_quotes_cut(screening, personal)
    blind = blinded_one(replace(whole, candidate=replace(whole.candidate, screening=cut)))
    return replace(blind, candidate=replace(blind.candidate, source=code_name(item.item_id)))


def mask_for(item: pb.BatchItem, *, revealed: bool) -> Callable[[str], str]:
    """Returns what masks in other texts of the candidate who they are; nothing where that was asked for."""
    if revealed:
        return str
    whole = ranked(item).candidate
    return mask_of(whole.contact, whole.profile)


def personal_of(documents: Sequence[ReadDocument]) -> Personal:
    """Returns what tells in documents who the candidate is."""
    return {
        one.index: tuple(Span(part.start, part.end) for part in one.read.personal_spans)
        for one in documents
        if one.read is not None
    }


def masked(text: str, span: Span, personal: Sequence[Span]) -> str:
    """Returns a text that stands at `span` of a document, with a mask for each personal part of it."""
    pieces: list[str] = []
    done = span.start
    for part in personal:
        start, end = max(part.start, done), min(part.end, span.end)
        if start < end:
            pieces += [text[done - span.start : start - span.start], MASK]
            done = end
    return "".join((*pieces, text[done - span.start :]))


def _with_quotes_cut(screening: Screening, personal: Personal) -> Screening:
    def cut(found: Sequence[Evidence]) -> tuple[Evidence, ...]:
        return tuple(
            replace(one, quote=masked(one.quote, one.span, personal.get(one.document_index, ()))) for one in found
        )

    return replace(
        screening,
        criteria=tuple(replace(one, evidence=cut(one.evidence)) for one in screening.criteria),
        red_flag_details=tuple(replace(one, evidence=cut(one.evidence)) for one in screening.red_flag_details),
    )
