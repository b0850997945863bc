"""Set-up says in one sentence what is missing, goes on where it stopped, and is quick when done."""

import importlib.util
import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parent.parent


def _script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


setup = _script("setup")
floor = _script("coverage_floor")


def _program(path: Path, script: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


UV = f"""
if [ "$1" = --version ]; then echo "uv {setup.UV} (x)"; exit; fi
echo "$@" >> "$PWD/uv-calls"
mkdir -p .venv/bin
cat > .venv/bin/aloe <<'END'
#!/bin/sh
echo "model: $PWD/uv.lock"
END
chmod +x .venv/bin/aloe
"""


class Clone:
    """A fresh clone on a machine whose PATH we choose."""

    def __init__(self, folder: Path) -> None:
        self.root, self.path = folder / "clone", folder / "bin"
        for name in ("scripts/setup.py", "pyproject.toml", "uv.lock"):
            (self.root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, self.root / name)
        for tool in ("sh", "mkdir", "cat", "chmod", "sleep"):
            found = shutil.which(tool)
            assert found
            self.path.mkdir(exist_ok=True)
            (self.path / tool).symlink_to(found)
        for tool in ("git", "g++"):
            _program(self.path / tool, "exit 0")
        _program(self.path / "uv", UV)

    def run(self, **environment: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "scripts/setup.py"],
            cwd=self.root,
            text=True,
            capture_output=True,
            env={"PATH": str(self.path), "HOME": os.environ["HOME"], **environment},
            check=False,
        )

    def uv_calls(self) -> int:
        calls = self.root / "uv-calls"
        return len(calls.read_text().splitlines()) if calls.exists() else 0


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path)


def _one_sentence(done: "subprocess.CompletedProcess[str]") -> str:
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.count("\n") == 1
    return done.stderr


def test_a_fresh_clone_is_set_up(clone: Clone):
    done = clone.run()
    assert (done.returncode, done.stderr) == (0, "")
    assert "usually about 6 minutes" in done.stdout
    assert done.stdout.endswith("Aloe is set up.\n")


def test_the_second_time_nothing_is_done(clone: Clone):
    clone.run()
    assert clone.run().stdout == "Aloe is set up.\n"
    assert clone.uv_calls() == 1


@pytest.mark.parametrize("changed", ["uv.lock", "pyproject.toml"])
def test_a_changed_lock_is_installed(clone: Clone, changed: str):
    clone.run()
    with (clone.root / changed).open("a") as file:
        file.write("\n# changed\n")
    clone.run()
    assert clone.uv_calls() == 2


@pytest.mark.parametrize("lost", [".venv/bin/aloe", ".venv/aloe-setup.json"])
def test_what_was_lost_is_made_again(clone: Clone, lost: str):
    clone.run()
    (clone.root / lost).unlink()
    assert clone.run().returncode == 0
    assert clone.uv_calls() == 2


def test_another_model_folder_is_looked_at(clone: Clone):
    clone.run()
    clone.run(ALOE_MODEL_DIR="/elsewhere")
    assert clone.uv_calls() == 2


def test_after_a_failure_the_same_command_goes_on(clone: Clone):
    _program(clone.path / "uv", f"{UV}\necho 'error: No space left on device'; exit 2")
    assert "disk is full" in _one_sentence(clone.run())
    _program(clone.path / "uv", UV)
    assert clone.run().returncode == 0


@pytest.mark.parametrize(("missing", "sentence"), [("g++", "no C++ compiler"), ("git", "no git")])
def test_a_missing_tool_is_named_before_anything_is_loaded(
    clone: Clone, missing: str, sentence: str
):
    (clone.path / missing).unlink()
    assert sentence in _one_sentence(clone.run())
    assert clone.uv_calls() == 0


def test_failing_models_stop_set_up(clone: Clone):
    _program(clone.path / "uv", UV.replace('echo "model: $PWD/uv.lock"', "exit 1"))
    assert "model files are not complete" in _one_sentence(clone.run())


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("error: failed to write\n  Caused by: No space left on device (os error 28)", "disk"),
        ("error: Request failed\n  Caused by: dns error\n", "network"),
        ("Caused by: tcp connect error: Connection refused (os error 111)", "network"),
        ("× Failed to build `llama-cpp-python==0.3.36`\n", "did not compile"),
        ("CMake Error at CMakeLists.txt:3 (project):", "did not compile"),
        ("error: Hash mismatch for `numpy==2.0`", "not the one in uv.lock"),
        ("something else", "could not be installed"),
    ],
)
def test_a_failed_installation_is_explained(output: str, sentence: str):
    assert sentence in setup.diagnose(output)


@pytest.mark.parametrize("version", [(3, 11), (3, 12)])
def test_supported_pythons_pass(version: tuple[int, int]):
    assert setup.check_python(version) is None


@pytest.mark.parametrize("version", [(3, 8), (3, 10), (3, 13)])
def test_other_pythons_are_named(version: tuple[int, int]):
    with pytest.raises(setup.SetupError, match=rf"this is 3\.{version[1]}"):
        setup.check_python(version)


def test_room_on_the_disk_is_checked():
    enough = int(setup.NEED_GB * 1e9)
    setup.check_space(enough)
    with pytest.raises(setup.SetupError, match=r"4\.0 GB are free"):
        setup.check_space(enough - 1)


@pytest.mark.parametrize("compiler", ["c++", "g++", "clang++"])
def test_any_usual_compiler_will_do(tmp_path: Path, compiler: str):
    for name in (compiler, "git"):
        _program(tmp_path / name, "exit 0")
    setup.check_tools({"PATH": str(tmp_path)})


def test_the_compiler_may_be_named_in_cxx(tmp_path: Path):
    for name in ("my-compiler", "git"):
        _program(tmp_path / name, "exit 0")
    setup.check_tools({"PATH": str(tmp_path), "CXX": "my-compiler -O3"})


def _report(**modules: tuple[int, int]) -> dict[str, object]:
    return {
        "files": {
            f"knowledge/{name}.py": {
                "summary": {"covered_branches": covered, "num_branches": branches}
            }
            for name, (covered, branches) in modules.items()
        }
    }


def test_coverage_is_that_of_the_pure_modules_together():
    report = _report(a=(9, 10), b=(10, 10), other=(0, 100))
    whole = floor.total(floor.pure_modules(report, ["knowledge/a.py", "knowledge/b.py"]))
    assert (whole.covered, whole.branches, whole.percent) == (19, 20, 95.0)


def test_a_module_without_branches_is_covered():
    assert floor.total(floor.pure_modules(_report(a=(0, 0)), ["knowledge/*.py"])).percent == 100


def test_a_name_that_was_not_measured_is_an_error():
    with pytest.raises(ValueError, match=r"knowledge/gone\.py"):
        floor.pure_modules(_report(a=(1, 1)), ["knowledge/a.py", "knowledge/gone.py"])


@pytest.mark.parametrize(("covered", "status"), [(95, 0), (94, 1)])
def test_below_the_floor_fails(tmp_path: Path, covered: int, status: int):
    report, project = tmp_path / "coverage.json", tmp_path / "pyproject.toml"
    summary = {"covered_branches": covered, "num_branches": 100}
    report.write_text(json.dumps({"files": {"a.py": {"summary": summary}}}))
    project.write_text('[tool.aloe]\npure = ["a.py"]\nbranch_floor_percent = 95\n')
    assert floor.main(report, project) == status
