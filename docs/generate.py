"""Write the generated blocks of README.md (commands, settings, source states, kinds of conflict) and the
schema of webhooks.

`python docs/generate.py` rewrites them, `--check` only says whether they are up to date.
"""

import importlib
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal, get_args, get_origin

import typer

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from dashboard.outgoing.payload import schema  # noqa: E402
from measures.conflicts.reasons import KINDS  # noqa: E402
from measures.settings import Settings  # noqa: E402
from measures.states import ANSWERS, HEALTH  # noqa: E402

PROGRAMS = ("measures", "scheduler", "sources", "dashboard.outgoing")
BLOCK = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)


def _table(head: tuple[str, str], rows: list[tuple[str, str]]) -> str:
    lines = [f"| {head[0]} | {head[1]} |", "|---|---|"]
    return "\n".join([*lines, *(f"| `{name}` | {text} |" for name, text in rows)])


def _option(option: typer.core.TyperOption) -> str:
    """An option or argument as a usage line writes it: in brackets where it may be left out."""
    value = option.name.upper()
    text = value if option.param_type_name == "argument" else f"{option.opts[0]} {value}"
    if option.param_type_name == "option" and option.is_flag:
        text = option.opts[0]
    return text if option.required else f"[{text}]"


def _leaves(group: typer.core.TyperGroup, before: str = "") -> Iterator[tuple[str, typer.core.TyperCommand]]:
    """Every command that does something, with its full name."""
    for name, command in group.commands.items():
        if isinstance(command, typer.core.TyperGroup):
            yield from _leaves(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


def commands() -> str:
    """Every command with its options and what it does, as its own help says."""
    rows = []
    for program in PROGRAMS:
        app = importlib.import_module(f"{program}.__main__").app
        group = typer.main.get_command(app)
        for name, command in _leaves(group):
            options = " ".join(_option(option) for option in command.params if option.name != "help")
            text = " ".join((command.help or "").split("\n\n")[0].split())
            rows.append((f"python -m {program} {name} {options}".strip(), text))
    return _table(("command", "what it does"), rows)


def settings() -> str:
    """Every setting with its default and what it is for."""
    rows = []
    for name, field in Settings.model_fields.items():
        variable = "DATABASE_URL" if name == "database_url" else f"TASKFORCE_{name.upper()}"
        words = get_args(field.annotation) if get_origin(field.annotation) is Literal else ()
        choice = f" One of {', '.join(f'`{word}`' for word in words)}." if words else ""
        default = "" if str(field.default) in ("None", "") else f" Default: `{field.default}`."
        rows.append((variable, f"{field.description}{choice}{default}"))
    return _table(("variable", "what it is for"), rows)


def states() -> str:
    """Every state of an answer and every health of a source."""
    answers = _table(
        ("state of an answer", "what it means"), [(s.value, text) for s, text in ANSWERS.items()]
    )
    health = _table(("health of a source", "what it means"), [(s.value, text) for s, text in HEALTH.items()])
    return f"{answers}\n\n{health}"


def kinds() -> str:
    """Every kind of conflict."""
    return _table(("kind", "what collides"), [(kind.value, text) for kind, text in KINDS.items()])


GENERATORS: dict[str, Callable[[], str]] = {
    "commands": commands,
    "settings": settings,
    "states": states,
    "kinds": kinds,
}


def generated(text: str) -> str:
    """`text` with every generated block made anew."""
    return BLOCK.sub(lambda found: f"{found[1]}{GENERATORS[found[2]]()}\n{found[3]}", text)


def files() -> dict[Path, str]:
    """What the generated files are to hold."""
    readme = ROOT / "README.md"
    return {
        readme: generated(readme.read_text("utf-8")),
        ROOT / "docs/webhooks.schema.json": json.dumps(schema(), indent=2) + "\n",
    }


def main() -> int:
    """0 when all is up to date or was written; 1 with `--check` when something is not."""
    made = files()
    if "--check" in sys.argv:
        return int(any(not path.exists() or path.read_text("utf-8") != text for path, text in made.items()))
    for path, text in made.items():
        path.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
