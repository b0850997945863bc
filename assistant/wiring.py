"""The only place that names concrete classes: settings in, a running system out."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import structlog

from assistant.answering import KnowledgeAnswers
from assistant.conversation import Conversation
from assistant.database import Database
from assistant.database.adapter import utc_now
from assistant.health import PHOTOS, Health, WatchedModel
from assistant.language import LanguageModel, LanguageModelError
from assistant.loading import embedder_of, load_recommender
from assistant.looking import PhotoEyes
from assistant.models import Registry
from assistant.recommending import Recommender
from assistant.settings import Settings
from assistant.speaking import Speaker, system_prompt
from assistant.talking import Router
from assistant.triage import Triage, referral
from assistant.understanding import LearnedReader, Understander, system_prompts
from knowledge.catalogue import Catalogue
from knowledge.chroma import ChromaRetriever
from knowledge.claims import load_claims
from knowledge.errors import AloeError, MissingPart
from knowledge.vocabulary import Language
from vision.eyes import Eyes

_log = structlog.get_logger(__name__)
WORDS_DAYS = 30  # what was said is needed for the dialogue only


@dataclass(frozen=True, slots=True)
class System:
    """A running Aloe."""

    settings: Settings
    consultant: Conversation
    store: Database
    recommender: Recommender
    catalogue: Catalogue
    retriever: ChromaRetriever
    model: LanguageModel | None
    eyes: Eyes | None
    health: Health


def load_eyes(settings: Settings) -> Eyes:
    """The photo model; without the face detector it sees a little less well.

    Raises:
        MissingPart: The weights are not installed.
    """
    registry = Registry.load(settings.model_dir)
    detector = registry.path_of("yunet") if registry.present("yunet") else None
    return Eyes.load(face_detector=detector)


def load_router(settings: Settings) -> Router:
    """What recognises remarks; without the embedding model by letters and words alone."""
    try:
        path = Registry.load(settings.model_dir).path_of(settings.embedding_model)
    except AloeError as error:
        _log.warning("remarks_by_letters_only", detail=error.message)
        return Router(None)
    return Router(embedder_of(path))


def load_reader(settings: Settings) -> LearnedReader | None:
    """What reads messages beside the rules; None where the embedding model is not installed."""
    try:
        path = Registry.load(settings.model_dir).path_of(settings.embedding_model)
    except AloeError as error:
        _log.warning("messages_by_rules_only", detail=error.message)
        return None
    return LearnedReader.load(embedder_of(path))


def load_triage(settings: Settings) -> Triage:
    """What finds red flags; without the embedding model by rules, letters and words alone."""
    try:
        path = Registry.load(settings.model_dir).path_of(settings.embedding_model)
    except AloeError as error:
        _log.warning("red_flags_by_letters_only", detail=error.message)
        return Triage(None)
    return Triage(embedder_of(path))


def load_language_model(settings: Settings) -> LanguageModel | None:
    """The configured language model, its fixed prompts already read; None when set to none.

    Raises:
        MissingPart: The model file is not there or cannot be loaded.
    """
    name = settings.language_model
    if name == "none":
        return None
    if name.startswith(("http://", "https://")):
        from assistant.remote import RemoteModel

        key = settings.language_model_key
        return RemoteModel(
            name,
            model=settings.language_model_name,
            key=key.get_secret_value() if key else None,
            timeout_s=max(settings.turn_budget_s, settings.understanding_budget_s),
        )
    from assistant.llama import LlamaModel

    path, shown = _model_file(settings)
    try:
        model = LlamaModel(
            path,
            name=shown,
            threads=settings.threads or os.cpu_count() or 1,
            n_ctx=settings.context_tokens,
            cache=settings.model_dir / "prefixes",
        )
        for prompt in _fixed_prompts(settings):
            model.pin(prompt)
    except LanguageModelError as error:
        raise MissingPart(
            f"The language model {shown} cannot be loaded: run `aloe models verify {shown}`.",
            detail=str(error),
        ) from error
    return model


def _model_file(settings: Settings) -> tuple[Path, str]:
    name = settings.language_model
    local = Path(name).expanduser()
    if name.endswith(".gguf") or local.is_file():
        if not local.is_file():
            raise MissingPart(f"There is no model file {name}: check ALOE_LANGUAGE_MODEL.")
        return local, local.name
    return Registry.load(settings.model_dir).path_of(name), name


def _words_replies(settings: Settings) -> bool:
    """Whether the model is good enough to word sentences, by setting or by its registry entry."""
    if settings.wording != "auto":
        return settings.wording == "model"
    registry = Registry.load(settings.model_dir)
    known = {entry.id: entry for entry in registry.entries}
    entry = known.get(settings.language_model)
    return entry is None or entry.words_replies


def _fixed_prompts(settings: Settings) -> list[str]:
    prompts = list(system_prompts())
    if _words_replies(settings):
        prompts += [system_prompt(language) for language in Language]
    return prompts


def _eyes_or_none(settings: Settings) -> Eyes | None:
    try:
        return load_eyes(settings)
    except AloeError as error:
        _log.warning("no_eyes", detail=error.message)
        return None


async def forget_old(store: Database, settings: Settings) -> int:
    """Erase people silent for longer than the operator keeps them; how many."""
    now = utc_now()
    return await store.purge(
        people_before=now - timedelta(days=settings.retention_days),
        words_before=now - timedelta(days=WORDS_DAYS),
    )


@asynccontextmanager
async def build(
    settings: Settings | None = None, *, consent_required: bool = True
) -> AsyncIterator[System]:
    """Start every part, side by side, and stop them in order at the end.

    Args:
        settings: None reads the environment.
        consent_required: Whether photos need a recorded consent; not in the owner's terminal.

    Raises:
        AloeError: A part that the conversation cannot do without is missing.
    """
    settings = settings or Settings()
    settings.data_home.mkdir(parents=True, exist_ok=True)
    store = await Database.open(settings.resolved_database_url())
    model: LanguageModel | None = None
    try:
        eyes, (recommender, catalogue, retriever), model, router = await asyncio.gather(
            asyncio.to_thread(_eyes_or_none, settings),
            asyncio.to_thread(load_recommender, settings),
            asyncio.to_thread(load_language_model, settings),
            asyncio.to_thread(load_router, settings),
        )
        health = Health()
        model = WatchedModel(model, health) if model is not None else None
        if eyes is None:
            health.missing(PHOTOS)
        await forget_old(store, settings)
        wording_model = model if _words_replies(settings) else None
        consultant = Conversation(
            store=store,
            understander=Understander(
                model,
                reader=load_reader(settings),
                flags=load_triage(settings),
                budget_s=settings.understanding_budget_s,
            ),
            refer=referral,
            recommender=recommender,
            answers=KnowledgeAnswers(),
            eyes=PhotoEyes(eyes) if eyes is not None else None,
            speaker=Speaker(wording_model, load_claims(), budget_s=settings.turn_budget_s),
            consent_required=consent_required,
            router=router,
        )
        yield System(
            settings, consultant, store, recommender, catalogue, retriever, model, eyes, health
        )
    finally:
        close = getattr(model, "close", None)
        if close is not None:
            await asyncio.to_thread(close)
        await store.close()
