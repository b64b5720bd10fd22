"""The report in a real browser: nothing overflows, nothing runs, nothing is asked for."""

from __future__ import annotations

import functools
import io
import re
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import BinaryIO

import pypdfium2
import pytest

from bole.domain.batches import CutCost
from bole.domain.interview import CriterionCoverage
from bole.domain.resume import Contact
from bole.domain.rubric import Criterion, CriterionKind, Requirement
from bole.domain.screening import CutGroup, Level, OpenQuestion, RedFlag, RedFlagCode, ScreenedCandidate, Severity
from bole.evaluation.approaches import read_approaches
from bole.evaluation.report.files import report_files
from bole.reports.applicant_report import applicant_report
from bole.reports.comparison import comparison_page
from bole.reports.html_report import html_report
from bole.reports.interview_sheet import sheet_of
from bole.reports.ranking import rank
from bole.reports.sheet_html import sheet_html
from tests.evaluation_runs import full_run
from tests.factories import (
    AS_OF,
    assessment,
    candidate,
    criterion,
    failed_candidate,
    interview_kit,
    interview_question,
    rubric,
    screening,
    term,
)
from tests.requirements import require_program

LONG = "Donaudampfschifffahrtselektrizitaetenhauptbetriebswerkbauunterbeamtengesellschaft" * 3
PAYLOADS = ("<script>document.title='owned'</script>", "<img src=x onerror=\"document.title='owned'\">")

MEASURE = """<style>.card { content-visibility: visible !important }</style><script>
addEventListener('load', () => parent.postMessage([
  document.documentElement.scrollWidth, document.documentElement.clientWidth, document.title,
  [...document.querySelectorAll('main *, footer *')].filter(e => !e.closest('.unseen, .symbols, .skip')
    && !e.closest('.comparison, .wide')
    && e.getBoundingClientRect().right > document.documentElement.clientWidth + 1).map(e => e.tagName + '.' +
    e.getAttribute('class')).slice(0, 5).join(' ')
].join('|'), '*'))
</script>"""


def asked() -> list[Criterion]:
    """Returns criteria with long words."""
    return [
        criterion("c1", "3 years of Python", kind=CriterionKind.EXPERIENCE, terms=[term("Python")]),
        criterion("c2", LONG, terms=[term("MySQL"), term("Redis")], gate=True),
        criterion("c3", "熟悉微服务架构与容器编排，有大规模分布式系统的设计和运维经验" * 3, terms=[term("微服务")]),
        criterion("c4", "Kubernetes", requirement=Requirement.NICE),
    ]


def people() -> list[ScreenedCandidate]:
    """Returns candidates with long words, hostile names and everything that a card can hold."""
    criteria = asked()
    answers = [
        assessment(criteria[0], Level.MET, quotes=["Developer, 2019 to 2025"], note="72 of 36 months"),
        assessment(criteria[1], Level.DEMONSTRATED, quotes=[f"Moved {LONG} from MySQL", PAYLOADS[0]]),
        assessment(criteria[2], Level.USED, quotes=["参与公司微服务拆分项目，使用Kubernetes部署服务。" * 4]),
        assessment(criteria[3], Level.UNCLEAR),
    ]
    flag = RedFlag(code=RedFlagCode.HIDDEN_TEXT, message=PAYLOADS[1], severity=Severity.SERIOUS)
    question = OpenQuestion(criterion_id="c4", question=f"Where did you last use {LONG}?")
    screened = screening(answers, red_flags=[flag], open_questions=[question], summary=LONG)
    return [
        candidate("1", screened, name=LONG, email=f"{LONG}@example.com", source=f"{LONG}/{LONG}.pdf"),
        candidate("2", screened, name=PAYLOADS[0], source=PAYLOADS[1]),
        candidate("3", screening([assessment(one, Level.ABSENT) for one in criteria]), name="张伟"),
    ]


def two_stages(candidates: list[ScreenedCandidate]) -> list[ScreenedCandidate]:
    """Returns candidates with the marks of a cut."""
    return [replace(one, cut_group=group) for one, group in zip(candidates, CutGroup, strict=True)]


def sample(language_code: str) -> str:
    """Returns a report of three cards, a line, a duplicate, a failure and a cut."""
    first, second, third = two_stages(people())
    below = replace(third, item_id="4", contact=Contact(name=LONG), source=f"{LONG}.pdf", same_candidate=("1", LONG))
    copied = replace(second, item_id="5", source=f"{LONG}.pdf", duplicate_of="1")
    return html_report(
        rank([first, second, third, below, copied, failed_candidate("6", source=f"{LONG}.pdf")]),
        rubric(asked(), title=PAYLOADS[0]),
        title="",
        as_of=AS_OF,
        language_code=language_code,
        blind=False,
        kit=interview_kit(),
        kit_for="1",
        cut=CutCost(best_count=50, control_count=40, rest_count=910, agreement=0.5, overlooked_count=2),
        most_cards=3,
    )


def side_by_side(language_code: str) -> str:
    """Returns a comparison of the three."""
    return comparison_page(
        rank(two_stages(people())),
        rubric(asked(), title=PAYLOADS[0]),
        title="",
        as_of=AS_OF,
        language_code=language_code,
        blind=False,
    )


def to_applicant(language_code: str) -> str:
    """Returns the report to the first of the three."""
    screened = people()[0].screening
    assert screened is not None
    report = applicant_report(
        screened, title=PAYLOADS[0], language_code=language_code, decision=None, contact=f"{LONG}@example.com"
    )
    return report.html


def evaluated(_language_code: str) -> str:
    """Returns the report of an evaluation, which is in English alone."""
    run = full_run()
    slices = [replace(one, slice=f"profession:{PAYLOADS[0]}{LONG}") for one in run.figures if one.slice]
    named = replace(run, figures=(*run.figures, *slices, replace(run.figures[0], note=LONG)))
    return report_files(named, read_approaches())["report.html"]


def to_interviewer(language_code: str) -> str:
    """Returns the interviewer's sheet of a kit with long words and hostile texts."""
    hostile = replace(interview_question(LONG, quote=PAYLOADS[0]), competency=PAYLOADS[1], follow_ups=(LONG, LONG))
    own = tuple(replace(hostile, question_id=f"own-{number}") for number in range(1, 9))
    kit = replace(
        interview_kit(own, language_code=language_code),
        core_questions=tuple(replace(one, question_id=f"core-{number}") for number, one in enumerate(own, 1)),
        coverage=(CriterionCoverage(criterion_id="c2", question_ids=("core-1", "own-8")),),
    )
    return sheet_html(sheet_of(kit, rubric(asked()), position=PAYLOADS[0], candidate=LONG))


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """Serves a folder; yields its address and the list of paths that were asked for."""
    asked: list[str] = []

    class Handler(SimpleHTTPRequestHandler):
        def send_head(self) -> io.BytesIO | BinaryIO | None:
            asked.append(self.path)
            return super().send_head()

    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(folder)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def browse(profile: Path, *arguments: str) -> str:
    """Runs the browser without a window and returns what it prints."""
    browser = require_program("chromium", "chromium-browser", "google-chrome", package="chromium")
    quiet = (
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars",
        "--virtual-time-budget=3000",
    )
    command = [str(browser), *quiet, f"--user-data-dir={profile}", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=100).stdout


@pytest.mark.parametrize(
    ("page", "width", "language_code"),
    [
        *[(sample, width, code) for width in (360, 700, 1200) for code in ("en", "zh")],
        (side_by_side, 360, "en"),
        (side_by_side, 1200, "zh"),
        (to_applicant, 360, "zh"),
        (to_applicant, 1200, "en"),
        (to_interviewer, 360, "en"),
        (to_interviewer, 1200, "zh"),
        (evaluated, 360, "en"),
    ],
)
def test_page_never_scrolls_sideways(
    tmp_path: Path, page: Callable[[str], str], width: int, language_code: str
) -> None:
    """Not even with words of 240 letters in names, files, criteria and quotes on a phone; a comparison in its frame."""
    relaxed = re.sub(r"<meta http-equiv=\"Content-Security-Policy\"[^>]*>", "", page(language_code))
    (tmp_path / "report.html").write_text(relaxed.replace("</head>", f"{MEASURE}</head>"), encoding="utf-8")
    (tmp_path / "frame.html").write_text(
        "<body><script>onmessage = event => { document.body.dataset.measured = event.data }</script>"
        f"<iframe src='report.html' style='width:{width}px;height:800px;border:0'></iframe></body>",
        encoding="utf-8",
    )

    with served(tmp_path) as (address, _):
        shown = browse(tmp_path / "profile", "--dump-dom", f"{address}/frame.html")

    measured = re.search(r'data-measured="([^"]*)"', shown)
    assert measured is not None
    scrolled, visible, title, outside = measured[1].split("|")
    assert int(visible) == width
    assert int(scrolled) <= width, outside
    assert outside == ""
    assert not title.startswith("owned")


def test_browser_asks_for_the_page_alone_and_runs_nothing(tmp_path: Path) -> None:
    """The file as written makes one request, is styled, and executes none of the scripts in its texts."""
    (tmp_path / "report.html").write_text(sample("en"), encoding="utf-8")

    with served(tmp_path) as (address, asked):
        page = browse(tmp_path / "profile", "--dump-dom", "--enable-logging=stderr", f"{address}/report.html")

    assert asked == ["/report.html"]
    assert "<title>owned" not in page
    assert "&lt;script&gt;" in page


def test_page_prints_styled_and_without_links(tmp_path: Path) -> None:
    """The digest in the policy fits: on paper the links back are gone, and no total is repeated on every page."""
    (tmp_path / "report.html").write_text(sample("en"), encoding="utf-8")
    paper = tmp_path / "report.pdf"

    with served(tmp_path) as (address, _):
        browse(tmp_path / "profile", "--no-pdf-header-footer", f"--print-to-pdf={paper}", f"{address}/report.html")

    document = pypdfium2.PdfDocument(paper)
    text = "\n".join(document[index].get_textpage().get_text_range() for index in range(len(document)))
    document.close()
    assert "Back to the ranking" not in text
    assert text.count("Match score") == 2 * 3


def test_a_sheet_prints_each_question_on_one_page(tmp_path: Path) -> None:
    """The rating stands beside its question, and the page is A4."""
    own = tuple(
        replace(interview_question(f"What limited order service {number} at its peak?"), question_id=f"own-{number}")
        for number in range(1, 8)
    )
    page = sheet_html(sheet_of(interview_kit(own), None))
    (tmp_path / "sheet.html").write_text(page, encoding="utf-8")
    paper = tmp_path / "sheet.pdf"

    with served(tmp_path) as (address, _):
        browse(tmp_path / "profile", "--no-pdf-header-footer", f"--print-to-pdf={paper}", f"{address}/sheet.html")

    document = pypdfium2.PdfDocument(paper)
    size = tuple(round(side) for side in document[0].get_size())
    pages = [document[index].get_textpage().get_text_range() for index in range(len(document))]
    document.close()
    assert size == (595, 842)
    assert len(pages) < 7
    assert all(one.count("at its peak?") == one.count("Names no figure.") for one in pages)
    assert sum(one.count("at its peak?") for one in pages) == 7
