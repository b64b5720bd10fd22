"""Codes without letters are told from writing of every sort."""

from __future__ import annotations

import pytest

from bole.domain.documents import Document, DocumentRole
from bole.domain.errors import BoleError
from bole.domain.resume import ParsedResume
from bole.parsing.limits import ParsingLimits
from bole.parsing.parser import parse
from bole.parsing.text.legibility import is_illegible
from tests.requirements import require_data

ENGLISH = (
    "Backend engineer with nine years of work on payment systems. Built the order service in Python and Flask, used by "
    "forty thousand people a day, and cut its page time by half. Led a team of five, wrote the guidelines for reviews, "
    "and moved the databases of three products to PostgreSQL without an hour of downtime. Taught two courses."
)
CHINESE = (
    "负责订单系统的架构设计与开发，使用Python和MySQL，接口耗时降低百分之四十。主导微服务拆分，推动持续集成与自动化测试，"
    "带领五人团队完成支付平台迁移。毕业于计算机科学与技术专业，熟悉分布式系统、消息队列和缓存。"
)


def _shifted(text: str, by: int) -> str:
    """Returns what a font shows that numbers its glyphs from another start and does not say so."""
    return "".join(chr(max(1, ord(one) + by)) if " " <= one <= "~" else one for one in text)


def _numbered(text: str, first: int) -> str:
    """Returns what a font shows that numbers its glyphs in the order in which they are used."""
    order = list(dict.fromkeys(text.replace(" ", "")))
    return "".join(one if one == " " else chr(first + order.index(one)) for one in text)


ILLEGIBLE = {
    "glyph numbers as codes": _shifted(ENGLISH, -29),
    "each letter the next": _shifted(ENGLISH, 1),
    "each letter three on": _shifted(ENGLISH, 3),
    "codes of the private area": "".join(chr(0xF000 + ord(one)) for one in ENGLISH),
    "control codes": _numbered(ENGLISH, 1)[:200],
    "codes above ASCII": _numbered(ENGLISH, 0x80),
    "replacement characters": "\ufffd" * 40 + " 2019",
    "numbers of glyphs": "(cid:12)(cid:7)(cid:104)" * 20,
    "Chinese as characters that nobody uses": "".join(chr(0x3400 + ord(one) % 0x1900) for one in CHINESE if one > "z"),
    "Chinese as letters of all scripts": "".join(
        chr(0x0250 + ord(one) * 37 % 0x1000) for one in CHINESE * 3 if one > "z"
    ),
}
LEGIBLE = {
    "English": ENGLISH,
    "Chinese": CHINESE,
    "capitals": ENGLISH.upper(),
    "nothing": "",
    "a page number": "- 2 -",
    "icons alone": "\uf0e0 \uf095 \uf09b \uf08c",
    "icons before contacts": "\uf0e0 ada@example.com \uf095 +1 555 0100 \uf09b github.com/ada",
    "one word again and again": "Hello world " * 60,
    "a dozen codes between words": "re\x02ning work\x03ow e\x02cient pro\x02t " * 4,
    "code": "def f(x):\n    return [y for y in x if y]\nfor i in range(10):\n    print(f(i), i << 2, xs[i])\n" * 6,
    "abbreviations": "SQL HTML CSS XML JSON AWS GCP VPC DNS TLS SSH VPN JVM LLVM GDB MVC MVVM CRUD RDBMS HDFS KVM " * 3,
    "names of letters": " ".join(f"a{number} [x{number:x}]" for number in range(200)),
    "Polish": "Zarządzanie zespołem, współpraca z działem sprzedaży, przygotowywanie umów oraz księgowość. "
    "Doświadczenie w projektowaniu baz danych, wdrażanie systemów, szkolenie pracowników i obsługa klientów. "
    "Studia magisterskie na wydziale informatyki, znajomość języka angielskiego i niemieckiego.",
    "Vietnamese": "Quản lý dự án phần mềm, thiết kế cơ sở dữ liệu và hướng dẫn nhân viên. Tốt nghiệp đại học bách khoa "
    "chuyên ngành khoa học máy tính. Kinh nghiệm làm việc với khách hàng nước ngoài, thành thạo tiếng Anh. "
    "Xây dựng hệ thống thanh toán trực tuyến phục vụ hàng triệu người dùng.",
    "Finnish": "Ohjelmistokehittäjä, kokemusta tietokantojen suunnittelusta ja verkkopalvelujen ylläpidosta. Vastuu "
    "asiakasprojektien toteutuksesta, tiimin johtamisesta ja uusien työntekijöiden perehdytyksestä. Diplomi-insinööri, "
    "tietotekniikan koulutusohjelma. Kielitaito suomi, ruotsi, englanti, saksa ja venäjä.",
    "pinyin": "Zhang Wei Beijing Daxue jisuanji kexue yu jishu Shanghai Jiaotong Daxue xinxi gongcheng xueyuan gaoji "
    "gongchengshi xiangmu jingli Shenzhen Guangzhou Hangzhou Nanjing Zhongguo Yidong Huawei Zhongxing dianxin " * 2,
    "Arabic with product names": "مهندس برمجيات Python وخبرة في تطوير الأنظمة Django وإدارة الفرق Linux " * 5,
    "Hindi": "सॉफ्टवेयर इंजीनियर के रूप में पाँच वर्ष का अनुभव, डेटाबेस और वेब सेवाओं का विकास " * 5,
    "Russian": "Инженер-программист, опыт разработки на Python и Java, руководство командой из пяти человек " * 5,
    "Greek with symbols": "Μηχανικός λογισμικού με εμπειρία στην ανάπτυξη υπηρεσιών και ηγεσία ομάδας " * 5,
    "Japanese": "職務経歴書 株式会社例 システム開発部 データベース設計とウェブサービスの開発を担当 チームリーダー " * 5,
    "Korean": "백엔드 개발자로서 주문 서비스를 설계하고 개발하였으며 다섯 명의 팀을 이끌었습니다 Python MySQL " * 5,
}  # fmt: skip


@pytest.mark.parametrize("name", ILLEGIBLE)
def test_codes_are_no_text(name: str) -> None:
    """Whatever they look like."""
    assert is_illegible(ILLEGIBLE[name])


@pytest.mark.parametrize("name", LEGIBLE)
def test_writing_is_legible(name: str) -> None:
    """In any script, however terse."""
    assert not is_illegible(LEGIBLE[name])


def _parsed(content: bytes) -> ParsedResume | None:
    try:
        return parse(Document(content=content, role=DocumentRole.PORTFOLIO), ParsingLimits())
    except BoleError:
        return None


def test_real_resumes_are_legible() -> None:
    """Those that are read at all."""
    resumes = [_parsed(path.read_bytes()) for path in sorted(require_data("resumes/docx").iterdir())]

    texts = [page.span.of(resume.text) for resume in resumes if resume for page in resume.pages]
    assert len(texts) > 20
    assert not any(map(is_illegible, texts))
