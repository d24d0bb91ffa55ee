"""Commands in processes forked from one that has their modules loaded: most of a start is imports.

Each has its own streams, arguments, environment and exit code, as if it were started anew.
"""

import array
import atexit
import importlib
import json
import os
import runpy
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Mapping
from functools import cache

from tests.support import ROOT


def run_command(
    module: str, *args: str, env: Mapping[str, str] | None = None, given: bytes = b"", timeout: float = 60
) -> subprocess.CompletedProcess[bytes]:
    """As `python -m module *args` in the root folder; `env` is the whole environment."""
    with tempfile.TemporaryFile() as source, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        source.write(given)
        source.seek(0)
        told = {"args": args, "env": dict(os.environ if env is None else env)}
        server = _server(module.partition(".")[0])
        # The descriptors travel beside the first byte.
        socket.send_fds(server, [b"."], [source.fileno(), out.fileno(), err.fileno()])
        with server.makefile("rwb") as line:
            line.write(json.dumps({"module": module, **told}).encode() + b"\n")
            line.flush()
            pid = json.loads(line.readline())
            overdue = threading.Timer(timeout, os.kill, (pid, signal.SIGKILL))
            overdue.start()
            code = json.loads(line.readline())
            overdue.cancel()
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess([module, *args], code, out.read(), err.read())


@cache
def _server(package: str) -> socket.socket:
    """The process that has the package's command loaded; it goes with the connection to it."""
    ours, theirs = socket.socketpair()
    with theirs:
        command = [sys.executable, "-m", __name__, package, str(theirs.fileno())]
        process = subprocess.Popen(command, cwd=ROOT, pass_fds=[theirs.fileno()])
    atexit.register(process.wait)
    atexit.register(ours.close)
    return ours


def _serve(package: str, connection: socket.socket) -> None:
    name = f"{package}.__main__"
    importlib.import_module(name)
    # It is run, not imported: what it brought along stays loaded.
    del sys.modules[name]
    while True:
        begin, data, *_ = connection.recvmsg(1, socket.CMSG_SPACE(3 * array.array("i").itemsize))
        if not begin:
            return
        streams = array.array("i", data[0][2])
        with connection.makefile("rwb") as line:
            asked = json.loads(line.readline())
            if not (pid := os.fork()):
                connection.close()
                _become(asked, streams)
            for stream in streams:
                os.close(stream)
            line.write(f"{pid}\n".encode())
            line.flush()
            code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            line.write(f"{code}\n".encode())


def _become(asked: Mapping[str, object], streams: array.array) -> None:
    """Be the command, in the forked process."""
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
        os.close(stream)
    os.environ.clear()
    os.environ.update(asked["env"])
    time.tzset()
    sys.argv[1:] = asked["args"]
    code = 1
    try:
        runpy.run_module(asked["module"], run_name="__main__", alter_sys=True)
        code = 0
    except SystemExit as ending:
        code = ending.code if isinstance(ending.code, int) else int(ending.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        threading._shutdown()
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    _serve(sys.argv[1], socket.socket(fileno=int(sys.argv[2])))
