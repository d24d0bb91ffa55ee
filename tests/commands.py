"""Commands in processes forked from one that has their modules loaded: most of a start is imports.

Each has its own streams, arguments, environment and exit code, as if it were started anew.
"""

import multiprocessing
import os
import runpy
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from unittest.mock import patch

_LOADED = ("measures.__main__", "scheduler.__main__")
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload([*_LOADED, __name__])


def run_command(
    module: str, *args: str, env: Mapping[str, str] | None = None, given: bytes = b"", timeout: float = 60
) -> subprocess.CompletedProcess[bytes]:
    """As `python -m module *args` in the root folder; `env` is the whole environment."""
    with TemporaryDirectory() as folder:
        source, out, err = (Path(folder, name) for name in ("in", "out", "err"))
        source.write_bytes(given)
        process = _CONTEXT.Process(
            target=_become,
            args=(module, args, dict(os.environ if env is None else env), source, out, err),
        )
        # A page that was tested may stand as the main module, which the process would run first.
        with patch.dict(sys.modules, {"__main__": ModuleType("__main__")}):
            process.start()
        process.join(timeout)
        if process.is_alive():
            process.kill()
            process.join()
        return subprocess.CompletedProcess(
            [module, *args], process.exitcode, out.read_bytes(), err.read_bytes()
        )


def _become(
    module: str, args: tuple[str, ...], env: dict[str, str], source: Path, out: Path, err: Path
) -> None:
    """Be the command, in the forked process."""
    for number, (path, flags) in enumerate(
        ((source, os.O_RDONLY), (out, os.O_WRONLY | os.O_CREAT), (err, os.O_WRONLY | os.O_CREAT))
    ):
        stream = os.open(path, flags, 0o600)
        os.dup2(stream, number)
        os.close(stream)
    # A process of the pool has no input of its own.
    sys.stdin = open(0, closefd=False)  # noqa: SIM115
    os.environ.clear()
    os.environ.update(env)
    time.tzset()
    # It is run, not imported: what it brought along stays loaded.
    for name in _LOADED:
        sys.modules.pop(name, None)
    sys.argv = [module, *args]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
