"""The search at the end of a test run finds what is planted, and nothing else."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.leaks.needles import REPOSITORY, Needles, made_of, needles

RESUME = """Casey Lindqvist
Led the order service of Harbor Ltd, used by 40,000 people
使用Python开发订单系统，每天服务四万名用户
"""
PLANTED = {
    "a part of a line": "what=Led the order serv",
    "the middle of a line": "service of Harbor",
    "other spaces and case": "LED  THE\tORDER SERVICE",
    "Chinese": "value=开发订单系统，",
    "escaped Chinese": "value=\\u5f00\\u53d1\\u8ba2\\u5355\\u7cfb\\u7edf",
    "a name": "request of casey lindqvist",
    "a file name": "cannot read /tmp/x/Casey_CV.pdf: damaged",
}
HARMLESS = (
    "2026-11-26T05:46:39.110Z INFO bole.api call.finished method=/bole.v1.ScreeningService/ScreenResume code=OK",
    "bole.telemetry service.unexpected exception=KeyError at=script/revision.py:_revision_map:240",
    "the order",
    "Led by",
)


@pytest.fixture
def wanted() -> Needles:
    return made_of([RESUME], ["Casey_CV.pdf"])


@pytest.mark.parametrize("text", PLANTED.values(), ids=PLANTED)
def test_what_is_planted_is_found(wanted: Needles, text: str) -> None:
    assert wanted.found_in(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_harmless_is_not_found(wanted: Needles, text: str) -> None:
    assert not wanted.found_in(text)


def test_the_documents_of_examples_corpus_and_tests_are_looked_for() -> None:
    wanted = needles()

    assert "li_mingzhe_zh.pdf" in wanted.files
    assert {"priya raman", "林小满"} <= set(wanted.people)
    for text in (
        "Built the order service in Python and Flask",  # tests/corpus
        "优化夜间报表的慢查询",
        (REPOSITORY / "examples/resumes/lin_yazhu_zh_big5.txt").read_text(encoding="big5"),
    ):
        assert wanted.found_in(text)


_RUN = """
import logging
from bole.domain.tracing import SpanName
from bole.telemetry.tracing import spans_sent

async def test_logging():
    logging.getLogger("bole.x").debug("Built the order service in Python")

async def test_a_span():
    import os
    async with spans_sent(os.environ["BOLE_OTLP_ENDPOINT"]) as tracer:
        with tracer.call("/bole.v1.Priya Raman/x", {}):
            pass

def test_a_server_in_a_process_of_its_own(tmp_path):
    line = "2026-11-26T05:46:39.110Z INFO bole.api call.finished file=li_mingzhe_zh.pdf"
    (tmp_path / "server.log").write_text(line)
"""


def test_a_run_whose_tests_pass_fails_where_words_were_logged_or_recorded(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text((REPOSITORY / "tests/conftest.py").read_text(encoding="utf-8"))
    (tmp_path / "test_planted.py").write_text(_RUN)
    (tmp_path / "pytest.ini").write_text(
        f"[pytest]\nasyncio_mode = auto\npythonpath = {REPOSITORY} {REPOSITORY}/service\n"
    )

    command = [sys.executable, "-m", "pytest", "-q", "-n1", "-pno:cacheprovider", str(tmp_path)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=100, cwd=tmp_path)

    assert "3 passed" in ended.stdout
    assert ended.returncode == pytest.ExitCode.TESTS_FAILED
    for find in ("'built the or'", "'priya raman'", "'li_mingzhe_zh.pdf'"):
        assert find in ended.stdout
