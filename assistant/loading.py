"""The catalogue with its index, loaded from settings: all that composing a routine needs."""

from functools import lru_cache
from pathlib import Path

from assistant.models import Registry
from assistant.recommending import Recommender
from assistant.settings import Settings
from knowledge.catalogue import Catalogue
from knowledge.chroma import ChromaRetriever
from knowledge.embedding import OnnxEmbedder


def catalogue_path(settings: Settings) -> Path:
    """Where the operator's imported catalogue lives."""
    return settings.data_home / "catalogue.sqlite3"


def load_recommender(settings: Settings) -> tuple[Recommender, Catalogue, ChromaRetriever]:
    """The catalogue with its index, and what composes routines from it.

    Raises:
        MissingPart: The embedding model has not been pulled.
    """
    catalogue = Catalogue.load(catalogue_path(settings))
    embedder = embedder_of(Registry.load(settings.model_dir).path_of(settings.embedding_model))
    index = settings.data_home / "index"
    retriever = ChromaRetriever(catalogue, embedder, index, url=settings.chroma_url)
    retriever.refresh()
    recommender = Recommender(retriever, catalogue, partners=settings.partner_products)
    return recommender, catalogue, retriever


@lru_cache(maxsize=1)
def embedder_of(path: Path) -> OnnxEmbedder:
    """One for products and remarks: the model takes its memory once."""
    return OnnxEmbedder(path)
