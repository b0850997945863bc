"""`aloe catalogue`: what an operator types and reads."""

import json

import pytest

from assistant.cli import run

HEADER = "id,name,ingredients,price\n"


@pytest.fixture
def aloe(tmp_path, monkeypatch, capsys):
    """Runs a catalogue command in a folder of its own, without a model: (code, out, err)."""
    monkeypatch.setenv("ALOE_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("ALOE_MODEL_DIR", str(tmp_path / "models"))

    def call(*arguments):
        code = run(["catalogue", *map(str, arguments)])
        said = capsys.readouterr()
        return code, said.out, said.err

    return call


@pytest.fixture
def shop(tmp_path):
    path = tmp_path / "shop.csv"
    path.write_text(HEADER + '1,Gel Cleanser,"Aqua, Parfum",500\n2,Toner,Aqua,\n3,Mask,,70\n')
    return path


def exported(aloe):
    code, out, _ = aloe("export")
    assert code == 0
    return [json.loads(line) for line in out.splitlines()]


def test_before_any_import_the_starter_types_are_exported_with_all_fields(aloe):
    lines = exported(aloe)
    assert len(lines) >= 200
    wanted = {"id", "name", "name_ru", "brand", "step", "ingredients", "actives", "price_rub"}
    assert all(wanted <= set(line) and line["kind"] == "type" for line in lines)


def test_import_then_export(aloe, shop):
    code, out, err = aloe("import", shop)
    assert code == 0
    assert "Imported 3 products (3 new" in out
    assert "1 have no ingredient list" in out
    assert "1 have no price" in out
    assert "aloe models pull" in err
    assert [line["id"] for line in exported(aloe)] == ["1", "2", "3"]
    assert exported(aloe)[0]["ingredients"] == ["AQUA", "PARFUM"]


def test_an_export_is_itself_a_catalogue(aloe, shop, tmp_path):
    aloe("import", shop)
    before = exported(aloe)
    (tmp_path / "again.jsonl").write_text("".join(json.dumps(line) + "\n" for line in before))
    aloe("import", tmp_path / "again.jsonl")
    kept = ("id", "name", "step", "ingredients", "actives", "price_rub", "pregnancy")
    assert [[line[f] for f in kept] for line in exported(aloe)] == [
        [line[f] for f in kept] for line in before
    ]


def test_bad_rows_are_told_on_stderr_and_the_good_ones_come_in(aloe, shop):
    shop.write_text(HEADER + "1,Toner,Aqua,5\n2,Toner,Aqua,-5\n")
    code, out, err = aloe("import", shop)
    assert code == 0
    assert "row 2: price is negative. Write the price without a minus." in err
    assert "1 bad rows" in out


def test_check_changes_nothing(aloe, shop):
    code, out, _ = aloe("check", shop)
    assert code == 0
    assert "Would import 3 products" in out
    assert exported(aloe)[0]["kind"] == "type"


def test_strict_check_fails_on_a_bad_row(aloe, shop):
    shop.write_text(HEADER + "1,Toner,Aqua,5\n2,,Aqua,5\n")
    assert aloe("check", shop)[0] == 0
    assert aloe("check", "--strict", shop)[0] == 2


def test_a_partner_is_labelled_and_can_be_removed(aloe, shop):
    aloe("import", shop)
    aloe("import", shop, "--partner", "Pharmacy")
    partners = [line["partner"] for line in exported(aloe)]
    assert partners.count("Pharmacy") == partners.count(None) == 3
    assert aloe("remove", "--partner", "Pharmacy")[0] == 0
    assert len(exported(aloe)) == 3
    assert aloe("remove", "--partner", "Pharmacy")[0] == 2


def test_a_rate_turns_prices_into_roubles(aloe, shop, tmp_path):
    (tmp_path / "m.yaml").write_text(
        "currency: USD\ncolumns: {id: id, name: name, ingredients: ingredients, price: price}\n"
    )
    aloe("import", shop, "--mapping", tmp_path / "m.yaml", "--rate", "USD=10", "--prices-of",
         "2026-05-31")  # fmt: skip
    first = exported(aloe)[0]
    assert first["price_rub"] == 5000
    assert first["price"] == {"amount": 500.0, "currency": "USD", "as_of": "2026-05-31"}


def test_stats_as_json(aloe, shop):
    aloe("import", shop)
    code, out, _ = aloe("stats", "--json")
    figures = json.loads(out)
    assert code == 0
    assert (figures["products"], figures["with_ingredients"], figures["with_price"]) == (3, 2, 2)
    assert figures["steps"] == {"cleanser": 1, "toner": 1, "mask": 1}


def test_stats_as_a_table_says_that_these_are_types(aloe):
    code, out, _ = aloe("stats")
    assert code == 0
    assert "product types" in out


@pytest.mark.parametrize(
    ("content", "arguments", "sentence"),
    [
        (None, (), "There is no file"),
        ("", (), "has no header"),
        (HEADER, (), "holds no rows"),
        ("colour,weight\n1,2\n", (), "No column looks like a product name"),
        (HEADER + "1,,x,5\n", (), "no usable product"),
        (HEADER + "1,T,x,5\n", ("--mapping", "nothing.yaml"), "cannot be read"),
        (HEADER + "1,T,x,5\n", ("--mapping", "sephora_usd"), "has no column for"),
        (HEADER + "1,T,x,5\n", ("--rate", "USD"), "is no rate"),
        (HEADER + "1,T,x,5\n", ("--rate", "USD=0"), "is no rate"),
        (HEADER + "1,T,x,5\n", ("--prices-of", "yesterday"), "is no day"),
    ],
)
def test_bad_input_is_one_sentence_code_2_and_changes_nothing(
    aloe, tmp_path, content, arguments, sentence
):
    path = tmp_path / "bad.csv"
    if content is not None:
        path.write_text(content)
    code, _, err = aloe("import", path, *arguments)
    assert code == 2
    assert sentence in err
    assert len(err.strip().splitlines()) == 1
    assert exported(aloe)[0]["kind"] == "type"
