"""What is no resume, and what is."""

import csv
import re
from pathlib import Path

import pytest
import yaml

from bole.parsing.structure.outline import structure
from bole.parsing.structure.plausibility import looks_like_resume
from tests.requirements import require_data

OTHERS: dict[str, str] = yaml.safe_load(
    (Path(__file__).resolve().parents[3] / "data" / "not_resumes.yaml").read_text(encoding="utf-8")
)

SHORT_RESUMES = [
    "张伟，男，32岁，本科，计算机科学。2019年至今在XX科技任职Python开发，主要负责订单系统开发。",
    "John Doe\nExperience\nSoftware Engineer at Company X, 2020-2023",
    "Jane Smith\nData Analyst\n\nSkills:\nPython, SQL\n\nEducation:\nB.S. in Statistics",
    "Cook with nine years of experience in hotels, looking for a kitchen in Oldport.",
    "高级会计，8年经验，注册会计师，熟悉SAP。",
    "Nurse, 5 years, emergency ward. Certified in ACLS.",
    "이력서\n성명 김지원\n학력\n서울대학교 2021.03 ~ 현재",
]


def _accepted(text: str) -> bool:
    return looks_like_resume(text, structure(text))


@pytest.mark.parametrize("text", OTHERS.values(), ids=OTHERS.keys())
def test_other_documents_are_refused(text: str) -> None:
    """Code, logs, invoices, recipes, tales, contracts, postings and lists are no resumes."""
    assert not _accepted(text)


@pytest.mark.parametrize("text", SHORT_RESUMES)
def test_short_resumes_are_accepted(text: str) -> None:
    """A few words about a candidate are enough."""
    assert _accepted(text)


def test_blank_text_is_refused() -> None:
    """Nothing is no resume."""
    assert not _accepted(" \n\n ")


def test_labelled_resumes_are_accepted() -> None:
    """None of the labelled resumes without layout is refused."""
    path = require_data("labelled/category_updatedresume/UpdatedResumeDataSet_unique.csv")
    with path.open(encoding="utf-8", newline="") as file:
        texts = [row["Resume"].replace("\r\n", "\n") for row in csv.DictReader(file)]

    assert len(texts) > 100
    assert [index for index, text in enumerate(texts) if not _accepted(text)] == []


def test_annotated_resumes_are_accepted() -> None:
    """None of the annotated resumes is refused."""
    paths = sorted(require_data("labelled/ner_dotin/train").glob("*.xml"))[:50]
    texts = [re.sub(r"<[^>]+>", "", path.read_text(encoding="utf-8")) for path in paths]

    assert len(texts) > 20
    assert [path.name for path, text in zip(paths, texts, strict=True) if not _accepted(text)] == []
