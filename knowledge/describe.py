"""Products and wishes as short texts for the embedding model. Pure."""

from knowledge.product import Product
from knowledge.retrieval import Query
from knowledge.vocabulary import Language
from knowledge.weights import Words, said

MAX_CONCERNS = 4


def describe(product: Product, words: Words) -> str:
    """Names, kind, leading actives and concerns, in both languages; some 40 words."""
    concerns = [words.concerns[concern] for concern in product.concerns[:MAX_CONCERNS]]
    actives = dict.fromkeys(active.inci.lower() for active in product.actives[:4])
    parts = [
        product.name,
        product.name_ru or "",
        product.brand or "",
        words.steps[product.step],
        ", ".join(actives),
        "; ".join(concerns),
    ]
    return ". ".join(part for part in parts if part)


def wish(query: Query, words: Words, language: Language = Language.EN) -> str:
    """The person's words, or the goals and skin type in words where none were kept."""
    if query.text.strip():
        return query.text.strip()
    wanted = [said(words.concerns[goal], language) for goal in query.goals]
    if query.skin_type is not None:
        wanted.append(said(words.skin_types[query.skin_type], language))
    return ", ".join(wanted)
