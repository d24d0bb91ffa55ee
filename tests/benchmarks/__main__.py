"""python -m tests.benchmarks [NAME ...]: measure, print a table each, write build/bench.json.

The exit code is 1 where a limit is missed. A machine that does something else meanwhile measures that.
"""

import sys
from collections.abc import Callable

from tests.benchmarks import answering, core, engine, pages, polling, weekly
from tests.benchmarks.harness import Figure, show, write

BENCHES: dict[str, Callable[[], list[Figure]]] = {
    "classify": core.classifying,
    "detect": core.detecting,
    "engine": engine.structured,
    "load-archive": core.loading,
    "pages": pages.queries,
    "answers": answering.answering,
    "poll-slow": polling.slow,
    "poll-quick": polling.quick,
    "poll-dead-host": polling.dead_host,
    "weekly": weekly.summaries,
}


def main(names: list[str]) -> int:
    """Run the named benchmarks, all where none is named."""
    if unknown := [name for name in names if name not in BENCHES]:
        print(f"{unknown[0]}: no such benchmark; there are {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    missed = 0
    for name in names or BENCHES:
        figures = BENCHES[name]()
        show(name, figures)
        write({name: figures})
        missed += sum(not figure.is_met for figure in figures)
    print(f"Limits missed: {missed}. Written: build/bench.json")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
