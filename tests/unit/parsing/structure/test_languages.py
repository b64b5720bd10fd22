"""Languages of the prose."""

import pytest

from bole.parsing.structure.languages import prose_languages

TEXTS = [
    ("负责订单系统开发，使用Python Flask MySQL Redis Kubernetes构建接口，日均请求百万级。", ("zh",)),
    ("Python, Java, Kubernetes, Docker, Terraform", ("en",)),
    ("I have worked with the team on the design of a service for the customers.", ("en",)),
    ("Desarrollo de aplicaciones para el cliente con un equipo de cinco personas en la oficina del norte.", ("es",)),
    ("Développement des applications pour les clients avec une équipe dans le sud.", ("fr",)),
    ("Entwicklung von Anwendungen für die Kunden und Betrieb der Server mit einem Team.", ("de",)),
    ("Desenvolvimento de sistemas para os clientes com uma equipe no norte do país.", ("pt",)),
    ("Sviluppo di applicazioni per il cliente con una squadra nel nord della regione.", ("it",)),
    ("Ontwikkeling van de software voor het bedrijf met een team aan de kust.", ("nl",)),
    ("ソフトウェアの開発を担当し、チームを率いました。", ("ja",)),
    ("소프트웨어 개발을 담당하고 팀을 이끌었습니다.", ("ko",)),
    ("طوّرت خدمة الطلبات باستخدام Python وخفّضت زمن الاستجابة.", ("ar",)),
    ("متخصص علوم داده با بیش از شش سال سابقه کار در تحلیل داده های حجیم", ("fa",)),
    ("פיתחתי שירותים בפייתון עבור לקוחות", ("he",)),
    ("Разрабатывал сервисы для клиентов и руководил командой.", ("ru",)),
    ("พัฒนาระบบสำหรับลูกค้า", ("th",)),
    ("Ανάπτυξη εφαρμογών για πελάτες", ("el",)),
    ("ग्राहकों के लिए सॉफ्टवेयर विकास", ("hi",)),
    ("", ()),
    ("12 34 --", ()),
]


@pytest.mark.parametrize(("text", "codes"), TEXTS, ids=[text[:12] or "empty" for text, _ in TEXTS])
def test_language_of_the_prose_is_told(text: str, codes: tuple[str, ...]) -> None:
    """Scripts and function words tell the language; names of techniques do not."""
    assert prose_languages(text) == codes


def test_two_languages_come_the_most_frequent_first() -> None:
    """Prose in two languages names both."""
    english = "I led the team and wrote the plan for the next year with the director of the school. " * 3
    chinese = "负责学校的年度计划与教师团队管理。" * 2

    assert prose_languages(english + chinese) == ("en", "zh")
    assert prose_languages(english + chinese * 6) == ("zh", "en")


def test_letter_spaced_headings_are_no_language() -> None:
    """Single letters of "E X P E R I E N C E" are not words of Portuguese."""
    text = "E X P E R I E N C E\nE D U C A T I O N\nManager of the store for 3 years with a team of nine.\n"

    assert prose_languages(text) == ("en",)
