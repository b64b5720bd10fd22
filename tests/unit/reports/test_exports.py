"""All exports: what holds whatever the format."""

import io
import zipfile
from collections.abc import Sequence
from dataclasses import replace

import pyarrow.parquet as pq
import pytest

from bole.domain.errors import BoleError, ErrorReason
from bole.domain.screening import OpenQuestion, ScreenedCandidate
from bole.reports.exports import ExportFormat, ExportTerms, write_export
from bole.reports.ranking import rank
from tests.factories import AS_OF, assessment, candidate, failed_candidate, rubric, screening
from tests.profiles import profile

TERMS = ExportTerms(rubric=rubric(), as_of=AS_OF, language_code="en")
BLINDABLE = [one for one in ExportFormat if not one.tells_of_people]
SECRETS = ("Nora", "Whitfield", "nora.first@example.com", "nora.second@example.com", "555 0100", "github.com/nora")


def nora(item_id: str = "0001") -> ScreenedCandidate:
    quote = "Nora Whitfield, nora.first@example.com, nora.second@example.com, +31 20 555 0100, github.com/nora: Python"
    screened = screening(
        [assessment(quotes=[quote], note="Nora")],
        summary="Whitfield shows Python.",
        open_questions=[OpenQuestion(criterion_id="c1", question="What did Nora build?")],
        candidate_id="nora.first@example.com",
    )
    one = candidate(
        item_id,
        screened,
        name="Nora Whitfield",
        email="nora.first@example.com",
        phone="+31 20 555 0100",
        source="resumes/Nora Whitfield.pdf",
    )
    return replace(one, profile=profile())


def written(export_format: ExportFormat, candidates: Sequence[ScreenedCandidate], terms: ExportTerms = TERMS) -> bytes:
    out = io.BytesIO()
    write_export(export_format, rank(candidates), terms, out)
    return out.getvalue()


def unpacked(export_format: ExportFormat, content: bytes) -> bytes:
    """Returns everything that stands in a file, without compression."""
    if export_format is ExportFormat.PARQUET:
        return repr(pq.read_table(io.BytesIO(content)).to_pylist()).encode()
    if zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return b"\n".join(name.encode() + archive.read(name) for name in archive.namelist())
    return content


@pytest.mark.parametrize("export_format", BLINDABLE)
def test_blind_export_leaks_nothing(export_format: ExportFormat) -> None:
    """Neither name, address, number, link nor file name, not even inside quotes and identifiers."""
    people = [nora(), replace(nora("0002"), duplicate_of="0001"), failed_candidate("0003", source="Nora Whitfield.pdf")]

    text = unpacked(export_format, written(export_format, people, replace(TERMS, blind=True))).decode()

    assert [secret for secret in SECRETS if secret.lower() in text.lower()] == []
    assert "0001" in text


@pytest.mark.parametrize("export_format", list(ExportFormat))
def test_open_export_names_the_candidate(export_format: ExportFormat) -> None:
    """Without blind, the name is there: the test above can fail."""
    assert "Nora Whitfield" in unpacked(export_format, written(export_format, [nora()])).decode()


@pytest.mark.parametrize("export_format", [one for one in ExportFormat if one.tells_of_people])
def test_blind_export_of_people_is_refused(export_format: ExportFormat) -> None:
    """A hand-over without names makes no sense; the sentence names what does."""
    with pytest.raises(BoleError, match="choose csv, xlsx, parquet or html") as caught:
        written(export_format, [nora()], replace(TERMS, blind=True))

    assert caught.value.reason is ErrorReason.ARGUMENT_INVALID


@pytest.mark.parametrize("export_format", list(ExportFormat))
def test_same_run_gives_the_same_bytes(export_format: ExportFormat) -> None:
    """The order of arrival leaves no trace, and no clock is read."""
    people = [nora("0001"), nora("0002"), failed_candidate()]

    assert written(export_format, people) == written(export_format, people[::-1])


@pytest.mark.parametrize("export_format", list(ExportFormat))
@pytest.mark.parametrize("text", ["\ud800\udc00\ud800", "\x00\x1b[2J\x07", "\ufeff\ufffe"])
def test_text_that_files_cannot_hold_breaks_no_export(export_format: ExportFormat, text: str) -> None:
    """One strange resume does not cost the others their export."""
    strange = candidate(
        "0001", screening([assessment(quotes=[text])], summary=text), name=text, email=text, phone=text, source=text
    )

    assert written(export_format, [replace(strange, profile=profile(text)), nora("0002")])


@pytest.mark.parametrize("export_format", list(ExportFormat))
def test_run_without_candidates_is_an_export_too(export_format: ExportFormat) -> None:
    """A batch of which nothing is left after filtering."""
    assert written(export_format, [])


def test_every_format_has_a_file_name_of_its_own() -> None:
    """All of them fit into one folder."""
    assert len({one.file_name for one in ExportFormat}) == len(ExportFormat)
