"""What searches compare: as exact as the whole vectors, and never trusted when damaged."""

import numpy as np
import pytest

from knowledge import chroma, held
from knowledge.catalogue import Catalogue
from knowledge.chroma import ChromaRetriever
from knowledge.held import Fields, gather, load, save
from knowledge.ranking import DIMENSIONS, structure
from knowledge.retrieval import Query
from knowledge.vocabulary import Caution, Concern, SkinType, Step
from knowledge.weights import load_retrieval
from tests.knowledge.catalogue_samples import WordEmbedder, product

TEXT = 128
CHANCE = np.random.default_rng(5)


def vectors(count: int) -> np.ndarray:
    """Text parts that lie near a few directions, as texts of one shop do, and structured parts."""
    topics = CHANCE.normal(size=(24, TEXT))
    text = CHANCE.normal(size=(count, 24)) @ topics + CHANCE.normal(size=(count, TEXT))
    text *= 0.3 / np.linalg.norm(text, axis=1, keepdims=True)
    own = CHANCE.choice([0.0, 0.25, 0.5], size=(count, DIMENSIONS))
    return np.hstack([text, own]).astype(np.float32)


def everything(count: int) -> Fields:
    return Fields(np.full(count, 500, np.int32), np.ones((count, 5), bool))


def one_shelf(count: int) -> held.Shelf:
    names = [f"p{n}@x" for n in range(count)]
    return gather("v", {Step.SERUM: (names, vectors(count), everything(count))}).shelves[Step.SERUM]


def test_a_large_step_gives_the_same_products_as_comparing_all_of_them():
    shelf = one_shelf(6_000)
    for _ in range(20):
        target = vectors(1)[0]
        dots = shelf.vectors @ target
        best = [shelf.entries[at] for at in np.argsort(-dots)[:36]]
        found = list(shelf.nearest(target, 36, np.ones(6_000, bool)))
        assert [one.entry for one in found] == best
        row = shelf.entries.index(best[0])
        assert found[0][1] == pytest.approx(float(shelf.vectors[row, :TEXT] @ target[:TEXT]), 1e-3)


@pytest.mark.parametrize(("rows", "wide"), [(0, 81), (1, 81), (3_703, 81), (9_001, 81), (3, 9)])
def test_products_taken_in_pieces_are_those_of_the_whole(rows, wide):
    matrix = CHANCE.normal(size=(rows, wide)).astype(np.float32)
    target = CHANCE.normal(size=wide).astype(np.float32)
    whole = matrix.astype(float) @ target.astype(float)
    assert held.times(matrix, target).shape == (rows,)
    assert held.times(matrix, target) == pytest.approx(whole, abs=1e-4)


def test_the_structure_that_is_kept_is_the_one_that_would_be_worked_out(tmp_path):
    products = [product("a", inci="Aqua, Retinol 1%"), product("b", price_rub=300)]
    retriever = ChromaRetriever(Catalogue(products), WordEmbedder(), tmp_path)
    retriever.refresh()
    shelf = retriever._load().shelves[products[0].step]
    target = np.ones(shelf.vectors.shape[1], np.float32)
    kept = {
        one.entry.partition("@")[0]: one.own for one in shelf.nearest(target, 5, np.ones(2, bool))
    }
    assert set(kept) == {"a", "b"}
    for one in products:
        assert np.array_equal(kept[one.id], structure(one, load_retrieval()))


def test_only_rows_that_pass_are_compared():
    shelf = one_shelf(3_000)
    good = np.zeros(3_000, bool)
    good[[7, 11]] = True
    found = {one.entry for one in shelf.nearest(vectors(1)[0], 5, good)}
    assert found == {"p7@x", "p11@x"}


@pytest.mark.parametrize(
    ("query", "passing"),
    [
        ({}, [True, True, False]),
        ({"max_price_rub": 300}, [True, False, False]),
        ({"cautions": (Caution.PREGNANCY,)}, [True, False, False]),
        ({"cautions": (Caution.ECZEMA_PRONE,)}, [True, True, False]),
        ({"fragrance_free": True}, [False, True, False]),
        ({"partners": False}, [True, False, False]),
        ({"everyday": (Step.MOISTURIZER,)}, [True, False, False]),
        ({"everyday": (Step.CLEANSER,)}, [True, True, False]),
    ],
)
def test_filters_are_those_of_the_metadata(query, passing):
    entry = {
        "price": 200,
        "available": True,
        "pregnancy": True,
        "fragrance_free": False,
        "everyday": True,
    }
    rows = [
        entry | {"partner": ""},
        entry
        | {
            "price": -1,
            "pregnancy": False,
            "fragrance_free": True,
            "partner": "P",
            "everyday": False,
        },
        entry | {"available": False, "partner": ""},
    ]
    assert held.fields_of(rows).passing(Query(**query), Step.MOISTURIZER).tolist() == passing


def test_what_is_saved_is_read_back(tmp_path):
    steps = {
        Step.SERUM: (["a@1", "b@2"], vectors(2), everything(2)),
        Step.MASK: ([], vectors(0), everything(0)),
        Step.EYE: (["c@3"], vectors(1), everything(1)),
    }
    made = gather("version", steps)
    save(made, tmp_path / "x.npz")
    found = load(tmp_path / "x.npz")
    assert found is not None
    assert (found.version, list(found.shelves)) == ("version", list(steps))
    for step, shelf in made.shelves.items():
        assert list(found.shelves[step].entries) == list(shelf.entries)
        assert np.array_equal(found.shelves[step].vectors, shelf.vectors)
        assert np.array_equal(found.shelves[step].short, shelf.short)


def test_a_newer_file_takes_the_place_of_the_older_one(tmp_path):
    for version in ("one", "two"):
        save(gather(version, {Step.EYE: (["c@3"], vectors(1), everything(1))}), tmp_path / "x.npz")
    found = load(tmp_path / "x.npz")
    assert found is not None
    assert found.version == "two"
    assert len(list(tmp_path.iterdir())) == 2


@pytest.mark.parametrize("damage", ["cut", "garbage", "no vectors", "gone"])
def test_a_damaged_file_is_built_again_from_chroma(tmp_path, damage):
    products = [product(f"p{n}") for n in range(30)]
    ChromaRetriever(Catalogue(products), WordEmbedder(), tmp_path).refresh()
    (file,) = (tmp_path / "held").glob("*.npz")
    if damage == "cut":
        file.write_bytes(file.read_bytes()[:200])
    elif damage == "garbage":
        file.write_text("not an archive")
    elif damage == "gone":
        file.unlink()
    else:
        for vectors_file in (tmp_path / "held").glob("*.npy"):
            vectors_file.unlink()
    embedder = WordEmbedder()
    made = ChromaRetriever(Catalogue(products), embedder, tmp_path)
    assert len(made.search(Query(limit=50))) == 30
    assert len(embedder.embedded) <= 1  # the wish alone: nothing was embedded again


def test_a_search_that_finds_its_file_does_not_open_chroma(tmp_path, monkeypatch):
    products = [product(f"p{n}") for n in range(5)]
    ChromaRetriever(Catalogue(products), WordEmbedder(), tmp_path).refresh()

    def refuse(*_: object) -> None:
        raise AssertionError("Chroma was opened")

    monkeypatch.setattr(chroma, "open_client", refuse)
    again = ChromaRetriever(Catalogue(products), WordEmbedder(), tmp_path)
    assert again.refresh() == 0
    assert len(again.search(Query())) == 5


def test_a_running_search_follows_what_another_process_has_indexed(tmp_path):
    catalogue = Catalogue([product("a")])
    serving = ChromaRetriever(catalogue, WordEmbedder(), tmp_path)
    assert len(serving.search(Query())) == 1
    larger = Catalogue([product("a"), product("b")])
    serving.catalogue = larger
    ChromaRetriever(larger, WordEmbedder(), tmp_path).refresh()
    assert {one.product.id for one in serving.search(Query())} == {"a", "b"}


def test_few_products_are_kept_in_memory_and_none_is_lost_by_it(tmp_path, monkeypatch):
    products = [product(f"p{n}", price_rub=400 + n) for n in range(40)]
    retriever = ChromaRetriever(Catalogue(products), WordEmbedder(), tmp_path)
    everything = [one.product.id for one in retriever.search(Query(limit=40))]
    monkeypatch.setattr(chroma, "KNOWN", 7)
    for _ in range(2):
        assert [one.product.id for one in retriever.search(Query(limit=40))] == everything
        assert [one.product.id for one in retriever.search(Query(limit=5))] == everything[:5]
    retriever.catalogue = Catalogue([*products, product("new")])
    retriever.refresh()
    assert len(retriever.search(Query(limit=41))) == 41
    assert len(retriever._known) <= 7


@pytest.mark.parametrize(
    "query",
    [
        Query(text="green tea", limit=20),
        Query(goals=(Concern.DRYNESS,), skin_type=SkinType.DRY, max_price_rub=440, limit=20),
        Query(avoid=frozenset({"PANTHENOL"}), limit=20),
        Query(partners=False, fragrance_free=True, limit=20),
    ],
    ids=range(4),
)
def test_a_step_too_large_for_memory_is_searched_in_chroma_with_the_same_result(
    tmp_path, monkeypatch, query
):
    kinds = ("Aqua, Panthenol", "Aqua, Glycerin", "Aqua, Glycerin, Parfum", "Aqua, Retinol")
    products = [
        product(
            f"p{n}",
            inci=kinds[n % 4],
            price_rub=400 + n,
            name=f"green tea {n}" if n % 3 else "rose",
        )
        for n in range(60)
    ]
    in_memory = ChromaRetriever(Catalogue(products), WordEmbedder(), tmp_path / "a")
    expected = in_memory.search(query)
    monkeypatch.setattr(chroma, "IN_MEMORY", 10)
    in_chroma = ChromaRetriever(Catalogue(products), WordEmbedder(), tmp_path / "b")
    found = in_chroma.search(query)
    assert expected
    assert [one.product.id for one in found] == [one.product.id for one in expected]
