"""Fits a prompt into what a model takes: what is left out, in which order, and how much of it."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.generation import EncodedPrompt, Prompt
from bole.domain.ports import PromptEncoder
from bole.domain.resume import EntryKind, ParsedResume, SectionKind, WorkEntry
from bole.domain.spans import Span

_LEAST_TOLD = (
    SectionKind.REFERENCES,
    SectionKind.INTERESTS,
    SectionKind.AWARDS,
    SectionKind.PUBLICATIONS,
    SectionKind.VOLUNTEER,
    SectionKind.EDUCATION,
)
"""Sections that tell least of what a criterion asks a model, the least first."""

_MOST_TRIES = 12
"""Encodings of one prompt; each leaves out more, and four are the usual most."""

LONGEST_LINE = 400
"""Code points; a document without line ends is one long line."""

_MARGIN = 0.97
"""Tokens are not spread evenly over a text: a little more is left out than the mean asks for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fitted:
    """A prompt that fits, and what it cost.

    Attributes:
        prompt: What is sent.
        encoded: The same as the model takes it.
        cut_code_points: How much of the document was left out, in code points.
    """

    prompt: Prompt
    encoded: EncodedPrompt
    cut_code_points: int = 0


def fit(prompt: Prompt, encoder: PromptEncoder, output_tokens: int, *, cut_first: Sequence[Span] = ()) -> Fitted:
    """Encodes a prompt so that it and the answer fit into what the model takes.

    A prompt that fits is encoded once and stays as it is. Else the worked examples go first; then passages of the
    document in the order of `cut_first`, the last of them from its end; then the document from its end. Cuts are made
    at line ends.

    Args:
        prompt: The prompt.
        encoder: Of the model.
        output_tokens: What the answer may need.
        cut_first: Spans in code points of `prompt.document` that may be left out, the least important first, none
            overlapping another; see `cutting_order`.

    Returns:
        What is sent, and what was left out.

    Raises:
        BoleError: PROMPT_TOO_LONG where even a prompt without a document does not fit.
    """
    room = encoder.max_tokens - output_tokens
    encoded = encoder.encode(prompt)
    if encoded.token_count <= room:
        return Fitted(prompt=prompt, encoded=encoded)
    if prompt.examples:
        prompt = replace(prompt, examples=())
        encoded = encoder.encode(prompt)
        if encoded.token_count <= room:
            return Fitted(prompt=prompt, encoded=encoded)
    return _cut(prompt, encoder, encoded, room, cut_first)


def _cut(
    prompt: Prompt,
    encoder: PromptEncoder,
    encoded: EncodedPrompt,
    room: int,
    cut_first: Sequence[Span],
) -> Fitted:
    closing = encoder.count(prompt.closing)
    kept = len(prompt.document)
    for _ in range(_MOST_TRIES):
        fixed = encoded.prefix_token_count + closing
        spent = max(1, encoded.token_count - fixed)
        kept = min(kept - 1, int(kept * _MARGIN * max(0, room - fixed) / spent))
        if kept <= 0:
            break
        document = shortened(prompt.document, kept, cut_first)
        kept = len(document)
        encoded = encoder.encode(replace(prompt, document=document))
        if encoded.token_count <= room and document.strip():
            return Fitted(
                prompt=replace(prompt, document=document),
                encoded=encoded,
                cut_code_points=len(prompt.document) - len(document),
            )
    raise BoleError(
        ErrorReason.PROMPT_TOO_LONG,
        "What is asked is longer than the model takes, even without the documents. Ask for less, or serve the model "
        "with a larger limit.",
        metadata={
            "tokens": str(encoded.prefix_token_count + closing + encoder.max_tokens - room),
            "limit": str(encoder.max_tokens),
        },
    )


def shortened(document: str, most: int, cut_first: Sequence[Span] = ()) -> str:
    """Leaves out the least important lines until a document has at most `most` code points.

    Args:
        document: The text; a line of more than `LONGEST_LINE` code points is cut at its end rather than left out.
        most: Code points that may stay, 0 or more.
        cut_first: What goes first, in this order; then the document goes from its end.
    """
    lines = re.findall(r"[^\n]*\n|[^\n]+", document)
    starts = [0, *accumulate(map(len, lines))]

    def importance(place: int) -> tuple[int, int]:
        first = (rank for rank, span in enumerate(cut_first) if span.start <= starts[place] < span.end)
        return next(first, len(cut_first)), -place

    excess = len(document) - most
    for place in sorted(range(len(lines)), key=importance):
        if excess <= 0:
            break
        size = len(lines[place])
        kept = size - excess if size > max(excess, LONGEST_LINE) else 0
        end = "\n" if kept and lines[place].endswith("\n") else ""
        lines[place] = lines[place][: kept - len(end)] + end
        excess -= size - kept
    return "".join(lines)


def cutting_order(resume: ParsedResume) -> tuple[Span, ...]:
    """Returns the parts of a resume that can be left out, the least important first; spans of `resume.text`.

    Sections that show no work come first, then dated entries from the oldest on, employment last. The latest entry,
    skills, the head of the resume and what belongs to no section are not among them.
    """
    parts = [section.span for kind in _LEAST_TOLD for section in resume.sections if section.kind is kind]
    entries = [entry for entry in resume.profile.work if entry.dates is not None]
    entries.sort(key=lambda entry: (entry.kind is EntryKind.EMPLOYMENT, _last_month(entry)))
    return (*parts, *(entry.span for entry in entries[:-1]))


def _last_month(entry: WorkEntry) -> float:
    dates = entry.dates
    last = (dates.end or dates.start) if dates is not None else None
    if dates is not None and dates.ongoing:
        return math.inf
    return last.latest.index if last is not None else -math.inf
