"""What a prompt says of the opening: its name, what counts in its trade, and examples of that."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from bole.domain.roles import Role
from bole.prompting.layouts import role_line, role_text
from bole.prompting.rendering import rendered

_LONGEST_GUIDANCE = 1000
_LONGEST_EXAMPLE = 240
_LONGEST_QUESTION = 400
_MOST_EXAMPLES = 4
_MOST_QUESTIONS = 10


@dataclass(frozen=True, slots=True)
class RoleWords:
    """Lines on a trade, fit to stand in a prompt; equal for all resumes of a batch.

    Attributes:
        guidance: What counts; empty where nothing is known of the trade.
        examples: Criterion, line of a resume, quote and level.
        questions: What everybody is asked in an interview.
    """

    guidance: str = ""
    examples: tuple[tuple[str, str, str, str], ...] = ()
    questions: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """Names the words, SHA-256 in lower-case hex; empty where there are none."""
        if self == NO_WORDS:
            return ""
        return hashlib.sha256(repr((self.guidance, self.examples, self.questions)).encode()).hexdigest()


NO_WORDS = RoleWords()


def screening_words(role: Role | None) -> RoleWords:
    """Returns what a screening says of a role: guidance and worked examples."""
    if role is None:
        return NO_WORDS
    texts = {one.criterion_id: one.text for one in role.rubric.criteria}
    return RoleWords(
        guidance=role_text(role.guidance, _LONGEST_GUIDANCE),
        examples=tuple(
            (
                role_text(texts.get(one.criterion, one.criterion), _LONGEST_EXAMPLE),
                role_text(one.resume, _LONGEST_EXAMPLE),
                role_text(one.quote, _LONGEST_EXAMPLE),
                one.level,
            )
            for one in role.examples[:_MOST_EXAMPLES]
        ),
    )


def interview_words(role: Role | None) -> RoleWords:
    """Returns what the prompt of an interview says of a role: guidance, and what everybody is asked."""
    if role is None:
        return NO_WORDS
    questions = tuple(role_text(one.question, _LONGEST_QUESTION) for one in role.core_questions[:_MOST_QUESTIONS])
    return RoleWords(guidance=role_text(role.guidance, _LONGEST_GUIDANCE), questions=questions)


def opening(title: str, words: RoleWords) -> str:
    """Returns what stands between the rules and the task; empty where neither a title nor a role is known."""
    if not title.strip() and words == NO_WORDS:
        return ""
    keys = ("criterion", "resume", "quote", "level")
    examples = [dict(zip(keys, one, strict=True)) for one in words.examples]
    return rendered(
        "role", role=role_line(title), guidance=words.guidance, examples=examples, questions=words.questions
    )
