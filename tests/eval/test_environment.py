"""What a run ran on: a change of code must not pass for the same code."""

import pytest

from eval import environment


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    environment._git("init", "-q")
    for part in environment.PARTS:
        (tmp_path / part).mkdir()
        (tmp_path / part / "code.py").write_text("a = 1\n")
    environment._git("add", ".")
    environment._git("-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "first")
    return tmp_path


def test_the_same_code_has_the_same_fingerprint(checkout):
    assert environment.fingerprint() == environment.fingerprint()
    assert "changes" not in environment.commit()


@pytest.mark.parametrize("name", ["eval/code.py", "knowledge/new.yaml"])
def test_changed_and_added_files_change_the_fingerprint(checkout, name):
    before = environment.fingerprint()
    (checkout / name).write_text("a = 2\n")
    assert environment.fingerprint() != before


def test_a_report_written_meanwhile_changes_nothing(checkout):
    before = environment.fingerprint()
    (checkout / "journal.jsonl").write_text("{}\n")
    assert environment.fingerprint() == before


def test_outside_a_checkout_the_version_stands_for_the_code(tmp_path, monkeypatch):
    monkeypatch.setattr(environment, "ROOT", tmp_path / "nowhere")
    assert environment.commit() == "unknown"
    assert environment.fingerprint()
