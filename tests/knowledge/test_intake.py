"""A shop's row becomes a product or one clear fault; mappings and whole imports."""

import resource
from datetime import date
from pathlib import Path

import pytest

from knowledge.catalogue import KEPT, Catalogue
from knowledge.errors import UnusableInput
from knowledge.importing import OTHER, REASONS, Report, import_file
from knowledge.intake import Intake
from knowledge.mapping import FIELDS, Mapping, load_mapping, load_rates, resolve, shipped
from knowledge.product import Product
from knowledge.readers import Fault, Row
from knowledge.vocabulary import Step, Texture, Tri

SHOPS = Path(__file__).parents[3] / "shared/data/catalogue"
RATES = {"RUB": 1.0, "USD": 80.0, "GBP": 100.0, "AB": 1.0}


def intake(partner=None, **mapping):
    columns = {field: (field,) for field in FIELDS}
    plan = Mapping(**mapping)
    return Intake(columns, plan, RATES, as_of=date(2026, 1, 2), partner=partner)


def taken(partner=None, mapping=None, **values):
    row = {"id": "1", "name": "Gel Cleanser"} | values
    return intake(partner, **(mapping or {})).product(Row(7, row))


@pytest.mark.parametrize(
    ("price", "rub"),
    [
        ("890", 890), ("890.50", 890), ("1 290,00 ₽", 1290), ("1\u00a0290", 1290),
        ("1,290.00", 1290), ("1.290,50", 1290), ("1,290", 1290), ("£5.20", 520),
        ("$10", 800), ("0", 0), ("", None),
    ],
)  # fmt: skip
def test_prices_are_read_as_shops_write_them(price, rub):
    assert taken(price=price).price_rub == rub


def test_the_price_keeps_its_currency_and_day():
    price = taken(price="10", currency="usd").price
    assert (price.amount, price.currency, price.as_of) == (10, "USD", date(2026, 1, 2))


@pytest.mark.parametrize(
    ("values", "field", "reason"),
    [
        ({"name": ""}, "name", "is empty"),
        ({"name": "x" * 501}, "name", "longer than 500"),
        ({"name": '=HYPERLINK("x")'}, "name", "formula"),
        ({"name": "@SUM(A1)"}, "name", "formula"),
        ({"name": "+cmd|' /C calc'!A0"}, "name", "formula"),
        ({"id": ""}, "id", "is empty"),
        ({"id": "=1+1"}, "id", "formula"),
        ({"price": "-5"}, "price", "negative"),
        ({"price": "£-5"}, "price", "negative"),
        ({"price": "9" * 400}, "price", "too large"),
        ({"price": "5", "currency": "AB"}, "currency", "match pattern"),
        ({"price": "ask us"}, "price", "not a number"),
        ({"price": "1.2.3,4,5"}, "price", "not a number"),
        ({"price": "5", "currency": "XYZ"}, "currency", "no rate"),
    ],
)  # fmt: skip
def test_a_bad_row_says_number_field_and_what_to_do(values, field, reason):
    fault = taken(**values)
    assert isinstance(fault, Fault)
    assert (fault.row, fault.field) == (7, field)
    assert reason in fault.reason
    assert fault.todo.endswith(".")


def test_a_name_may_begin_with_a_plus():
    assert taken(name="+Retinol Serum").name == "+Retinol Serum"


@pytest.mark.parametrize(
    ("values", "mapping", "step"),
    [
        ({"name": "Gel Cleanser"}, {}, Step.CLEANSER),
        ({"name": "Magic", "category": "Toners & mists"}, {}, Step.TONER),
        ({"name": "Magic"}, {}, Step.OTHER),
        ({"name": "Magic SPF 50"}, {}, Step.SUNSCREEN),
        ({"name": "Face Oil", "category": "moisturizers"}, {}, Step.OIL),
        ({"name": "Face Oil", "category": "Bath"},
         {"steps": {"bath": "other"}, "category_decides": ["bath"]}, Step.OTHER),
        ({"name": "Gel Cleanser", "step": "mask"}, {}, Step.MASK),
        ({"name": "Gel Cleanser", "step": "nonsense"}, {}, Step.CLEANSER),
    ],
)  # fmt: skip
def test_the_step_comes_from_the_noun_or_the_shelf(values, mapping, step):
    assert taken(mapping=mapping, **values).step is step


def test_without_ingredients_nothing_is_claimed():
    one = taken(ingredients="")
    assert (one.ingredients, one.fragrance_free, one.pregnancy) == ((), Tri.UNKNOWN, Tri.UNKNOWN)


def test_a_list_literal_and_a_torn_list_are_read():
    one = taken(ingredients="['aqua', 'ethylhexyl', 'salicylate']")
    assert one.ingredients == ("AQUA", "ETHYLHEXYL SALICYLATE")
    assert taken(ingredients="['aqua', broken]").ingredients == ("'AQUA'", "BROKEN")


def test_texture_spf_size_and_availability():
    one = taken(name="Sun Stick SPF 30", size="15 g", available="нет")
    assert (one.texture, one.spf, one.size, one.available) == (Texture.STICK, 30, "15 g", False)
    assert taken(name="Cream SPF 500").spf is None
    assert taken(spf="50").spf == 50


def test_a_partner_s_ids_cannot_meet_the_shop_s_own():
    assert (taken(partner="Бренд А").id, taken().id) == ("бренд-а:1", "1")
    assert taken(partner="P").partner == "P"


def test_every_field_says_where_it_is_from():
    one = taken(ingredients="Aqua, Glycerin", price="5")
    assert one.sources["price"] == "column price"
    assert "INCI" in one.sources["actives"]


# ── mappings ───────────────────────────────────────────────────────────────────────────────────


def test_columns_are_guessed_in_russian_and_english():
    found = resolve(None, ["Артикул", "Название", "Состав", "Цена", "Лишнее"])
    assert found == {"id": ("Артикул",), "name": ("Название",), "ingredients": ("Состав",),
                     "price": ("Цена",)}  # fmt: skip


def test_a_mapped_column_that_is_not_there_is_said():
    plan = Mapping(columns={"name": ("title",), "price": ("cost",)})
    with pytest.raises(UnusableInput, match=r"no column for price \(cost\)"):
        resolve(plan, ["title", "x"])


def test_a_file_without_a_name_column_is_said():
    with pytest.raises(UnusableInput, match="No column looks like a product name"):
        resolve(None, ["a", "b"])


@pytest.mark.parametrize("name", shipped())
def test_shipped_mappings_are_valid(name):
    assert load_mapping(name).columns["name"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("columns: {nme: x}", "unknown fields nme"),
        ("colums: {}", "is not a mapping"),
        ("- a", "is not a mapping"),
        ("a: [", "is not a mapping"),
        ("currency: roubles", "currency"),
    ],
)
def test_a_bad_mapping_is_said_in_one_sentence(tmp_path, text, sentence):
    path = tmp_path / "m.yaml"
    path.write_text(text)
    with pytest.raises(UnusableInput, match=sentence):
        load_mapping(path)


def test_a_missing_mapping_names_the_shipped_ones():
    with pytest.raises(UnusableInput, match="sephora_usd"):
        load_mapping("nothing.yaml")


def test_rates_are_dated_and_sourced():
    rates = load_rates()
    assert rates.source
    assert rates.rub_per_unit["RUB"] == 1
    assert all(rate > 0 for rate in rates.rub_per_unit.values())


AB = str.maketrans("01", "ab")


# ── whole files ────────────────────────────────────────────────────────────────────────────────


def csv(tmp_path, *lines, name="shop.csv"):
    path = tmp_path / name
    path.write_text("id,name,ingredients,price\n" + "".join(f"{line}\n" for line in lines))
    return path


def test_good_rows_come_in_and_bad_ones_are_reported(tmp_path):
    path = csv(tmp_path, "1,Toner,Aqua,5", "2,,Aqua,5", "1,Toner,Aqua,5", "3,Mask,Aqua,-1", "4")
    report = import_file(path, tmp_path / "c.sqlite3")
    assert (report.good, report.bad) == (1, 4)
    assert sorted((f.row, f.field) for f in report.faults) == [
        (2, "name"), (3, "id"), (4, "price"), (5, "row"),
    ]  # fmt: skip
    assert [p.id for p in Catalogue.load(tmp_path / "c.sqlite3").products] == ["1"]


def test_a_file_without_any_good_row_changes_nothing(tmp_path):
    store = tmp_path / "c.sqlite3"
    import_file(csv(tmp_path, "1,Toner,Aqua,5"), store)
    with pytest.raises(UnusableInput, match="no usable product: nothing was changed"):
        import_file(csv(tmp_path, "1,,Aqua,5"), store)
    assert len(Catalogue.load(store)) == 1


def test_a_file_that_turns_unreadable_in_the_middle_changes_nothing(tmp_path):
    store, path = tmp_path / "c.sqlite3", tmp_path / "shop.csv"
    rows = b"".join(b"%d,Toner,Aqua,5\n" % n for n in range(2000))
    path.write_bytes(b"id,name,ingredients,price\n" + rows + b"9999,\xff\xfe,Aqua,5\n")
    with pytest.raises(UnusableInput, match="is not utf-8 text"):
        import_file(path, store)
    assert Catalogue.load(store).is_starter


def test_an_export_can_be_imported_again_unchanged(tmp_path):
    store = tmp_path / "c.sqlite3"
    import_file(csv(tmp_path, '1,Niacinamide Serum,"Aqua, Niacinamide",50'), store)
    before = next(iter(Catalogue.load(store).products))
    text = tmp_path / "export.jsonl"
    text.write_text(before.model_dump_json() + "\n")
    assert Product.model_validate_json(text.read_text()) == before


def test_progress_is_told(tmp_path):
    told = []
    path = csv(tmp_path, *(f"{n},Toner,Aqua,5" for n in range(120)))
    import_file(path, tmp_path / "c", progress=lambda done, total: told.append((done, total)))
    assert told == [(50, 121), (100, 121)]


def test_a_file_of_bad_rows_takes_no_more_memory_when_it_is_longer(tmp_path):
    path = csv(tmp_path, "1,Toner,Aqua,5", *("x,,," for _ in range(60_000)))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    report = import_file(path, tmp_path / "c.sqlite3")
    grown_kib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert (report.bad, len(report.faults)) == (60_000, KEPT)
    assert grown_kib < 40_000


@pytest.mark.parametrize(
    ("row", "reasons"),
    [
        ("{n},Toner,Aqua,ask {word}", {"price is not a number": 900}),
        ("1,Toner,Aqua,5", {"id occurs twice": 900}),
        ("{n},Toner,Aqua,5" + ",more" * 3, {"row has 7 cells, the header has 4": 900}),
    ],
)
def test_faults_of_one_kind_are_counted_together_and_kept_up_to_a_limit(tmp_path, row, reasons):
    lines = [
        "1,Toner,Aqua,5",
        *(row.format(n=n, word=f"{n:b}".translate(AB)) for n in range(2, 902)),
    ]
    report = import_file(csv(tmp_path, *lines), tmp_path / "c.sqlite3")
    assert (report.good, report.bad, len(report.faults)) == (1, 900, KEPT)
    assert dict(report.reasons) == reasons
    assert len(report.change.repeats) <= KEPT


def test_unknown_currencies_are_one_kind_of_fault(tmp_path):
    path = tmp_path / "shop.csv"
    path.write_text(
        "id,name,price,currency\n1,Toner,5,RUB\n2,Toner,5,XAA\n3,Toner,5,XBB\n", "utf-8"
    )
    report = import_file(path, tmp_path / "c.sqlite3")
    assert dict(report.reasons) == {"currency has no rate": 2}
    assert [fault.reason for fault in report.faults] == ["has no rate: XAA", "has no rate: XBB"]


def test_many_different_reasons_are_counted_as_others():
    report = Report()
    for number in range(REASONS + 50):
        report.note(Fault(number, "row", f"odd in way {number}", "Correct it."))
    assert len(report.reasons) == REASONS + 1
    assert report.reasons[OTHER] == 50
    assert report.bad == sum(report.reasons.values())


@pytest.mark.skipif(not SHOPS.exists(), reason="needs the shared shop files")
@pytest.mark.parametrize(
    ("file", "mapping", "good", "bad"),
    [
        ("sephora_2288_en_usd.csv", "sephora_usd", 2288, 0),
        ("lookfantastic_1138_en_gbp.csv", "lookfantastic_gbp", 1136, 2),
    ],
)
def test_both_shop_files_import_with_their_mapping(tmp_path, file, mapping, good, bad):
    plan = load_mapping(mapping)
    report = import_file(SHOPS / file, tmp_path / "c.sqlite3", mapping=plan)
    assert (report.good, report.bad) == (good, bad)
    assert report.without_ingredients == report.without_price == 0
    assert report.steps[Step.OTHER] < 0.2 * good
    again = import_file(SHOPS / file, tmp_path / "c.sqlite3", mapping=plan)
    assert (again.change.unchanged, again.change.added, again.change.removed) == (good, 0, 0)
