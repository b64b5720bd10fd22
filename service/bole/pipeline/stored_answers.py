"""Answers in the form in which they are kept; CPU work for worker processes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bole.domain.answers import Answer, Standing, StoredAnswer, standing_of
from bole.domain.rubric import Rubric
from bole.domain.storage_ports import Codec
from bole.evidence.rescoring import standing_under


def stored(answer: Answer, codec: Codec) -> StoredAnswer:
    """Writes an answer down.

    What the resume says of the person beside their work (age, marital status, ...) is left out: no decision may rest on
    it, so that there is no reason to keep it.
    """
    basics = replace(answer.profile.basics, personal=())
    kept = replace(answer, profile=replace(answer.profile, basics=basics))
    screening = answer.screening
    return StoredAnswer(
        payload=codec.encode_answer(kept),
        standing=standing_of(screening),
        candidate_id=screening.provenance.candidate_id,
        rubric_digest=screening.provenance.rubric_digest,
        degraded=screening.degraded,
    )


def standings_under(payloads: Sequence[bytes], rubric: Rubric, codec: Codec) -> list[Standing]:
    """Returns what orders answers under a rubric with the same criteria: arithmetic, in the order of `payloads`.

    Raises:
        BoleError: FINDINGS_MISMATCH where the rubric asks something else.
    """
    return [standing_under(codec.decode_screening(payload), rubric) for payload in payloads]
