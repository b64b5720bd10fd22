"""What the report shows of a batch: copies of files, further files of a person, people beyond the cards, the cut."""

from dataclasses import replace

from lxml import html

from bole.domain.batches import CutCost
from bole.domain.screening import CutGroup, ScreenedCandidate
from bole.reports.html_report import html_report
from bole.reports.ranking import rank
from tests.factories import AS_OF, candidate, interview_kit, rubric


def person(item_id: str = "0001") -> ScreenedCandidate:
    return candidate(item_id, name="Nora Whitfield", source="resumes/nora.pdf")


def report(*candidates: ScreenedCandidate, blind: bool = False) -> str:
    return html_report(rank(candidates), rubric(), title="", as_of=AS_OF, language_code="en", blind=blind)


def parsed(text: str) -> html.HtmlElement:
    return html.document_fromstring(text)


def text_of(element: html.HtmlElement) -> str:
    return " ".join(str(element.text_content()).split())


def test_copy_of_a_file_stands_in_a_list_and_not_in_the_ranking() -> None:
    """With a link to the candidate; they are counted once."""
    page = parsed(report(person(), replace(person("0002"), duplicate_of="0001", source="resumes/copy.pdf")))

    section = page.get_element_by_id("duplicates")
    assert "resumes/copy.pdf Nora Whitfield 0001" in text_of(section)
    assert section.xpath(".//a/@href") == ["#candidate-1"]
    assert len(page.find_class("card")) == 1
    assert "1 candidate 1 file twice" in text_of(page)


def test_further_files_of_a_candidate_are_linked() -> None:
    """A changed resume is compared with the one before."""
    linked = replace(person("0002"), same_candidate=("0001", "0404"))
    card = parsed(report(person(), linked)).get_element_by_id("candidate-2")

    (line,) = card.find_class("others")
    assert text_of(line) == "Other files of this candidate: Nora Whitfield 0001, 0404"
    assert line.xpath(".//a/@href") == ["#candidate-1"]


def test_large_report_has_cards_for_the_first_and_lines_for_the_rest() -> None:
    """The page says so, and where the evidence of the others is; counts are those of all."""
    ranked = rank([person(f"{number:04d}") for number in range(1, 8)])
    text = html_report(ranked, rubric(), title="", as_of=AS_OF, language_code="en", blind=False, most_cards=3)
    page = parsed(text)

    assert len(page.find_class("card")) == 3
    section = page.get_element_by_id("further")
    assert "The first 3 have a card with all evidence. The other 4 stand below" in text_of(section)
    assert len(section.xpath(".//tbody/tr")) == 4
    assert section.xpath(".//tbody/tr[1]/td[1]")[0].text_content().split() == ["1", "tied"]
    assert "7 candidates" in text_of(page)


def test_questions_for_a_candidate_without_a_card_lead_nowhere() -> None:
    """The name stands, and no link is broken."""
    ranked = rank([person("0001"), person("0002")])
    text = html_report(
        ranked,
        rubric(),
        title="",
        as_of=AS_OF,
        language_code="en",
        blind=False,
        kit=interview_kit(),
        kit_for="0002",
        most_cards=1,
    )
    page = parsed(text)

    assert "Interview questions for Nora Whitfield" in text_of(page)
    assert {link[1:] for link in page.xpath("//@href") if link.startswith("#")} <= set(page.xpath("//@id"))


def test_cost_of_the_cut_is_told_on_the_page() -> None:
    """In the language of the report."""
    cut = CutCost(best_count=50, control_count=40, rest_count=910, agreement=0.5, overlooked_count=2)

    def told(language_code: str) -> str:
        page = html_report(
            rank([person()]), rubric(), title="", as_of=AS_OF, language_code=language_code, blind=False, cut=cut
        )
        return text_of(parsed(page).get_element_by_id("cut"))

    assert "Of 40 controls, 2 rank above the last of the best by the model." in told("en")
    assert "40份对照中，有2份" in told("zh")


def test_candidates_of_two_stages_tell_who_read_them() -> None:
    """In the ranking, on cards and on lines, in the language of the report."""
    ranked = rank([replace(person(f"{group}"), cut_group=group) for group in CutGroup])

    def marks(language_code: str) -> list[list[str]]:
        text = html_report(
            ranked, rubric(), title="", as_of=AS_OF, language_code=language_code, blind=False, most_cards=2
        )
        places = ("ranking", "further")
        chips = [parsed(text).get_element_by_id(place).find_class("chip") for place in places]
        return [sorted(map(text_of, found)) for found in chips]

    assert marks("en") == [["Read by the model", "Read by the model, as a control"], ["Rules alone"]]
    assert marks("zh") == [["模型已读", "模型已读（对照）"], ["仅规则引擎"]]
    assert "Rules alone" not in report(person())


def test_blind_report_of_a_batch_names_nobody() -> None:
    """Copies, links and lines show items alone."""
    copied = replace(person("0002"), duplicate_of="0001", source="resumes/nora copy.pdf")
    linked = replace(person("0003"), same_candidate=("0001",))

    text = report(person(), copied, linked, blind=True)

    assert "nora" not in text.lower()
    assert "same file as" in text.lower()
