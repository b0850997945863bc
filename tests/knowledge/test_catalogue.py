"""The stored catalogue: one transaction, content versions, partners kept apart."""

import sqlite3

import pytest

from knowledge.catalogue import Catalogue, StoredCatalogue, replace
from knowledge.errors import UnusableInput
from tests.knowledge.catalogue_samples import product


def put(path, *names, partner=None, **kwargs):
    return replace(path, enumerate((product(n) for n in names), 1), partner=partner, **kwargs)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "deep" / "catalogue.sqlite3"


def ids(path):
    return {p.id for p in Catalogue.load(path).products}


def test_until_something_is_imported_the_starter_types_are_there(path):
    assert Catalogue.load(path).is_starter
    assert Catalogue.load(None).is_starter
    put(path, "a")
    assert not Catalogue.load(path).is_starter


def test_an_emptied_catalogue_is_the_starter_again(path):
    put(path, "a", partner="P")
    replace(path, (), partner="P")
    assert Catalogue.load(path).is_starter


def test_importing_twice_changes_nothing(path):
    first = put(path, "a", "b")
    version = Catalogue.load(path).version
    second = put(path, "a", "b")
    assert (first.added, second.added, second.unchanged, second.removed) == (2, 0, 2, 0)
    assert Catalogue.load(path).version == version


def test_what_is_no_longer_in_the_file_is_removed(path):
    put(path, "a", "b")
    change = put(path, "b", "c")
    assert (change.added, change.unchanged, change.removed) == (1, 1, 1)
    assert ids(path) == {"b", "c"}


def test_a_changed_price_is_a_change_and_a_new_version(path):
    put(path, "a")
    version = Catalogue.load(path).version
    change = replace(path, [(1, product("a", price_rub=1))], partner=None)
    assert (change.changed, change.added, change.removed) == (1, 0, 0)
    assert Catalogue.load(path).version != version


def test_a_partner_replaces_only_its_own(path):
    put(path, "own")
    put(path, "p:1", "p:2", partner="P")
    put(path, "p:2", partner="P")
    assert ids(path) == {"own", "p:2"}
    assert {p.id: p.partner for p in Catalogue.load(path).products} == {"own": None, "p:2": "P"}


def test_repeated_ids_are_told_with_their_rows_and_the_first_counts(path):
    rows = [(1, product("a", price_rub=1)), (2, product("b")), (3, product("a", price_rub=3))]
    change = replace(path, rows, partner=None)
    assert (change.repeated, change.repeats) == (1, [(3, "a")])
    assert Catalogue.load(path).get("a").price_rub == 1


def test_a_failure_in_the_middle_leaves_everything_as_it_was(path):
    put(path, "a")

    def failing():
        yield 1, product("b")
        raise UnusableInput("stop")

    with pytest.raises(UnusableInput, match="stop"):
        replace(path, failing(), partner=None)
    assert ids(path) == {"a"}


@pytest.mark.parametrize("before", [(), ("a",)])
def test_a_dry_run_changes_nothing(path, before):
    if before:
        put(path, *before)
    assert put(path, "b", "c", dry_run=True).added == 2
    assert path.exists() == bool(before)
    assert Catalogue.load(path).is_starter != bool(before)


def test_products_come_back_as_they_were_in_the_order_asked(path):
    one, two = product("1", inci="Aqua, Retinol 0.3%", brand="Ж"), product("2")
    replace(path, enumerate([one, two]), partner=None)
    assert Catalogue.load(path).many(["2", "nothing", "1"]) == [two, one]
    assert Catalogue.load(path).get("nothing") is None


def test_more_ids_than_sqlite_takes_at_once_are_found(path):
    names = [str(n) for n in range(1200)]
    put(path, *names)
    assert [p.id for p in Catalogue.load(path).many(names)] == names


def test_content_hashes_agree_between_storage_and_products(path):
    put(path, "a", "b")
    stored = StoredCatalogue(path)
    products = list(stored.products)
    assert [d for _, d in stored.dated([p.id for p in products])] == [
        stored.digests()[p.id] for p in products
    ]
    assert Catalogue(products).version == stored.version


@pytest.mark.parametrize("content", [b"", b"not a database" * 100])
def test_another_file_in_its_place_is_said_in_one_sentence(tmp_path, content):
    path = tmp_path / "c.sqlite3"
    path.write_bytes(content)
    with pytest.raises(UnusableInput, match="move it away and import again"):
        Catalogue.load(path)


def test_a_database_without_products_is_no_catalogue(tmp_path):
    path = tmp_path / "c.sqlite3"
    with sqlite3.connect(path) as db:
        db.execute("CREATE TABLE other (x)")
    with pytest.raises(UnusableInput):
        Catalogue.load(path)
