"""Fixtures that tests of several packages share: the real `aloe` in a home of its own."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ALOE = Path(sys.executable).with_name("aloe")


@dataclass(frozen=True)
class Home:
    """A folder to run `aloe` in: working directory, and data home below it."""

    path: Path

    def environment(self, **changed: str) -> dict[str, str]:
        """The environment of a person who set nothing but where data lives."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("ALOE_")}
        shown = {"TZ": "UTC", "COLUMNS": "100", "ALOE_DATA_HOME": str(self.path / "data")}
        return kept | shown | changed

    def aloe(
        self, *arguments: object, stdin: str = "", **environment: str
    ) -> "subprocess.CompletedProcess[str]":
        """Run one command to its end."""
        return subprocess.run(
            [str(ALOE), *map(str, arguments)],
            cwd=self.path,
            input=stdin,
            text=True,
            capture_output=True,
            check=False,
            timeout=240,
            env=self.environment(**environment),
        )


@pytest.fixture(scope="session")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with the starter catalogue indexed: embedding it takes seconds."""
    home = Home(tmp_path_factory.mktemp("indexed"))
    done = home.aloe("recommend", "--profile", "-", stdin="{}")
    assert done.returncode == 0, done.stderr
    return home.path / "data"


@pytest.fixture
def stocked(home: Home, indexed: Path) -> Home:
    """A home whose catalogue is indexed already."""
    shutil.copytree(indexed, home.path / "data")
    return home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)
