"""How much of what documents hide is found, how often honest ones raise an alarm, and what hiding words gains.

The real resumes were looked at by eye. Those that really hide text are listed in `hiding_resumes.yaml` with the reason
and are left out of the false alarms; real false alarms stay in and count.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from bole.domain.documents import Document
from bole.domain.errors import BoleError
from bole.domain.screening import RedFlagCode, Screening
from bole.parsing.limits import ParsingLimits
from bole.parsing.parser import parse
from documents import SHARED_RESUMES
from tests.corpus.carrier import PAYLOADS, Carrier, Payload
from tests.corpus.carriers import CARRIERS
from tests.corpus.honest import HONEST_DOCUMENTS
from tests.corpus.screening import parsed, screened

HIDING = Path(__file__).with_name("hiding_resumes.yaml")


def measure() -> dict[str, float]:
    """Returns the rates over the corpus and over the clean real resumes, each with the number of documents."""
    found, gain = _corpus()
    alarms = list(_alarms())
    honest = [_flagged(screened(parsed(one.make(), one.file_name), "en")) for one in HONEST_DOCUMENTS]
    measured = {
        "hidden_text_detection_rate": found / len(CARRIERS),
        "hidden_text_carriers": len(CARRIERS),
        "hidden_score_gain": gain,
        "hidden_text_honest_alarm_rate": sum(honest) / len(honest),
        "hidden_text_honest_documents": len(honest),
    }
    if not alarms:
        print("The real resumes are not beside the repository: false alarms are not measured.")
        return measured
    measured["hidden_text_false_alarm_rate"] = sum(alarms) / len(alarms)
    measured["hidden_text_clean_resumes"] = len(alarms)
    return measured


def _corpus() -> tuple[int, int]:
    """Returns how many carriers are found whatever they carry, and the largest gain of one, in points of the score."""
    found, gain = 0, 0
    for carrier in CARRIERS:
        pairs = [(_screened(carrier, payload), _screened(carrier, payload, clean=True)) for payload in PAYLOADS]
        seen = all(_flagged(attacked) and not _flagged(clean) for attacked, clean in pairs)
        found += seen
        if not seen:
            print(f"not found: {carrier.name} ({carrier.file_name})")
        gain = max(gain, *((attacked.match_score or 0) - (clean.match_score or 0) for attacked, clean in pairs))
    return found, gain


def _screened(carrier: Carrier, payload: Payload, *, clean: bool = False) -> Screening:
    content = carrier.make("" if clean else payload.words, payload.language_code)
    return screened(parsed(content, carrier.file_name), payload.language_code)


def _flagged(screening: Screening) -> bool:
    return any(flag.code is RedFlagCode.HIDDEN_TEXT for flag in screening.red_flag_details)


def _alarms() -> Iterator[bool]:
    """Tells for each clean real resume whether something in it is called hidden; a refused file counts in neither."""
    hiding = yaml.safe_load(HIDING.read_text(encoding="utf-8")) or {}
    for path in sorted([*SHARED_RESUMES.glob("pdf/*.pdf"), *SHARED_RESUMES.glob("docx/*.docx")]):
        if path.name in hiding:
            continue
        try:
            resume = parse(Document(content=path.read_bytes(), file_name=path.name), ParsingLimits())
        except BoleError:
            continue
        if resume.hidden_text:
            print(f"alarm: {path.name}")
        yield bool(resume.hidden_text)
