"""Interview kits: do they pass every check in code, and are a candidate's own questions their own?

`measure_kits`: 20 resumes x 10 roles. `measure_distinctness`: 20 resumes of software people against one posting, and
20 of other trades against another (`_office`), their names removed; a question is shared where one of another candidate
is alike (Dice of trigrams of 0.8, as in the checks). Texts are those of `category_updatedresume` and real documents.
"""

from __future__ import annotations

import csv
import datetime
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice

from bole.bootstrap import reader
from bole.domain.documents import Document
from bole.domain.interview import InterviewKit, QuestionPlan
from bole.domain.ports import InterviewBrief
from bole.domain.resume import WarningCode
from bole.domain.rubric import JobPosting, Rubric
from bole.interview.checks import ALIKE, similarity
from bole.interview.kit_checks import kit_problems
from bole.pipeline.interviewing import InterviewRequest, brief_of
from bole.settings import Settings
from documents import EXAMPLES, SHARED_LABELLED, SHARED_RESUMES

AS_OF = datetime.date(2026, 1, 31)
RESUMES, ROLES = 20, 10

_CATEGORIES = SHARED_LABELLED / "category_updatedresume" / "UpdatedResumeDataSet_unique.csv"
_REAL = (
    "docx/PFFFei_online-resume-docx__media__resume__张三-java工程师.docx",
    "docx/moussa101_Skillora__test_data__resumes__data_scientist_resume.docx",
    "pdf/OrangeX4_Chinese-Resume-in-Typst__resume.pdf",
    "pdf/moooyo_Typst-WonderCV-Template__dist__resume-zh.pdf",
    "pdf/sb2nov_resume__sourabh_bajaj_resume.pdf",
    "pdf/posquit0_Awesome-CV__examples__resume.pdf",
)
_SOFTWARE = ("Java Developer", "Python Developer", "DotNet Developer", "Database", "DevOps Engineer", "Web Designing")
_OFFICE = ("HR", "Advocate", "Operations Manager", "Sales", "Business Analyst", "PMO")
_QUOTED = re.compile(r"“[^”]*”")

_OURS = reader(Settings())


def measure_kits() -> dict[str, float]:
    """Returns how many kits there are, and the shares of them that are sound, whole, and speak to every open must."""
    kits = [(brief, kit) for brief, kit in _kits_by_role(_mixed_resumes())]
    faults = Counter(fault for brief, kit in kits for fault in kit_problems(kit, brief))
    for fault, count in faults.most_common(20):
        print(f"  {fault}: {count}")
    counted = Counter(warning.code for _, kit in kits for warning in kit.warnings)
    return {
        "interview_kits": len(kits),
        "interview_kits_sound": sum(not kit_problems(kit, brief) for brief, kit in kits) / len(kits),
        "interview_kits_whole": 1 - counted[WarningCode.QUESTIONS_FEWER] / len(kits),
        "interview_kits_all_musts": 1 - counted[WarningCode.MUST_NOT_ASKED] / len(kits),
    }


def measure_distinctness() -> dict[str, float]:
    """Returns the share of own questions that another candidate for the same posting is asked too.

    `question_wordings_shared` leaves out what is quoted: what is asked about a passage, whatever the passage.
    """
    software, office = _own_questions("java_developer_en", _SOFTWARE), _own_questions("accountant_en", _OFFICE)
    bare = [[_QUOTED.sub("", text) for text in kit] for kit in software]
    return {
        "question_distinctness_candidates": len(software),
        "question_distinctness_questions": sum(map(len, software)),
        "question_distinctness": _shared(software),
        "question_distinctness_office": _shared(office),
        "question_wordings_shared": _shared(bare),
    }


def _own_questions(posting: str, categories: Sequence[str]) -> list[list[str]]:
    text = (EXAMPLES / "job_postings" / f"{posting}.txt").read_text(encoding="utf-8")
    rubric = _OURS.engine.draft_rubric(JobPosting(text=text))
    kits = [_written(document, rubric, "")[1] for document in islice(_of_categories(categories), RESUMES)]
    return [[one.question for one in kit.questions] for kit in kits]


def _shared(kits: Sequence[Sequence[str]]) -> float:
    """Returns the share of questions that are alike to one of another kit."""
    found = [
        any(similarity(text, other) >= ALIKE for place, kit in enumerate(kits) if place != own for other in kit)
        for own, texts in enumerate(kits)
        for text in texts
    ]
    return sum(found) / len(found)


def _kits_by_role(documents: Sequence[Document]) -> Iterator[tuple[InterviewBrief, InterviewKit]]:
    for role in _OURS.roles.roles("en")[:ROLES]:
        for document in documents:
            yield _written(document, None, role.role_id)


def _written(document: Document, rubric: Rubric | None, role: str) -> tuple[InterviewBrief, InterviewKit]:
    request = InterviewRequest(source=document, rubric=rubric, plan=QuestionPlan(), as_of=AS_OF, role=role)
    brief = brief_of(request, _OURS)
    return brief, _OURS.engine.write_interview_kit(brief)


def _mixed_resumes() -> list[Document]:
    """Returns real documents and a text each of other categories; without them the examples."""
    real = [SHARED_RESUMES / name for name in _REAL if (SHARED_RESUMES / name).exists()]
    found = [Document(content=path.read_bytes(), file_name=path.name) for path in real]
    if not _CATEGORIES.exists():
        print("The labelled resumes are not beside the repository: measuring on examples/ alone.")
        paths = sorted((EXAMPLES / "resumes").iterdir())
        return [Document(content=path.read_bytes(), file_name=path.name) for path in paths][:RESUMES]
    categories = dict.fromkeys(row["Category"] for row in _rows())
    return [*found, *islice(_of_categories(tuple(categories), each=1), RESUMES - len(found))]


def _of_categories(categories: Sequence[str], *, each: int = 5) -> Iterator[Document]:
    """Yields texts of categories in turn; without the data those of the examples."""
    if not _CATEGORIES.exists():
        for path in sorted((EXAMPLES / "resumes").iterdir()):
            yield Document(content=path.read_bytes(), file_name=path.name)
        return
    by_category = {name: [row["Resume"] for row in _rows() if row["Category"] == name][:each] for name in categories}
    for place in range(each):
        for texts in by_category.values():
            if place < len(texts):
                yield Document(content=texts[place].encode(), media_type="text/plain")


def _rows() -> list[dict[str, str]]:
    with _CATEGORIES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
