"""`aloe models` and the table in docs say the same as the registry."""

import json
from pathlib import Path

from assistant.models import Registry
from tests.conftest import Home

ROOT = Path(__file__).parents[2]


def test_the_list_names_every_model_as_json_and_as_a_table(home: Home):
    registry = Registry.load(home.path)
    shown = home.aloe("models", "list", ALOE_MODEL_DIR=str(home.path)).stdout
    lines = home.aloe("models", "list", "--json", ALOE_MODEL_DIR=str(home.path)).stdout
    records = [json.loads(line) for line in lines.splitlines()]
    assert [record["id"] for record in records] == [entry.id for entry in registry.entries]
    assert all(entry.id in shown for entry in registry.entries)
    assert not any(record["present"] for record in records)


def test_the_documentation_names_every_model_with_its_licence(tmp_path: Path):
    rows = {
        cells[1].strip(): cells[4].strip()
        for line in (ROOT / "docs/third-party-models.md").read_text("utf-8").splitlines()
        if len(cells := line.split("|")) == 7
    }
    for entry in Registry.load(tmp_path).entries:
        assert rows[entry.id] == entry.licence


def test_verify_without_the_file_names_the_command(home: Home):
    done = home.aloe("models", "verify", "yunet", ALOE_MODEL_DIR=str(home.path))
    assert done.returncode == 2
    assert "aloe models pull yunet" in done.stderr
