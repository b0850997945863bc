"""The channel's parts by themselves: splitting, pacing, spool, serving, limits."""

import asyncio
import time

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.routine import Routine, RoutineStep
from assistant.telegram.card import card
from assistant.telegram.limits import Minute
from assistant.telegram.pacing import Pacer
from assistant.telegram.serving import SECRET_HEADER, Server, make_app
from assistant.telegram.splitting import join_blocks, split_text, units, visible_units
from assistant.telegram.spool import Due, Spool, Waiting
from assistant.telegram.updates import read, read_all
from assistant.texts import texts
from knowledge.vocabulary import Language
from tests.telegram.markup import CannotParse, parse_html, utf16


@pytest.mark.parametrize(
    ("text", "limit", "pieces"),
    [
        ("", 10, []),
        ("   \n", 10, []),
        ("abc", 3, ["abc"]),
        ("abcd", 3, ["abc", "d"]),
        ("один\n\nдва", 8, ["один", "два"]),
        ("aa bb cc", 5, ["aa bb", "cc"]),
        ("🧴🧴🧴", 4, ["🧴🧴", "🧴"]),
        ("🧴🧴🧴", 5, ["🧴🧴", "🧴"]),
    ],
)
def test_text_is_cut_where_a_reader_pauses(text, limit, pieces) -> None:
    assert split_text(text, limit) == pieces


@given(st.text(max_size=400), st.integers(min_value=8, max_value=60))
def test_pieces_fit_and_lose_no_visible_character(text: str, limit: int) -> None:
    pieces = split_text(text, limit)
    assert all(0 < units(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_units_are_utf16_code_units(text: str) -> None:
    assert units(text) == utf16(text)


def test_blocks_are_never_torn() -> None:
    blocks = ["<b>" + "x" * 30 + "</b>"] * 5
    assert list(join_blocks(blocks, 70)) == ["\n\n".join(blocks[:2])] * 2 + [blocks[0]]


STEPS = st.builds(
    RoutineStep,
    step=st.just("serum"),
    name=st.text(max_size=600),
    brand=st.text(max_size=300),
    price_rub=st.integers(0, 10**6),
    when=st.text(max_size=400),
    why=st.text(max_size=900),
    amount=st.text(max_size=300),
)
ROUTINES = st.builds(
    Routine,
    morning=st.lists(STEPS, max_size=9).map(tuple),
    evening=st.lists(STEPS, max_size=9).map(tuple),
    introduction=st.lists(st.text(max_size=900), max_size=12).map(tuple),
    patch_test=st.text(max_size=2000),
    expect=st.text(max_size=2000),
    disclaimer=st.text(min_size=1, max_size=3000),
)


@given(ROUTINES, st.booleans(), st.sampled_from(list(Language)))
def test_any_routine_is_html_that_telegram_takes(routine, brief, language) -> None:
    for page in card(routine, texts(language), brief=brief):
        text, _ = parse_html(page)
        assert utf16(text) <= 4096
        assert visible_units(page) == utf16(text)


@pytest.mark.parametrize(
    "html", ["<b>x", "x</b>", "<b><i>x</b></i>", "<script>", "1 < 2", "<b x=>"]
)
def test_the_emulator_refuses_broken_html(html) -> None:
    with pytest.raises(CannotParse):
        parse_html(html)


class Clock:
    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def pacer(clock: Clock, **changes) -> Pacer:
    values = {"chat_per_second": 1, "overall_per_second": 30, "burst": 1}
    return Pacer(**(values | changes), clock=clock, sleep=clock.sleep)


async def test_one_chat_gets_a_message_a_second() -> None:
    clock = Clock()
    pace = pacer(clock)
    for _ in range(4):
        await pace.turn(1)
    assert clock.now == pytest.approx(103.0)


async def test_a_burst_is_free_and_then_paced() -> None:
    clock = Clock()
    pace = pacer(clock, burst=3)
    for _ in range(4):
        await pace.turn(1)
    assert clock.now == pytest.approx(101.0)


async def test_all_chats_together_stay_under_the_overall_rate() -> None:
    clock = Clock()
    pace = pacer(clock)
    for chat in range(90):
        await pace.turn(chat)
    assert clock.now >= 101.9  # a second's worth at once, then 30 a second


async def test_chats_that_wait_go_out_in_the_order_of_asking_and_sleep_once() -> None:
    order: list[int] = []
    sleeps = 0

    async def sleep(seconds: float) -> None:
        nonlocal sleeps
        sleeps += 1
        await asyncio.sleep(seconds)

    pace = Pacer(
        chat_per_second=1000, overall_per_second=50, burst=1, clock=time.monotonic, sleep=sleep
    )

    async def go(chat: int) -> None:
        await pace.turn(chat)
        order.append(chat)

    await asyncio.gather(*(go(chat) for chat in range(80)))
    assert order == sorted(order)
    assert sleeps <= 80


async def test_a_chat_that_has_to_wait_long_does_not_hold_up_the_others() -> None:
    clock = Clock()
    pace = pacer(clock)
    pace.hold(1, 60)
    waiting = asyncio.create_task(pace.turn(1))
    await pace.turn(2)
    await waiting
    assert clock.slept == [pytest.approx(60)]


async def test_retry_after_holds_one_chat_only() -> None:
    clock = Clock()
    pace = pacer(clock)
    pace.hold(1, 7)
    assert not pace.try_turn(1)
    assert pace.try_turn(2)
    await pace.turn(1)
    assert clock.now == pytest.approx(107.0)


@pytest.mark.parametrize(("at", "allowed"), [(0, False), (59.9, False), (60.0, True)])
def test_the_minute_limit_forgives_after_a_minute(at, allowed) -> None:
    clock = Clock()
    minute = Minute(2, clock)
    assert minute.allows("p")
    assert minute.allows("p")
    clock.now += at
    assert minute.allows("p") is allowed


@pytest.fixture
def spool():
    opened = Spool.open(":memory:")
    yield opened
    opened.close()


def update(number: int, person: str = "tg:1") -> Waiting:
    return Waiting(number, person, 1, {"update_id": number})


def test_an_update_is_accepted_once_even_after_it_was_finished(spool) -> None:
    assert len(spool.accept([update(1), update(1)], 0)) == 1
    spool.finish([1], "tg:1")
    assert spool.accept([update(1)], 0) == []
    assert spool.waiting() == []


def test_seen_ids_are_forgotten_after_three_days(spool) -> None:
    spool.accept([update(1)], 0)
    spool.forget_seen(3 * 86_400 + 1)
    assert len(spool.accept([update(1)], 0)) == 1


def test_a_button_is_taken_once_and_by_the_same_press_again(spool) -> None:
    spool.offer("p", "k", ["да", "нет"], 0)
    assert spool.take("p", "k", 1, 10) == "нет"
    assert spool.take("p", "k", 1, 10) == "нет"  # the same press after a restart
    assert spool.take("p", "k", 0, 11) is None
    assert spool.take("p", "k", 5, 10) is None
    assert spool.take("other", "k", 0, 12) is None


def test_only_the_last_offers_are_kept(spool) -> None:
    for number in range(12):
        spool.offer("p", str(number), ["x"], number)
    assert spool.take("p", "0", 0, 1) is None
    assert spool.take("p", "11", 0, 1) == "x"


def test_finishing_an_event_leaves_the_next_ones_alone(spool) -> None:
    for event in ("tg:5", "tg:5:see", "tg:55"):
        spool.intend(event, 0, "p", 0)
    spool.finish([5], "tg:5")
    assert spool.sent("tg:5", 0) is None
    assert spool.sent("tg:5:see", 0) is None
    assert spool.sent("tg:55", 0) is not None


def test_erase_takes_one_person_only(spool) -> None:
    for person, chat in (("tg:1", 1), ("tg:2", 2)):
        spool.set_note(person, "language", "ru")
        spool.schedule(Due(person, "rating", chat, 5))
    spool.erase("tg:1", 1)
    assert not any(spool.export("tg:1").values())
    assert spool.note("tg:2", "language") == "ru"
    assert len(spool.due(10)) == 1


@pytest.mark.parametrize(
    "body",
    [
        None,
        1,
        "x",
        [],
        {},
        {"update_id": None},
        {"update_id": "1"},
        {"update_id": True},
        {"update_id": 2**70},
    ],
)
def test_what_has_no_usable_number_is_no_update(body) -> None:
    assert read(body) is None


@given(
    st.lists(
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(),
            lambda inner: (
                st.lists(inner)
                | st.dictionaries(
                    st.sampled_from(["update_id", "message", "from", "chat", "id", "type", "text"]),
                    inner,
                )
            ),
        )
    )
)
def test_reading_never_fails(bodies) -> None:
    numbers = [waiting.update_id for waiting in read_all(bodies)]
    assert numbers == sorted(numbers)


async def served(**changes):
    accepted = []
    values = {"ready": lambda: {"telegram": True}, "accept": accepted.extend, "secret": "s3cret"}
    server = Server(make_app(**(values | changes)), "127.0.0.1", 0)
    return server, await server.start(), accepted


@pytest.mark.parametrize(
    ("headers", "body", "status", "count"),
    [
        ({SECRET_HEADER: "s3cret"}, b'{"update_id": 1}', 200, 1),
        ({SECRET_HEADER: "wrong"}, b'{"update_id": 1}', 401, 0),
        ({SECRET_HEADER: "s3cret\xff"}, b'{"update_id": 1}', 401, 0),
        ({}, b'{"update_id": 1}', 401, 0),
        ({SECRET_HEADER: "s3cret"}, b"{broken", 400, 0),
        ({SECRET_HEADER: "s3cret"}, b"x" * (1024 * 1024 + 1), 413, 0),
    ],
)
async def test_the_webhook_takes_only_what_knows_the_secret(headers, body, status, count) -> None:
    server, port, accepted = await served()
    async with aiohttp.ClientSession() as session:
        url = f"http://127.0.0.1:{port}/telegram"
        async with session.post(url, data=body, headers=headers) as answer:
            assert answer.status == status
    await server.stop()
    assert len(accepted) == count


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        ({"telegram": True, "spool": True}, 200),
        ({"telegram": False, "spool": True}, 503),
    ],
)
async def test_readiness_tells_what_is_missing(parts, status) -> None:
    server, port, _ = await served(ready=lambda: parts)
    async with aiohttp.ClientSession() as session:
        async with session.get(f"http://127.0.0.1:{port}/readyz") as answer:
            assert answer.status == status
            assert (await answer.json()).items() >= parts.items()
        async with session.get(f"http://127.0.0.1:{port}/healthz") as answer:
            assert answer.status == 200
    await server.stop()


@pytest.mark.parametrize("language", list(Language))
def test_a_routine_without_steps_says_so(language) -> None:
    empty = Routine(morning=(), evening=(), total_rub=0, disclaimer="not a doctor", expect="weeks")
    (page,) = card(empty, texts(language))
    assert texts(language)("tg-card-empty") in page
    assert "weeks" not in page
    assert "not a doctor" in page
