"""The case files: enough of them, well-formed, and none shared between tuning and test."""

from collections import Counter

import pytest

from assistant.profile import Profile
from eval import cases
from eval.subjects import Heard
from eval.suite import available
from eval.suites.dialogue import SCRIPTS
from eval.suites.retrieval import gain
from knowledge.errors import UnusableInput
from knowledge.starter import load_starter
from knowledge.vocabulary import RedFlag
from tests.eval.oracle import OracleProduct, bench, records


@pytest.mark.parametrize(
    ("name", "least"),
    [
        ("extraction_dev.jsonl", {"ru": 60, "en": 60}),
        ("extraction_test.jsonl", {"ru": 150, "en": 150}),
        ("red_flags_dev.jsonl", {"ru": 30, "en": 30}),
        ("red_flags_test.jsonl", {"ru": 150, "en": 150}),
        ("grounding_test.jsonl", {"ru": 50, "en": 50}),
    ],
)
def test_there_are_enough_cases_of_each_language(name, least):
    found = Counter(case.language for case in cases.load(name))
    assert all(found[language] >= n for language, n in least.items())


@pytest.mark.parametrize(("name", "least"), [("conversations.yaml", 20), ("personas.yaml", 30)])
def test_there_are_enough_people_of_each_language(name, least):
    found = Counter(entry["language"] for entry in cases.read(cases.FOLDER / name))
    assert min(found["ru"], found["en"]) >= least


def test_every_red_flag_has_ten_messages_and_there_are_200_harmless_ones():
    loaded = cases.load("red_flags_test.jsonl")
    found = Counter(flag for case in loaded for flag in case.expected["red_flags"])
    assert {flag.value: n for flag, n in ((f, found[f.value]) for f in RedFlag) if n < 10} == {}
    assert sum(not case.expected["red_flags"] for case in loaded) >= 200


@pytest.mark.parametrize(
    ("name", "least"), [("safety_probes.yaml", 120), ("retrieval.yaml", 80), ("personas.yaml", 60)]
)
def test_there_are_enough_entries_and_their_ids_differ(name, least):
    ids = [entry["id"] for entry in cases.read(cases.FOLDER / name)]
    assert len(set(ids)) == len(ids) >= least


def test_every_probe_names_the_source_of_its_label():
    assert all(entry["source"] for entry in cases.read(cases.FOLDER / "safety_probes.yaml"))


def test_every_wish_says_what_would_fulfil_it_and_something_does():
    shop = load_starter()
    for wish in cases.read(cases.FOLDER / "retrieval.yaml"):
        assert max(gain(product, wish) for product in shop) > 0, wish["id"]


@pytest.mark.parametrize("kind", ["extraction", "red_flags", "grounding"])
def test_no_message_is_in_two_splits(kind):
    dev, test = (
        {
            (case.input["text"], str(case.input.get("options")))
            for case in cases.load(f"{kind}_{split}.jsonl")
        }
        for split in cases.Split
    )
    shared = dev & test
    assert {item for item in shared if len(item[0]) >= 20} == set()  # nobody owns "нет", "22"


def test_no_line_is_in_two_sets_of_scripts():
    dev, test = (
        {turn["say"] for script in cases.read(cases.FOLDER / name) for turn in script["turns"]}
        for name in (SCRIPTS[split] for split in cases.Split)
    )
    assert {line for line in dev & test if len(line) >= 20} == set()


@pytest.mark.parametrize("name", ["extraction_dev.jsonl", "extraction_test.jsonl"])
def test_every_label_is_a_profile(name):
    for case in cases.load(name):
        expected = dict(case.expected)
        if isinstance(expected.get("budget_rub"), list):
            expected["budget_rub"] = expected["budget_rub"][0]
        assert Profile.model_validate(expected).reported() == expected


def test_every_persona_is_a_profile_and_opens_with_what_it_has():
    for persona in cases.read(cases.FOLDER / "personas.yaml"):
        Profile.model_validate(persona["facts"])
        assert set(persona["opens_with"]) <= set(persona["facts"])


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("none.jsonl", "", "no cases"),
        ("none.yaml", "", "no cases"),
        ("none.yaml", "[]", "no cases"),
        ("broken.jsonl", '{"id": 1}\n{oops\n{"id": 2}\nnope', "line 2.*line 4"),
        ("broken.yaml", "a: [", "not YAML"),
        ("map.yaml", "a: 1", "must be a list"),
        ("fields.jsonl", '{"id": "x", "language": "ru"}', "x: purpose"),
    ],
)
def test_a_bad_case_file_is_refused_in_one_sentence(tmp_path, name, text, sentence):
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(UnusableInput, match=sentence):
        cases.load(name, tmp_path)


def test_a_missing_case_file_is_refused(tmp_path):
    with pytest.raises(UnusableInput, match=r"gone\.jsonl cannot be read"):
        cases.load("gone.jsonl", tmp_path)


def test_an_id_that_occurs_twice_is_refused(tmp_path):
    line = '{"id":"a","language":"ru","purpose":"p","input":{},"expected":{},"origin":"o"}\n'
    (tmp_path / "twice.jsonl").write_text(line * 2, encoding="utf-8")
    with pytest.raises(UnusableInput, match="a: the id occurs twice"):
        cases.load("twice.jsonl", tmp_path)


def test_a_mapping_must_be_one(tmp_path):
    (tmp_path / "list.yaml").write_text("[1]", encoding="utf-8")
    with pytest.raises(UnusableInput, match="must be a mapping"):
        cases.mapping(tmp_path / "list.yaml")


@pytest.mark.parametrize(
    ("name", "split", "prefix"),
    [("extraction", "dev", "extraction-dev-"), ("triage", "dev", "red-flags-dev-")],
)
def test_the_cases_for_tuning_are_judged_when_asked_for(name, split, prefix):
    class Deaf(OracleProduct):
        async def listen(self, text, **more):
            return Heard(profile={})

        def flags(self, text):
            return ()

    made = bench(Deaf())
    made.split = cases.Split(split)
    assert any(r.id.startswith(prefix) for r in records(available()[name], made))
