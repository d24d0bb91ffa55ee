"""Start the whole tool: load the archive into an empty database, then scheduler and dashboard side by side.

Ctrl-C (or SIGTERM) stops both; when one of them ends by itself, the other is stopped too.
"""

import http.client
import os
import signal
import subprocess
import sys
import time
import urllib.request
from types import FrameType

from measures.errors import TaskforceError
from measures.settings import Settings, check_port, load_settings

GRACE_SECONDS = 20
START_SECONDS = 60


def _ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _address(settings: Settings) -> str:
    """Where this machine reaches the dashboard."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(settings.host, settings.host)  # noqa: S104
    return f"http://{f'[{host}]' if ':' in host else host}:{settings.port}"


def _healthy(settings: Settings) -> bool:
    try:
        with urllib.request.urlopen(f"{_address(settings)}/healthz", timeout=2) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (OSError, http.client.HTTPException):
        return False


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    for process in processes:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + GRACE_SECONDS
    for process in processes:
        try:
            process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(processes: dict[str, subprocess.Popen[bytes]], settings: Settings) -> int:
    announced, deadline = False, time.monotonic() + START_SECONDS
    while True:
        for name, process in processes.items():
            if process.poll() is not None:
                print(f"The {name} has ended with code {process.returncode}; stopping.", file=sys.stderr)
                return process.returncode or 1
        if not announced and _healthy(settings):
            announced = True
            print(f"\nThe dashboard is open at {_address(settings)}  (Ctrl-C stops it)")
            print("The scheduler polls the sources; the page Sources tells how they are.\n", flush=True)
        elif not announced and time.monotonic() > deadline:
            print(f"The dashboard does not answer after {START_SECONDS} seconds; stopping.", file=sys.stderr)
            return 1
        time.sleep(0.3)


def main() -> int:
    """Run until stopped; the exit code is 0 after a stop that was asked for."""
    try:
        settings = load_settings()
        check_port(settings.host, settings.port)
    except TaskforceError as error:
        print(error, file=sys.stderr)
        return 2
    # Ctrl-C too: what a shell starts in the background is told to ignore it.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _ask_to_stop)
    # A line for each poll would push the address off the screen; the page Sources shows the polls.
    os.environ.setdefault("TASKFORCE_LOG_LEVEL", "warning")
    processes: dict[str, subprocess.Popen[bytes]] = {}
    try:
        loaded = subprocess.run([sys.executable, "-m", "scheduler", "load-archive"], check=False)
        if loaded.returncode:
            return loaded.returncode
        # Own process groups: Ctrl-C reaches this process alone, which then stops both in order.
        for name, module in (("scheduler", ["scheduler", "run"]), ("dashboard", ["dashboard"])):
            processes[name] = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", *module], start_new_session=True
            )
        return _wait(processes, settings)
    except KeyboardInterrupt:
        print("\nStopping ...")
        return 0
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        _stop(list(processes.values()))


if __name__ == "__main__":
    sys.exit(main())
