"""Somebody who is always right gets full marks: the suites themselves take nothing away."""

import pytest

from eval.figures import Draw
from eval.suite import available
from tests.eval.oracle import bench, records

FULL = {"higher": 1.0, "lower": 0.0}


@pytest.mark.parametrize(
    "name", ["extraction", "triage", "grounding", "dialogue", "retrieval", "safety"]
)
def test_the_oracle_gets_full_marks(name):
    suite = available()[name]
    found = records(suite, bench())
    assert [(r.id, r.why) for r in found if not r.ok] == []
    shares = [
        f for f in suite.figures(found, Draw(draws=0)) if f.unit == "share" and f.value is not None
    ]
    wrong = {f.name: f.value for f in shares if f.value != FULL[f.better]}
    assert wrong in ({}, {"worded by the model": 0.0})


@pytest.mark.slow
def test_the_oracle_holds_every_conversation():
    found = records(available()["dialogue"], bench(fast=False))
    assert [(r.id, r.run, r.why) for r in found if not r.ok] == []
