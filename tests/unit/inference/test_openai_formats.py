"""What is remembered of how servers guide output."""

from bole.inference.openai_formats import FORMATS, FormatMemory


def test_the_strictest_format_is_tried_first_and_a_weaker_one_is_remembered_for_its_schema_alone() -> None:
    memory = FormatMemory()
    memory.keep("a", "json_object")
    memory.keep("b", FORMATS[0])
    assert [memory.tries(schema) for schema in "abc"] == [FORMATS[1:], FORMATS, FORMATS]


def test_of_very_many_schemas_the_oldest_are_forgotten() -> None:
    memory = FormatMemory()
    for number in range(257):
        memory.keep(str(number), "none")
    assert memory.tries("0") == FORMATS
    assert memory.tries("1") == memory.tries("256") == ("none",)
