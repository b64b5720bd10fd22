"""How far edits move scores that change nothing of substance."""

from pathlib import Path

from bole.domain.documents import Document
from bole.domain.rubric import JobPosting, Rubric
from bole.domain.screening import Recommendation
from bole.evaluation.asking import Judged
from bole.evaluation.dataset import Dataset, Label
from bole.evaluation.figures import Basis, Figure, MeasuredEngine
from bole.evaluation.noise import noise_figures
from tests.embedded import Embedded

ROOT = Path(__file__).resolve().parents[3]
RESUMES = ROOT / "tests" / "data" / "acceptance" / "resumes"
POSTING = (ROOT / "examples" / "job_postings" / "backend_engineer_en.txt").read_text(encoding="utf-8")


def dataset(*names: str) -> Dataset:
    """Returns a set of some resumes of the acceptance set for one posting."""
    return Dataset(
        name="some",
        postings={"p": JobPosting(text=POSTING)},
        documents={name: Document(content=(RESUMES / name).read_bytes()) for name in names},
        labels=tuple(Label(posting_id="p", document_id=name, rater_id="r", grade=0) for name in names),
    )


def by_slice(figures: tuple[Figure, ...], metric: str) -> dict[str, Figure]:
    """Returns the figures of one metric."""
    return {one.slice: one for one in figures if one.metric == metric}


class CountsLines:
    """An engine that form moves: two points a line, and ADVANCE from eight lines on."""

    engine = MeasuredEngine(name="lines")

    async def draft(self, posting: JobPosting) -> Rubric:
        """Asks for nothing."""
        return Rubric(title=posting.title, role="", language_code="en", criteria=())

    async def screen(self, rubric: Rubric, document: Document) -> Judged:
        """Counts line ends."""
        del rubric
        if document.media_type != "text/plain":
            return Judged(failure="MEDIA_TYPE_UNSUPPORTED")
        lines = document.content.count(b"\n")
        advance = Recommendation.ADVANCE if lines >= 8 else Recommendation.HOLD
        return Judged(match_score=2 * lines, rank_score=2 * lines, recommendation=advance)


async def test_edits_of_form_do_not_move_rules() -> None:
    """The embedded engine reads what a person reads, in Chinese and in English."""
    found = await noise_figures(Embedded(), dataset("backend_strong_zh.txt", "frontend_middling_en.txt"))

    form = {
        part: one.value
        for part, one in by_slice(found, "edit_moved").items()
        if part == "edits:form" and one.basis is Basis.MEASURED
    }
    assert form == {"edits:form": 0}
    assert by_slice(found, "edit_moved")["edit:docx"].n == 2
    assert by_slice(found, "flip_rate")["edits:form"].n >= 10


async def test_what_form_moves_is_measured() -> None:
    """A blank line is two points; a format that is not read flips a recommendation and has no shift."""
    text = "Anna\n\nExperience\n- Cook, 2020 to 2022\n- Nurse, 2018 to 2020\n\nSkills\n- Cooking"
    one = Dataset(
        name="one",
        postings={"p": JobPosting(text="cook")},
        documents={"d": Document(content=text.encode())},
        labels=(Label(posting_id="p", document_id="d", rater_id="r", grade=0),),
    )

    found = await noise_figures(CountsLines(), one)

    blank = by_slice(found, "edit_shift")["edit:blank_line"]
    assert (blank.value, blank.n) == (2, 3)
    assert by_slice(found, "edit_shift_p95")["edit:blank_line"].value == 2
    assert by_slice(found, "flip_rate")["edit:blank_line"].value == 1
    assert by_slice(found, "flip_rate")["edit:pdf"].value == 1
    assert by_slice(found, "edit_shift")["edit:pdf"].basis is Basis.NOT_MEASURED


class Fails(CountsLines):
    """An engine that answers nothing."""

    async def screen(self, rubric: Rubric, document: Document) -> Judged:
        """Fails."""
        del rubric, document
        return Judged(failure="MODEL_UNAVAILABLE")


async def test_an_engine_that_answers_nothing_flips_nothing_that_was_measured() -> None:
    """Two failures do not agree: 0 % of flips would look like a steady engine."""
    found = await noise_figures(Fails(), dataset("frontend_middling_en.txt"))

    assert {(one.basis, one.n) for one in found} == {(Basis.NOT_MEASURED, 0)}


async def test_a_set_that_cannot_be_read_says_so() -> None:
    """No figure without a case."""
    empty = Dataset(
        name="empty",
        postings={"p": JobPosting(text="cook")},
        documents={"d": Document(content=b"")},
        labels=(Label(posting_id="p", document_id="d", rater_id="r", grade=0),),
    )

    found = await noise_figures(CountsLines(), empty)

    assert {one.basis for one in found} == {Basis.NOT_MEASURED}
    assert all(one.note for one in found)
