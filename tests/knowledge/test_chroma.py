"""The index in a real Chroma: incremental, safe to interrupt, exact about filters."""

import pytest

from knowledge.catalogue import Catalogue, replace
from knowledge.chroma import ChromaRetriever, open_client
from knowledge.errors import MissingPart, UnusableInput
from knowledge.retrieval import Query, why_not
from knowledge.starter import load_starter
from knowledge.vocabulary import Caution, Concern, SkinType, Step
from tests.knowledge.catalogue_samples import WordEmbedder, product

STARTER = Catalogue(load_starter(), starter=True)


def ids(found):
    return [one.product.id for one in found]


@pytest.fixture(scope="module")
def starter(tmp_path_factory):
    made = ChromaRetriever(STARTER, WordEmbedder(), tmp_path_factory.mktemp("index"))
    made.refresh()
    return made


def test_products_are_found_by_their_words(tmp_path):
    pair = [product("a", name="green tea toner"), product("b", name="rose water mist")]
    made = ChromaRetriever(Catalogue(pair), WordEmbedder(), tmp_path)
    assert ids(made.search(Query(text="rose water")))[0] == "b"


QUERIES = [
    Query(goals=(Concern.ACNE,), skin_type=SkinType.OILY, limit=3),
    Query(cautions=(Caution.PREGNANCY,), goals=(Concern.WRINKLES,), limit=5),
    Query(fragrance_free=True, max_price_rub=400),
    Query(avoid=frozenset({"GLYCERIN"}), limit=5),
    Query(max_price_rub=1),
    Query(text="q" * 5000, limit=1),
    Query(steps=(Step.LIP,), limit=1000),
]


@pytest.mark.parametrize("query", QUERIES, ids=range(len(QUERIES)))
def test_the_search_finds_what_a_full_scan_would_keep(starter, query):
    passing = [p for p in STARTER.products if why_not(p, query) is None]
    found = starter.search(query)
    assert all(why_not(one.product, query) is None for one in found)
    for step in Step:
        expected = min(query.limit, sum(p.step is step for p in passing))
        assert sum(one.product.step is step for one in found) == expected, step


@pytest.fixture(scope="module")
def crowded(tmp_path_factory):
    """700 products that fail every filter and fit the words, one that passes and does not."""
    name = "wanted words exactly"
    crowd = [
        product(f"no{n}", inci="Aqua, Retinol, Parfum", price_rub=900, partner="P", name=name)
        for n in range(700)
    ]
    one = product("yes", price_rub=700, name="something else")
    gone = product("gone", available=False, name=name)
    made = ChromaRetriever(
        Catalogue([*crowd, one, gone]), WordEmbedder(), tmp_path_factory.mktemp("crowd")
    )
    made.refresh()
    return made


@pytest.mark.parametrize(
    "filters",
    [
        {"partners": False},
        {"max_price_rub": 700},
        {"fragrance_free": True},
        {"cautions": (Caution.PREGNANCY,)},
        {"avoid": frozenset({"RETINOL"})},
    ],
    ids=str,
)
def test_the_one_product_that_passes_is_found_in_a_crowd(crowded, filters):
    query = Query(text="wanted words exactly", limit=1, **filters)
    assert ids(crowded.search(query)) == ["yes"]


def test_a_second_refresh_embeds_nothing(tmp_path):
    made = ChromaRetriever(STARTER, WordEmbedder(), tmp_path)
    assert (made.refresh(), made.refresh()) == (len(STARTER), 0)


def test_only_what_changed_is_embedded_again(tmp_path):
    store, embedder = tmp_path / "c.sqlite3", WordEmbedder()
    before = [product(str(n)) for n in range(20)]
    replace(store, enumerate(before), partner=None)
    ChromaRetriever(Catalogue.load(store), embedder, tmp_path / "i").refresh()
    after = [*before[1:19], product("19", price_rub=1), product("new")]
    replace(store, enumerate(after), partner=None)
    embedder.embedded.clear()
    made = ChromaRetriever(Catalogue.load(store), embedder, tmp_path / "i")
    assert made.refresh() == 2
    assert len(embedder.embedded) == 2
    assert set(ids(made.search(Query(limit=50)))) == {p.id for p in after}


def test_a_removed_product_disappears_at_once_without_a_refresh(tmp_path):
    store = tmp_path / "c.sqlite3"
    replace(store, enumerate([product("stays"), product("goes")]), partner=None)
    made = ChromaRetriever(Catalogue.load(store), WordEmbedder(), tmp_path / "i")
    assert set(ids(made.search(Query()))) == {"stays", "goes"}
    replace(store, enumerate([product("stays")]), partner=None)
    assert ids(made.search(Query())) == ["stays"]


def test_a_crash_while_indexing_leaves_the_old_products_found(tmp_path):
    store = tmp_path / "c.sqlite3"
    old = [product(f"old{n}") for n in range(5)]
    replace(store, enumerate(old), partner=None)
    serving = ChromaRetriever(Catalogue.load(store), WordEmbedder(), tmp_path / "i")
    assert len(serving.search(Query())) == 5
    new = [product(f"new{n}") for n in range(600)]
    replace(store, enumerate([*old, *new]), partner=None)
    dying = ChromaRetriever(Catalogue.load(store), WordEmbedder(dies_after=256), tmp_path / "i")
    with pytest.raises(MissingPart):
        dying.refresh()
    assert {p.id for p in old} <= set(ids(serving.search(Query(limit=500))))
    again = ChromaRetriever(Catalogue.load(store), WordEmbedder(), tmp_path / "i")
    assert again.stale()
    assert again.refresh() == 600 - 256
    assert sum(c.count() for c in open_client(tmp_path / "i").list_collections()) == 605
    assert not again.stale()


def test_another_embedding_model_gets_an_index_of_its_own(tmp_path):
    catalogue = Catalogue([product("a")])
    ChromaRetriever(catalogue, WordEmbedder("first"), tmp_path).refresh()
    second = ChromaRetriever(catalogue, WordEmbedder("second"), tmp_path)
    assert second.refresh() == 1
    names = {c.name for c in open_client(tmp_path).list_collections()}
    assert names
    assert all("second" in name for name in names)


def test_without_an_embedding_model_goals_and_filters_still_work(tmp_path):
    made = ChromaRetriever(STARTER, None, tmp_path)
    found = made.search(Query(goals=(Concern.ACNE,), steps=(Step.SERUM,), limit=3))
    assert all(Concern.ACNE in one.product.concerns for one in found)


def test_progress_is_told_up_to_the_end(tmp_path):
    told = []
    ChromaRetriever(STARTER, WordEmbedder(), tmp_path).refresh(lambda d, n: told.append((d, n)))
    assert told[-1] == (len(STARTER), len(STARTER))


def test_an_empty_catalogue_finds_nothing(tmp_path):
    assert ChromaRetriever(Catalogue([]), WordEmbedder(), tmp_path).search(Query()) == []


def test_a_server_that_does_not_answer_is_said_in_one_sentence(tmp_path):
    with pytest.raises(MissingPart, match="No Chroma server answers"):
        open_client(tmp_path, "http://127.0.0.1:9")


def test_a_folder_that_is_no_index_is_said_in_one_sentence(tmp_path):
    (tmp_path / "index").write_text("not a folder")
    with pytest.raises(UnusableInput, match="cannot be opened"):
        open_client(tmp_path / "index")
