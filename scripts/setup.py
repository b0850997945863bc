"""Set Aloe up: check the machine, make .venv from uv.lock, pull the models. Standard library only.

Run it as often as you like: it goes on where it stopped, and when nothing is missing it says so in
well under two seconds.
"""

from __future__ import annotations  # an old Python must get as far as the sentence for it

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = "0.13.9"
PYTHONS = ((3, 11), (3, 12))
NEED_GB = 4.0  # .venv, the compiler's temporary files and the models together, rounded up
COMPILERS = ("c++", "g++", "clang++")
STAMP = Path(".venv") / "aloe-setup.json"
LOG = Path(".uv") / "setup.log"

AGAIN = "run the same command again; what was loaded is kept."
FAULTS = {  # what uv's output says -> the sentence for it; the first that fits counts
    r"No space left on device": f"The disk is full: free some space and {AGAIN}",
    r"(?i)dns error|failed to lookup|could not connect|connection refused|network is unreachable|"
    r"error sending request|connectivity is disabled|timed out": (
        f"The network cannot be reached: check the connection and {AGAIN}"
    ),
    r"(?i)failed to build.*llama|CMake Error|ninja: build stopped|CMAKE_CXX_COMPILER": (
        "llama-cpp-python did not compile: it needs a compiler for C++17 (g++ 9 or clang 10, or "
        "newer)."
    ),
    r"(?i)hash mismatch": "A downloaded package is not the one in uv.lock; it was not installed.",
}


class SetupError(Exception):
    """One sentence for the person who runs set-up."""


def say(text: str) -> None:
    """Print at once, also into a pipe."""
    print(text, flush=True)


def check_python(version: tuple[int, int]) -> None:
    """Only the versions the lock file was made for."""
    if version not in PYTHONS:
        raise SetupError(
            f"Aloe needs Python 3.11 or 3.12, and this is {version[0]}.{version[1]}: install one "
            "of them and run `make PYTHON=python3.11 setup`."
        )


def check_tools(environment: Mapping[str, str]) -> None:
    """What cannot be had from the package index."""
    path = environment.get("PATH", "")
    named = environment.get("CXX", "").split()
    if not any(shutil.which(c, path=path) for c in (*named[:1], *COMPILERS)):
        raise SetupError(
            "There is no C++ compiler: install one (on Debian or Ubuntu `apt install g++`, on "
            "macOS `xcode-select --install`) and run the same command again."
        )
    if not shutil.which("git", path=path):
        raise SetupError("There is no git: install it and run the same command again.")


def check_space(free_bytes: int) -> None:
    """Room for everything, before anything is loaded."""
    if free_bytes < NEED_GB * 1e9:
        raise SetupError(
            f"Set-up needs {NEED_GB:g} GB on disk and {free_bytes / 1e9:.1f} GB are free: make "
            "room and run the same command again."
        )


def diagnose(output: str) -> str:
    """One sentence for what went wrong in uv."""
    for pattern, sentence in FAULTS.items():
        if re.search(pattern, output):
            return sentence
    return "The packages could not be installed."


def fingerprint(root: Path, environment: Mapping[str, str]) -> str:
    """Changes when set-up has something to do."""
    digest = hashlib.sha256()
    for name in ("uv.lock", "pyproject.toml", "scripts/setup.py", "assistant/data/models.yaml"):
        file = root / name
        digest.update(file.read_bytes() if file.exists() else b"")
    for part in (sys.version, str(root), environment.get("ALOE_MODEL_DIR", "")):
        digest.update(part.encode())
    return digest.hexdigest()


def is_done(root: Path, environment: Mapping[str, str]) -> bool:
    """Whether the last set-up fits and everything it made is still there."""
    try:
        stamp = json.loads((root / STAMP).read_text("utf-8"))
        return (
            stamp["fingerprint"] == fingerprint(root, environment)
            and (root / ".venv/bin/aloe").exists()
            and all(Path(p).stat().st_size == size for p, size in stamp["models"].items())
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


def find_uv(root: Path) -> str:
    """The pinned uv: from PATH, or installed into a small environment of its own."""
    for candidate in (str(root / ".uv/bin/uv"), shutil.which("uv") or ""):
        if candidate and _version(candidate) == UV:
            return candidate
    say(f"Installing uv {UV} into .uv (a few seconds) …")
    try:
        venv.create(root / ".uv", with_pip=True, clear=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise SetupError(
            "Python cannot make a virtual environment: install its venv module (on Debian or "
            "Ubuntu `apt install python3-venv`) and run the same command again."
        ) from error
    pip = [
        str(root / ".uv/bin/python"),
        "-m",
        "pip",
        "install",
        "--quiet",
        "--only-binary=:all:",
        "--disable-pip-version-check",
        f"uv=={UV}",
    ]
    done = subprocess.run(pip, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SetupError(
            "uv could not be downloaded: check the network and run the same command again. "
            + (done.stderr.strip().splitlines() or [""])[-1]
        )
    return str(root / ".uv/bin/uv")


def _version(uv: str) -> str:
    try:
        shown = subprocess.run([uv, "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return (shown.stdout.split() or ["", ""])[1] if shown.returncode == 0 else ""


def install(root: Path, uv: str) -> None:
    """Make .venv as the lock file says, showing what goes on and for how long."""
    (root / LOG).parent.mkdir(exist_ok=True)
    say(
        "Installing the packages of uv.lock into .venv. The first time, llama-cpp-python is "
        "compiled for this machine: usually about 6 minutes on two cores; later clones reuse it."
    )
    command = [
        uv,
        "sync",
        "--frozen",
        "--inexact",
        "--extra",
        "telegram",
        "--python",
        sys.executable,
    ]
    log = root / LOG
    with log.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(
            command,
            cwd=root,
            stdout=out,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            env={k: v for k, v in os.environ.items() if k != "VIRTUAL_ENV"},
        )
        try:
            _watch(process, log)
        except BaseException:
            process.terminate()
            process.wait()
            raise
    if process.returncode:
        output = log.read_text("utf-8", errors="replace")
        raise SetupError(f"{diagnose(output)} The details are in {LOG}.")


def _watch(process: subprocess.Popen[bytes], log: Path) -> None:
    """Show the time and uv's last line: each second on a terminal, else twice a minute."""
    started, shown = time.monotonic(), 0.0
    terminal = sys.stdout.isatty()
    while process.poll() is None:
        time.sleep(0.2)
        elapsed = time.monotonic() - started
        if elapsed - shown >= (1 if terminal else 30):
            shown = elapsed
            line = f"  {int(elapsed) // 60:02d}:{int(elapsed) % 60:02d}  {_last_line(log)}"
            if terminal:
                sys.stdout.write(f"\r\033[K{line[:100]}")
                sys.stdout.flush()
            else:
                say(line)
    if terminal and shown:
        sys.stdout.write("\r\033[K")
    say(f"  packages: {time.monotonic() - started:.0f} s")


def _last_line(log: Path) -> str:
    lines = log.read_text("utf-8", errors="replace").split("\n")
    return next((line.strip() for line in reversed(lines) if line.strip()), "starting")


def pull_models(root: Path) -> dict[str, int]:
    """Pull what serving needs; the files and their sizes, for the stamp."""
    say("Model files: about 1.2 GB the first time, kept in the user's cache folder.")
    pulled = subprocess.run(
        [str(root / ".venv/bin/aloe"), "models", "pull"],
        cwd=root,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if pulled.returncode:
        raise SetupError("The model files are not complete; run the same command again.")
    paths = [Path(line.split(": ", 1)[1]) for line in pulled.stdout.splitlines() if ": " in line]
    return {str(path): path.stat().st_size for path in paths}


def set_up(root: Path, environment: Mapping[str, str]) -> None:
    """Everything, in order; the stamp comes last."""
    if is_done(root, environment):
        say("Aloe is set up.")
        return
    check_python(sys.version_info[:2])
    check_tools(environment)
    if not (root / ".venv/bin/aloe").exists():
        check_space(shutil.disk_usage(root).free)
    install(root, find_uv(root))
    models = pull_models(root)
    stamp = {"fingerprint": fingerprint(root, environment), "models": models}
    (root / STAMP).write_text(json.dumps(stamp), "utf-8")
    say("Aloe is set up.")


def main(arguments: Sequence[str]) -> int:
    """Exit 0 when set up, 1 with one sentence when not."""
    root = Path(arguments[0]) if arguments else ROOT
    try:
        set_up(root, os.environ)
    except SetupError as fault:
        sys.stderr.write(f"{fault}\n")
        return 1
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrupted: run the same command again; what was loaded is kept.\n")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
