"""What the documents say of commands, settings, states and kinds is what the code has."""

import subprocess
import sys

from tests.support import ROOT


def test_the_generated_blocks_of_the_readme_are_up_to_date() -> None:
    done = subprocess.run([sys.executable, ROOT / "docs" / "generate.py", "--check"], check=False)
    assert done.returncode == 0, "run: .venv/bin/python docs/generate.py"


def test_every_picture_and_document_that_is_linked_exists() -> None:
    import re

    for document in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text("utf-8")):
            assert (document.parent / target).exists(), f"{document.name} links to {target}"


def test_every_label_of_the_codebook_is_documented() -> None:
    from measures import vocabulary as v

    text = (ROOT / "docs" / "codebook.md").read_text("utf-8")
    for enum in (v.Topic, v.Action, v.Impact, v.Border, v.Group):
        assert not [word.value for word in enum if f"`{word.value}`" not in text]
