"""The product itself as the subject of judgement: wired as in production, nothing replaced."""

import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from functools import cached_property
from typing import Self

from assistant.checker import Grounds, check
from assistant.ports import Consultant
from assistant.profile import Profile
from assistant.recommending import SafetyJudge
from assistant.settings import Settings
from assistant.understanding import Understander, profile_of
from assistant.wiring import System, build, load_eyes, load_reader, load_triage
from eval.bench import NotRunError
from eval.records import Json
from eval.subjects import Breach, Heard, Seen
from knowledge.claims import load_claims
from knowledge.errors import AloeError
from knowledge.product import Product
from knowledge.retrieval import Query, Scored
from knowledge.vocabulary import Language
from vision.eyes import Eyes


class RealProduct:
    """Implements eval.subjects.Subjects over assistant.wiring."""

    def __init__(self, settings: Settings, system: System | None, missing: str = "") -> None:
        """`system` None: the conversation cannot be started, `missing` says why."""
        self._settings, self._started, self._missing = settings, system, missing
        self._triage = load_triage(settings)
        self._understander = Understander(
            system.model if system else None,
            reader=load_reader(settings),
            flags=self._triage,
            budget_s=settings.understanding_budget_s,
        )

    @classmethod
    @asynccontextmanager
    async def open(cls, settings: Settings) -> AsyncIterator[Self]:
        """Load what production loads; what is missing keeps only its own suites from running."""
        async with AsyncExitStack() as stack:
            system, missing = None, ""
            try:
                opened = build(settings, consent_required=False)
                system = await stack.enter_async_context(opened)
            except AloeError as error:
                missing = error.message
            yield cls(settings, system, missing)

    @property
    def _system(self) -> System:
        if self._started is None:
            raise NotRunError(self._missing)
        return self._started

    @property
    def model(self) -> str:
        """Id of the language model in use."""
        return self._settings.language_model

    async def listen(
        self, text: str, *, asked: str | None, options: Sequence[str], language: str | None
    ) -> Heard:
        """What `aloe extract` reports."""
        del language  # the product finds it out
        if self._missing:
            raise NotRunError(self._missing)
        start = time.perf_counter()
        understood = await self._understander.understand(text, asked=asked, options=tuple(options))
        return Heard(
            profile=profile_of(understood).reported(),
            red_flags=tuple(flag.value for flag in understood.red_flags),
            ms=(time.perf_counter() - start) * 1000,
        )

    def flags(self, text: str) -> tuple[str, ...]:
        """Red flags, as they are found before anything else reads the message."""
        return tuple(flag.value for flag in self._triage(text))

    @cached_property
    def _eyes(self) -> Eyes:
        started = self._started.eyes if self._started else None
        return started or load_eyes(self._settings)

    def see(self, photo: bytes) -> Seen:
        """What `aloe see --json` reports."""
        sight = self._eyes.see(photo)
        return Seen(
            accepted=sight.accepted,
            rejected_for=sight.rejected_for.value if sight.rejected_for else None,
            findings=tuple((f.label, f.probability) for f in sight.findings),
            abstained=sight.abstained,
            refer=sight.refer,
            probabilities={name.value: p for name, p in sight.probabilities.items()},
            ms=sight.ms,
        )

    def consultant(self) -> Consultant:
        """The wired conversation."""
        consultant: Consultant = self._system.consultant
        return consultant

    @cached_property
    def _products(self) -> dict[str, Product]:
        return {product.id: product for product in self._system.catalogue.products}

    def catalogue(self) -> Mapping[str, Product]:
        """Products by id."""
        return self._products

    def recommend(self, profile: Profile, language: Language) -> Json:
        """What `aloe recommend --json` prints."""
        routine = self._system.recommender.recommend(profile, language=language)
        body: Json = routine.model_dump(mode="json")
        return body

    def breaches(self, product: Product, profile: Profile) -> Sequence[Breach]:
        """The rules that the recommender asks."""
        found = SafetyJudge(profile, Language.EN).violations(product)
        return [Breach(because=item.because, source=item.source) for item in found]

    def search(self, query: Query) -> Sequence[Scored]:
        """The wired retriever."""
        found: Sequence[Scored] = self._system.retriever.search(query)
        return found

    def check(
        self,
        text: str,
        *,
        language: Language,
        names: Sequence[str] = (),
        prices: Sequence[int] = (),
        numbers: Sequence[str] = (),
    ) -> tuple[str, ...]:
        """The checker that every worded sentence passes."""
        grounds = Grounds(names=names, prices=prices, numbers=numbers)
        return tuple(fault.rule for fault in check(text, language, grounds, load_claims()))
