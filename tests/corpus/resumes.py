"""The resumes that the corpus hides words in, and what they are screened against."""

from __future__ import annotations

RESUME_EN = (
    "Ada Example",
    "ada@example.com | +1 555 0100",
    "Work Experience",
    "Backend Engineer, Harbor Ltd, Mar 2019 - Present",
    "Built the order service in Python and Flask, used by 40,000 people a day.",
    "Tuned slow queries of the night report, which cut its run time by half.",
    "Education",
    "B.Sc. Computer Science, Lakeside University, 2011 - 2015",
    "Skills",
    "Python, Flask, MySQL, Docker",
)
RESUME_ZH = (
    "林小满",
    "xiaoman@example.com | 13800000000",
    "工作经历",
    "海港科技有限公司 后端工程师 2019.03 - 至今",
    "使用Python和Flask开发订单系统，每天服务4万名用户。",
    "优化夜间报表的慢查询，运行时间缩短一半。",
    "教育经历",
    "湖畔大学 计算机科学 本科 2011.09 - 2015.06",
    "专业技能",
    "Python、Flask、MySQL、Docker",
)

POSTING_EN = """Backend Engineer
Requirements:
- 5 years of experience with Python
- Kubernetes
- Terraform
- Kafka
- Rust
- MySQL
"""
POSTING_ZH = """后端工程师
任职要求：
1、3年以上Python开发经验；
2、熟悉Kubernetes；
3、熟悉Terraform；
4、熟悉Kafka；
5、熟悉Rust；
6、熟悉MySQL。
"""


def resume_lines(language_code: str) -> tuple[str, ...]:
    """Returns the lines of the resume in a language, `zh` or `en`."""
    return RESUME_ZH if language_code == "zh" else RESUME_EN


def posting(language_code: str) -> str:
    """Returns a posting that asks for what the resume shows and for what the hidden claims name."""
    return POSTING_ZH if language_code == "zh" else POSTING_EN
