"""`python -m measures whatif`: drafts laid over the measures that hold, and what they would do."""

from pathlib import Path
from typing import Annotated

import typer

from measures.command import On, day_given, say, structured_from, write
from measures.conflicts.lines import to_fields
from measures.conflicts.note import border_effects, markdown, told
from measures.conflicts.whatif import what_if


def whatif(
    measures: Annotated[
        Path, typer.Option(metavar="FILE", help="Structured measures that hold (docs/measures.md).")
    ],
    draft: Annotated[
        Path,
        typer.Option(
            metavar="FILE",
            help="Structured measures to try; one with the id of a measure stands in its place.",
        ),
    ],
    on: On = None,
    as_note: Annotated[
        bool,
        typer.Option("--note", help="Print the border-effects note, as Markdown, instead of JSON Lines."),
    ] = False,
) -> None:
    """Try drafts before they are decided: which conflicts they would create, worsen, lengthen or end."""
    day = day_given(on)
    known, drafts = structured_from(measures), structured_from(draft)
    effects = what_if(known, drafts, day)
    if as_note:
        write(markdown(told(border_effects(effects, drafts, day))).encode(errors="backslashreplace"))
        return
    before = {measure.id: measure for measure in known}
    after = before | {measure.id: measure for measure in drafts}
    for effect in effects:
        say(
            {
                "border": effect.border,
                "kind": effect.kind,
                "turns": effect.turns,
                "gained": effect.gained,
                "lost": effect.lost,
                "before": [to_fields(conflict, before) for conflict in effect.before],
                "after": [to_fields(conflict, after) for conflict in effect.after],
            }
        )
