"""Names that a text may hold in any language."""

from bole.evidence.stated_names import names_of
from tests.factories import criterion, rubric, term
from tests.unit.evidence.written import ResumeWriter


def test_employers_schools_and_what_is_asked_for_are_names() -> None:
    """Employers under their short names too; single letters are none."""
    writer = ResumeWriter(languages=("zh",))
    writer.entry("2019..2024", ["做后端。"], position="架构师", organization="北京晴禾科技有限公司")
    writer.degree("BACHELOR", "软件工程", school="浙江大学")
    asked = rubric([criterion("c1", "熟悉微服务", terms=[term("微服务"), term("C")])], title="后端")

    names = names_of([writer.reading().resume.profile], asked)

    assert {"架构师", "北京晴禾科技有限公司", "北京晴禾科技", "北京晴禾", "晴禾", "浙江大学", "软件工程"} <= names
    assert {"熟悉微服务", "微服务", "后端"} <= names
    assert "C" not in names
    assert names_of([]) == frozenset()
