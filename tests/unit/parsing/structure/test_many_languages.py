"""Small resumes in many languages: sections, entries, dates, schools and languages come out in each."""

import pytest

from bole.domain.dates import PartialDate
from bole.domain.resume import DegreeLevel, SectionKind
from bole.parsing.structure.outline import structure

USUAL = [SectionKind.BASICS, SectionKind.WORK, SectionKind.EDUCATION, SectionKind.SKILLS, SectionKind.LANGUAGES]

RESUMES = {
    "zh": (
        """王芳
工作经历
2019.03-至今 蓝海科技有限公司 后端工程师
- 负责订单系统
教育背景
2015.09-2018.06 河海大学 计算机科学 本科
专业技能
Python、SQL
语言能力
英语：流利
""",
        ("王芳", "蓝海科技有限公司", "后端工程师", "河海大学"),
    ),
    "zh-Hant": (
        """陳小明
工作經歷
2019年3月-至今 藍海科技股份有限公司 軟體工程師
- 負責訂單系統
學歷
2015年9月-2018年6月 國立臺灣大學 資訊工程學系 學士
專業技能
Python、SQL
語言能力
英文 流利
""",
        ("陳小明", "藍海科技股份有限公司", "軟體工程師", "國立臺灣大學"),
    ),
    "en": (
        """Dana Roe
Work experience
Engineer, Blue Harbour Ltd, Mar 2019 – Present
- Built services.
Education
BSc Physics, University of Westerleigh, 2015 - 2018
Skills
Python, SQL
Languages
English: native
""",
        ("Dana Roe", "Blue Harbour Ltd", "Engineer", "University of Westerleigh"),
    ),
    "es": (
        """Ana Pérez
EXPERIENCIA PROFESIONAL
Ingeniera, Soluciones S.A., marzo 2019 - actualidad
- Desarrollé servicios.
FORMACIÓN ACADÉMICA
Licenciatura en Informática, Universidad de Sevilla, 2015 - 2018
HABILIDADES
Python, SQL
IDIOMAS
Inglés: avanzado
""",
        ("Ana Pérez", "Soluciones S.A.", "Ingeniera", "Universidad de Sevilla"),
    ),
    "fr": (
        """Jean Dupont
Expériences professionnelles
Développeur, Société Bleue SA, mars 2019 – aujourd'hui
- Conception de services.
Formation
Licence en informatique, Université de Lyon, 2015 - 2018
Compétences
Python, SQL
Langues
Anglais : courant
""",
        ("Jean Dupont", "Société Bleue SA", "Développeur", "Université de Lyon"),
    ),
    "de": (
        """Max Muster
Berufserfahrung
Entwickler, Blau GmbH, März 2019 – heute
- Entwicklung von Diensten.
Ausbildung
B.Sc. Informatik, Universität Ulm, 2015 - 2018
Kenntnisse
Python, SQL
Sprachen
Englisch: fließend
""",
        ("Max Muster", "Blau GmbH", "Entwickler", "Universität Ulm"),
    ),
    "pt": (
        """Ana Silva
Experiência Profissional
Desenvolvedora, Azul Ltda, março 2019 - presente
- Desenvolvi serviços.
Formação Acadêmica
Bacharelado em Computação, Universidade de Lisboa, 2015 - 2018
Competências
Python, SQL
Idiomas
Inglês: avançado
""",
        ("Ana Silva", "Azul Ltda", "Desenvolvedora", "Universidade de Lisboa"),
    ),
    "ja": (
        """山田太郎
職務経歴
2019年3月～現在 株式会社ブルー エンジニア
・受注システムの開発
学歴
2015年4月 - 2018年3月 東京大学 工学部 学士
スキル
Python、SQL
語学
英語：ビジネスレベル
""",
        ("山田太郎", "株式会社ブルー", "エンジニア", "東京大学"),
    ),
    "ko": (
        """김민수
경력사항
2019.03 ~ 현재 | 주식회사 블루 | 백엔드 개발자
- 주문 시스템 개발
학력
2015.03 - 2018.02 | 서울대학교 | 학사
보유기술
Python, SQL
외국어
영어: 상급
""",
        ("김민수", "주식회사 블루", "백엔드 개발자", "서울대학교"),
    ),
    "ar": (
        """يوسف درويش
الخبرات العملية
مهندس برمجيات، شركة البحر، مارس ٢٠١٩ – حتى الآن
- تطوير الخدمات
التعليم
بكالوريوس علوم الحاسوب، جامعة القاهرة، 2015 - 2018
المهارات
Python, SQL
اللغات
الإنجليزية: ممتاز
""",
        ("يوسف درويش", "شركة البحر", "مهندس برمجيات", "جامعة القاهرة"),
    ),
    "ru": (
        """Иван Петров
Опыт работы
Разработчик, ООО Море, март 2019 — настоящее время
- Разработка сервисов
Образование
Бакалавр, Московский университет, 2015 - 2018
Навыки
Python, SQL
Иностранные языки
Английский: свободно
""",
        ("Иван Петров", "ООО Море", "Разработчик", "Московский университет"),
    ),
    "it": (
        """Anna Rossi
Esperienza professionale
Sviluppatrice, Blu S.r.l., marzo 2019 - oggi
- Sviluppo di servizi.
Istruzione e formazione
Laurea in Informatica, Università di Pisa, 2015 - 2018
Competenze
Python, SQL
Lingue
Inglese: buono
""",
        ("Anna Rossi", "Blu S.r.l.", "Sviluppatrice", "Università di Pisa"),
    ),
    "nl": (
        """Jan Jansen
Werkervaring
Ontwikkelaar, Blauw B.V., maart 2019 - heden
- Bouwde diensten.
Opleiding
Bachelor Informatica, Universiteit Delft, 2015 - 2018
Vaardigheden
Python, SQL
Talen
Engels: vloeiend
""",
        ("Jan Jansen", "Blauw B.V.", "Ontwikkelaar", "Universiteit Delft"),
    ),
    "pl": (
        """Jan Kowalski
Doświadczenie zawodowe
Programista, Niebieski Sp. z o.o., marzec 2019 - obecnie
- Rozwój usług.
Wykształcenie
Licencjat, Uniwersytet Warszawski, 2015 - 2018
Umiejętności
Python, SQL
Języki
Angielski: biegle
""",
        ("Jan Kowalski", "Niebieski Sp. z o.o.", "Programista", "Uniwersytet Warszawski"),
    ),
    "tr": (
        """Ali Yılmaz
İş Deneyimi
Yazılım Geliştirici, Mavi A.Ş., Mart 2019 - Halen
- Servis geliştirme.
Eğitim
Lisans, Boğaziçi Üniversitesi, 2015 - 2018
Beceriler
Python, SQL
Diller
İngilizce: ileri
""",
        ("Ali Yılmaz", "Mavi A.Ş.", "Yazılım Geliştirici", "Boğaziçi Üniversitesi"),
    ),
    "he": (
        """דנה כהן
ניסיון תעסוקתי
מפתחת, חברת ים, מרץ 2019 - היום
- פיתוח שירותים
השכלה
תואר ראשון, אוניברסיטת תל אביב, 2015 - 2018
כישורים
Python, SQL
שפות
אנגלית: שוטפת
""",
        ("דנה כהן", "חברת ים", "מפתחת", "אוניברסיטת תל אביב"),
    ),
}


@pytest.mark.parametrize("language", RESUMES)
def test_sections_are_known_by_their_headings(language: str) -> None:
    """Who, work, education, skills and languages."""
    text, _ = RESUMES[language]

    assert [section.kind for section in structure(text).sections] == USUAL


@pytest.mark.parametrize("language", RESUMES)
def test_the_profile_names_who_where_and_when(language: str) -> None:
    """One dated employment that goes on, one degree, two skills and English."""
    text, expected = RESUMES[language]
    profile = structure(text).profile
    (work,), (education,) = profile.work, profile.education

    facts = (profile.basics.name, work.organization, work.position, education.institution)
    assert tuple(fact.value if fact else "" for fact in facts) == expected
    assert work.dates is not None
    assert (work.dates.start, work.dates.ongoing) == (PartialDate(2019, 3), True)
    assert education.level is DegreeLevel.BACHELOR
    assert education.dates is not None
    assert education.dates.end is not None
    assert education.dates.end.year == 2018
    assert [skill.name.value for skill in profile.skills] == ["Python", "SQL"]
    assert [one.language_code for one in profile.languages] == ["en"]


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("【教育背景】", SectionKind.EDUCATION),
        ("—— 工作经历 ——", SectionKind.WORK),
        ("EXPERIENCE | 工作经历", SectionKind.WORK),
        ("二、项目经验", SectionKind.PROJECTS),
        ("3. Education", SectionKind.EDUCATION),
        ("★ Skills ★", SectionKind.SKILLS),
        ("E D U C A T I O N", SectionKind.EDUCATION),
        ("教 育 背 景", SectionKind.EDUCATION),
        ("\uf0b1 Work Experience", SectionKind.WORK),
        ("💼 Work Experience", SectionKind.WORK),
        ("■ 職歴", SectionKind.WORK),
        ("《专业技能》", SectionKind.SKILLS),
        ("=== EDUCATION ===", SectionKind.EDUCATION),
        ("Work Experience:", SectionKind.WORK),
        ("｜教育经历｜", SectionKind.EDUCATION),
        ("工作经历 / Work Experience", SectionKind.WORK),
        ("IV. Certifications", SectionKind.CERTIFICATES),
        ("（三）自我评价", SectionKind.SUMMARY),
    ],
)
def test_decorated_headings_are_headings(heading: str, kind: SectionKind) -> None:
    """Brackets, rules, numbers, icons, spaced letters and second languages."""
    sections = structure(f"Dana Roe\ndana@example.com\n\n{heading}\nSomething that stands below, 2019.\n").sections

    assert [section.kind for section in sections] == [SectionKind.BASICS, kind]
