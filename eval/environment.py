"""What a run ran on: versions and machine, so that figures can be told apart later."""

import hashlib
import os
import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

PACKAGES = ("aloe", "llama-cpp-python", "onnxruntime", "chromadb", "numpy", "scikit-learn")
ROOT = Path(__file__).parent.parent
PARTS = ("knowledge", "vision", "prompts", "assistant", "eval")


def describe() -> dict[str, str]:
    """Machine, Python, packages and the commit."""
    found = {
        "commit": commit(),
        "machine": f"{platform.system()} {platform.machine()}, {_processor()}",
        "CPUs": str(os.cpu_count()),
        "Python": platform.python_version(),
    }
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "not installed"
    return found


def commit() -> str:
    """The commit of the checkout, with a mark where files differ from it; "unknown" elsewhere."""
    try:
        name = _git("rev-parse", "--short=12", "HEAD")
        return name + (" with changes" if _git("status", "--porcelain", "-uno") else "")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def fingerprint() -> str:
    """Commit and the differences from it: two runs of one fingerprint judged the same code."""
    try:
        added = _git("ls-files", "--others", "--exclude-standard", "-z", *PARTS).split("\0")
        contents = b"".join((ROOT / name).read_bytes() for name in added if name)
        differences = _git("diff", "HEAD").encode() + contents
        return commit() + hashlib.sha256(differences).hexdigest()
    except (OSError, subprocess.CalledProcessError):
        return version("aloe")


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or "processor unknown"
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else "processor unknown"
