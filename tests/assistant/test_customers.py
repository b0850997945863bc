"""Customers who are hard to please: what the whole conversation says to them."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.conversation import Conversation
from assistant.database import Database
from assistant.profile import Act, Command, Profile, Slot
from assistant.reply import NextStep, Reply
from assistant.routine import Routine, RoutineStep, Wish
from assistant.speaking import Speaker
from assistant.texts import texts
from knowledge.claims import load_claims
from knowledge.vocabulary import Active, Language, Step
from tests.fakes import (
    DictAnswers,
    FakeReferral,
    FakeRemark,
    FakeRouter,
    FakeUnderstood,
    ListRecommender,
    ScriptedUnderstander,
)

SAY = texts(Language.EN)
NOTHING = FakeUnderstood(language=Language.EN)
ROUTINE = FakeUnderstood((Command(act=Act.ROUTINE),), language=Language.EN)


def _said(*commands: Command) -> FakeUnderstood:
    return FakeUnderstood(commands, language=Language.EN)


def _score(value: int) -> FakeUnderstood:
    return _said(Command(act=Act.RATING, value=value))


@dataclass
class _Product:
    id: str


PRICES = {"dear": 2000, "fair": 900, "cheap": 500, "cream": 400}


@dataclass
class PricedRecommender(ListRecommender):
    """A sunscreen and a cream; weighing prices more changes nothing, exchanging does."""

    def recommend(self, profile: Profile, *, language: Language, wish: Wish) -> Routine:
        self.wishes.append(wish)
        sun = next(i for i in ("dear", "fair", "cheap") if i not in wish.without)
        kept = [i for i in ("dear", "fair", "cheap") if i in wish.keep - wish.without]
        chosen = (kept[0] if kept else sun, "cream")
        steps = tuple(
            RoutineStep(step=step, product_id=i, name=i, price_rub=PRICES[i], when="daily", why="x")
            for step, i in zip(("sunscreen", "moisturizer"), chosen, strict=True)
        )
        total = sum(PRICES[i] for i in chosen)
        return Routine(morning=steps, evening=(), total_rub=total, disclaimer="not medical advice")

    def alternatives(
        self,
        profile: Profile,
        product_id: str,
        *,
        language: Language,
        cheaper: bool,
        limit: int,
        wish: Wish,
    ) -> Sequence[_Product]:
        below = [i for i in ("fair", "cheap") if PRICES[i] < PRICES[product_id]]
        return [_Product(i) for i in below] if product_id != "cream" else []


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Database]:
    database = await Database.open(f"sqlite:///{tmp_path / 'a.sqlite3'}")
    yield database
    await database.close()


@pytest.fixture
def play(store: Database):
    async def hear(*turns: tuple[str, FakeUnderstood], **parts: object) -> list[Reply]:
        values = {
            "store": store,
            "understander": ScriptedUnderstander([reading for _, reading in turns]),
            "refer": lambda flag, language: FakeReferral("see a doctor", urgent=True),
            "recommender": ListRecommender(),
            "answers": DictAnswers({}),
            "eyes": None,
            "speaker": Speaker(None, load_claims(), budget_s=1),
            "consent_required": False,
        }
        engine = Conversation(**(values | parts))
        replies = []
        for text, _ in turns:
            replies += [e async for e in engine.hear("me", text) if isinstance(e, Reply)]
        return replies

    return hear


async def test_a_low_score_with_its_reason_is_not_asked_for_it(play, store: Database) -> None:
    replies = await play(("go", ROUTINE), ("3, explained nothing", _score(3)))
    assert replies[-1].text == SAY("rating-reason")
    saved = await store.load("me")
    assert (saved.rating.score, saved.rating.reason) == (3, "3, explained nothing")


async def test_a_reason_told_after_a_good_score_is_kept(play, store: Database) -> None:
    replies = await play(("go", ROUTINE), ("9", _score(9)), ("because it was quick", NOTHING))
    assert replies[-1].text == SAY("rating-reason")
    assert (await store.load("me")).rating.reason == "because it was quick"


async def test_cheaper_goes_step_by_step_where_weighing_saves_nothing(play) -> None:
    turns = [
        ("go", ROUTINE),
        ("too expensive", NOTHING),
        ("cheaper", NOTHING),
        ("cheaper", NOTHING),
    ]
    replies = await play(*turns, recommender=PricedRecommender())
    totals = [reply.routine.total_rub for reply in replies if reply.routine is not None]
    assert totals == [2400, 1300, 900]
    assert SAY("routine-cheapest") in replies[-1].text


async def test_what_is_in_no_product_is_said_to_be_in_none(play) -> None:
    replies = await play(("go", ROUTINE), ("i'm scared of retinol, remove it", NOTHING))
    assert SAY("routine-active-absent") in replies[-1].text
    assert replies[-1].step is NextStep.ANSWER


@pytest.mark.parametrize("text", ["shorter please", "no retinol please"])
async def test_what_may_stay_is_not_exchanged_for_a_wish(play, text: str) -> None:
    recommender = ListRecommender()
    await play(("go", ROUTINE), (text, NOTHING), recommender=recommender)
    assert recommender.wishes[-1].keep == {"p1"}


async def test_sunscreen_is_not_dropped_before_the_routine_either(play) -> None:
    replies = await play(("no sunscreen please", NOTHING))
    assert SAY("routine-step-sun") in replies[0].text


async def test_no_allergies_is_acknowledged_as_such_whatever_was_asked(play) -> None:
    none = _said(Command(act=Act.NONE, slot=Slot.ALLERGIES))
    acne = _said(Command(act=Act.SET, slot=Slot.GOALS, value=("acne",)))
    replies = await play(("acne", acne), ("no allergies", none))
    assert replies[-1].text.startswith(SAY("ack-none-allergies"))


@pytest.mark.parametrize(("text", "remark"), [("ok", False), ("you are so kind", True)])
async def test_a_nod_is_no_compliment(play, text: str, remark: bool) -> None:
    router = FakeRouter(**{text: FakeRemark("compliment", sure=True)})
    replies = await play(("go", ROUTINE), (text, NOTHING), router=router)
    said = {SAY(key) for key in SAY.keys if key.startswith("talk-compliment")}
    assert any(line in replies[-1].text for line in said) is remark


@pytest.mark.parametrize(("text", "answered"), [("for face", False), ("the face massage", True)])
async def test_a_fragment_that_is_like_a_topic_is_not_lectured_on(
    play, text: str, answered: bool
) -> None:
    router = FakeRouter(**{text: FakeRemark("topic:massage", sure=False, topic="massage")})
    replies = await play(
        ("go", ROUTINE),
        (text, NOTHING),
        router=router,
        answers=DictAnswers({"topic:massage": "Massage."}),
    )
    assert ("Massage." in replies[-1].text) is answered


async def test_wishes_for_fewer_actives_are_kept(play) -> None:
    recommender = ListRecommender()
    await play(("no retinol please", NOTHING), ("go", ROUTINE), recommender=recommender)
    assert Active.RETINOID in recommender.wishes[-1].avoid
    assert Step.SUNSCREEN not in recommender.wishes[-1].without_places


async def test_another_language_is_no_other_product(play) -> None:
    russian = FakeUnderstood((Command(act=Act.SET, slot=Slot.AGE, value=30),))
    replies = await play(("go", ROUTINE), ("мне 30", russian))
    assert texts(Language.RU)("routine-diff-same") in replies[-1].text


async def test_money_that_does_not_matter_is_taken_as_such(play) -> None:
    acne = _said(Command(act=Act.SET, slot=Slot.GOALS, value=("acne",)))
    replies = await play(("acne", acne), ("money is no object", NOTHING))
    assert replies[-1].text.startswith(SAY("ack-skipped-budget_rub"))


async def test_a_nod_before_the_routine_is_not_called_unclear(play) -> None:
    replies = await play(("ok", NOTHING))
    assert SAY("ack-lost") not in replies[0].text
    assert replies[0].asked == "goals"


async def test_a_refusal_is_no_wish_to_save(play) -> None:
    text = "i'd rather not say how much money"
    router = FakeRouter(**{text: FakeRemark("cheaper", sure=True)})
    recommender = ListRecommender()
    await play(("go", ROUTINE), (text, NOTHING), router=router, recommender=recommender)
    assert not any(wish.cheaper for wish in recommender.wishes)


async def test_the_hint_comes_in_other_words_each_time(play) -> None:
    hm = _said(Command(act=Act.NONE))
    replies = await play(("go", ROUTINE), ("hm", hm), ("hmm", hm), ("hmmm", hm))
    hints = [reply.text.split("\n\n")[0] for reply in replies[1:]]
    assert len(set(hints)) == len(hints)
