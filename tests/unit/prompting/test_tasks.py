"""The words of a task have a version."""

import pytest

from bole.lexicon.resources import load_mapping, mapping
from bole.prompting.tasks import Task, prompt_version, task_files


@pytest.mark.parametrize("task", Task)
def test_words_change_only_with_their_version(task: Task) -> None:
    """Whoever changes a file of a task records a higher version with the new digest."""
    recorded = mapping(load_mapping("bole.prompting", "versions.yaml")[task.value])
    assert recorded["digest"] == prompt_version(task), (
        f"the files of '{task.value}' changed: in service/bole/prompting/versions.yaml raise its version "
        f"(now {recorded['version']}) and record digest: {prompt_version(task)}"
    )


def test_tasks_share_the_rules_and_nothing_else() -> None:
    """A change of one task's words leaves the version of the others alone."""
    files = [set(task_files(task)) for task in Task]
    assert files[0] & files[1] & files[2] == {"templates/system.jinja", "templates/role.jinja"}
    assert len({prompt_version(task) for task in Task}) == len(Task)
