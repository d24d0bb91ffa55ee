"""Make sure a Chromium is there for the browser tests: one that is installed, Debian's, or Playwright's."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_browser() -> str | None:
    """Path of a Chromium on this machine, or None."""
    for name in NAMES:
        if (path := shutil.which(name)) and _starts(path):
            return path
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def _starts(path: str) -> bool:
    """Whether it is a browser: some systems ship a stand-in that only says how to install one."""
    try:
        return (
            subprocess.run([path, "--version"], capture_output=True, timeout=30, check=False).returncode == 0
        )
    except (OSError, subprocess.TimeoutExpired):
        return False


def _attempts() -> list[list[list[str]]]:
    debian = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium", "fonts-dejavu-core"]
    update = ["apt-get", "update", "-qq"]
    with_deps = ["--with-deps"] if os.geteuid() == 0 else []
    playwright = [[sys.executable, "-m", "playwright", "install", *with_deps, "chromium"]]
    attempts = []
    if shutil.which("apt-get"):
        attempts.append([update, debian])
        if shutil.which("sudo"):
            attempts.append([["sudo", "-n", *update], ["sudo", "-n", *debian]])
    return [*attempts, playwright]


def main() -> int:
    """0 when a browser is there; 1, with one clear line, when none could be had."""
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for commands in _attempts():
        if find_browser():
            return 0
        print("Installing a Chromium for the browser tests:", " ".join(commands[-1]), flush=True)
        for command in commands:
            if subprocess.run(command, check=False, env=quiet).returncode:
                break
    if find_browser():
        return 0
    print("No Chromium could be installed; install Debian's package chromium by hand.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
