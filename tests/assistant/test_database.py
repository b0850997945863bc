"""The database keeps what it was given, once, through crashes, and forgets on request."""

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from assistant.database import Database
from assistant.database.engine import HEAD, MIGRATIONS
from assistant.database.tables import metadata
from assistant.store import NewConsent, NewRating, NewRoutine, Saved, Store, Turn
from knowledge.errors import AloeError

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
ANNA, BORIS = "tg:1", "tg:2"
ROUTINE = NewRoutine(body={"morning": ["крем"]}, model="m", prompt_version="3")


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "data" / "aloe.sqlite3"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def store(path: Path, clock: Clock):
    database = await Database.open(f"sqlite:///{path}", now=clock)
    yield database
    await database.close()


async def _loaded(store: Store, person: str = ANNA) -> Saved:
    saved = await store.load(person)
    assert saved is not None
    return saved


def _bytes_on_disk(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(path.parent.iterdir()))


async def test_a_stranger_has_nothing(store: Store):
    assert await store.load(ANNA) is None
    assert await store.export(ANNA) == {}


async def test_state_comes_back_as_it_went_in(store: Store):
    state = {"version": 1, "profile": {"goals": ["acne"], "age": 27}, "язык": "ru", "x": None}
    await store.save(ANNA, state=state)
    assert (await _loaded(store)).state == state


async def test_saving_without_state_leaves_the_old_one(store: Store):
    await store.save(ANNA, state={"a": 1})
    await store.save(ANNA, turn=Turn(step="ask"))
    assert (await _loaded(store)).state == {"a": 1}


async def test_times_come_back_aware_and_the_first_stays(store: Store, clock: Clock):
    await store.save(ANNA, state={})
    clock.at += timedelta(hours=1)
    await store.save(ANNA, state={})
    saved = await _loaded(store)
    assert (saved.created_at, saved.seen_at) == (NOON, NOON + timedelta(hours=1))


async def test_people_do_not_see_each_other(store: Store):
    await store.save(ANNA, state={"who": "Anna"}, routine=ROUTINE)
    await store.save(BORIS, state={"who": "Boris"})
    saved = await _loaded(store, BORIS)
    assert (saved.state, saved.routine) == ({"who": "Boris"}, None)


async def test_a_repeated_event_writes_nothing(store: Store):
    assert await store.save(ANNA, state={"n": 1}, event_id="u1")
    assert not await store.save(
        ANNA, state={"n": 2}, event_id="u1", turn=Turn(step="ask", said="x"), routine=ROUTINE
    )
    saved = await _loaded(store)
    assert (saved.state, saved.routine, saved.recent) == ({"n": 1}, None, ())


async def test_an_event_is_seen_once_saved(store: Store):
    assert not await store.seen("u1")
    await store.save(ANNA, event_id="u1")
    assert await store.seen("u1")


async def test_of_the_same_event_arriving_many_times_at_once_one_is_saved(store: Store):
    saved = await asyncio.gather(
        *(store.save(ANNA, state={"n": n}, event_id="u1") for n in range(20))
    )
    assert saved.count(True) == 1


async def test_many_people_save_in_parallel(store: Store):
    async def talk(person: str) -> None:
        for n in range(5):
            await store.save(
                person, state={"n": n}, event_id=f"{person}/{n}", turn=Turn(step="ask", said=str(n))
            )

    people = [f"tg:{n}" for n in range(20)]
    await asyncio.gather(*(talk(person) for person in people))
    assert [(await _loaded(store, person)).state for person in people] == [{"n": 4}] * 20


async def test_a_cancelled_save_is_whole_or_not_there_and_the_next_call_sees_which(store: Store):
    for n in range(20):
        task = asyncio.create_task(store.save(ANNA, state={"n": n}, event_id=f"u{n}"))
        await asyncio.sleep(0.0005 * (n % 4))
        task.cancel()
        await asyncio.wait([task])
        saved = await store.load(ANNA)
        stored = saved is not None and saved.state == {"n": n}
        assert await store.seen(f"u{n}") is stored


async def test_two_processes_may_hold_the_file_open(store: Store, path: Path):
    other = await Database.open(f"sqlite:///{path}")
    await asyncio.gather(
        *(s.save(f"tg:{n}", state={"n": n}) for n in range(20) for s in (store, other))
    )
    await other.close()
    assert (await _loaded(store, "tg:19")).state == {"n": 19}


async def test_words_of_the_last_turns_are_kept_and_older_ones_forgotten(path: Path):
    store = await Database.open(f"sqlite:///{path}", words_kept=2)
    for n in range(4):
        await store.save(ANNA, turn=Turn(step="ask", said=f"said {n}", replied=f"reply {n}"))
    await store.save(ANNA, turn=Turn(step="ask", kind="photo"))
    saved = await _loaded(store)
    exported = await store.export(ANNA)
    await store.close()
    assert [(s.said, s.replied) for s in saved.recent] == [
        ("said 2", "reply 2"),
        ("said 3", "reply 3"),
    ]
    assert [row["said"] for row in exported["turns"]] == [None, None, "said 2", "said 3", None]


async def test_forgotten_words_leave_the_file(path: Path):
    store = await Database.open(f"sqlite:///{path}", words_kept=1)
    await store.save(ANNA, turn=Turn(step="ask", said="первое-слово"))
    assert "первое-слово".encode() in _bytes_on_disk(path)
    await store.save(ANNA, turn=Turn(step="ask", said="другое"))
    await store.close()
    assert "первое-слово".encode() not in _bytes_on_disk(path)


async def test_the_last_routine_comes_back_with_its_model_and_prompt(store: Store):
    await store.save(ANNA, routine=ROUTINE)
    await store.save(ANNA, routine=NewRoutine(body={"n": 2}, model="m2", prompt_version="4"))
    routine = (await _loaded(store)).routine
    assert routine
    assert (routine.body, routine.model, routine.prompt_version) == ({"n": 2}, "m2", "4")


async def test_rating_again_changes_the_rating_and_keeps_the_reason(store: Store, clock: Clock):
    await store.save(ANNA, routine=ROUTINE)
    await store.save(ANNA, rating=NewRating(score=4, reason="дорого"))
    clock.at += timedelta(days=1)
    await store.save(ANNA, rating=NewRating(score=9))
    rating = (await _loaded(store)).rating
    assert rating
    assert (rating.score, rating.reason, rating.created_at, rating.changed_at) == (
        9,
        "дорого",
        NOON,
        clock.at,
    )


async def test_a_new_routine_has_no_rating_yet(store: Store):
    await store.save(ANNA, routine=ROUTINE)
    await store.save(ANNA, rating=NewRating(score=4))
    await store.save(ANNA, routine=ROUTINE)
    assert (await _loaded(store)).rating is None


@pytest.mark.parametrize("score", [0, 10])
async def test_scores_at_both_ends_are_stored(store: Store, score: int):
    await store.save(ANNA, routine=ROUTINE, rating=NewRating(score=score))
    rating = (await _loaded(store)).rating
    assert rating
    assert rating.score == score


@pytest.mark.parametrize(
    ("rating", "complaint"),
    [
        (NewRating(score=-1), "0 to 10"),
        (NewRating(score=11), "0 to 10"),
        (NewRating(score=5, routine_id=999), "no routine"),
    ],
)
async def test_an_impossible_rating_writes_nothing(store: Store, rating: NewRating, complaint: str):
    with pytest.raises(ValueError, match=complaint):
        await store.save(ANNA, state={"n": 1}, event_id="u1", routine=ROUTINE, rating=rating)
    assert await store.load(ANNA) is None
    assert not await store.seen("u1")


async def test_a_routine_of_another_person_cannot_be_rated(store: Store):
    await store.save(BORIS, routine=ROUTINE)
    theirs = (await _loaded(store, BORIS)).routine
    assert theirs
    with pytest.raises(ValueError, match="no routine"):
        await store.save(ANNA, rating=NewRating(score=1, routine_id=theirs.id))


async def test_consent_holds_for_its_version_until_revoked(store: Store, clock: Clock):
    await store.save(ANNA, consent=NewConsent(kind="photo", version="1", granted=True))
    await store.save(ANNA, consent=NewConsent(kind="photo", version="1", granted=True))
    agreed = await _loaded(store)
    clock.at += timedelta(days=1)
    await store.save(ANNA, consent=NewConsent(kind="photo", version="2", granted=False))
    revoked = await _loaded(store)
    assert agreed.agreed("photo", "1")
    assert not agreed.agreed("photo", "2")
    assert not revoked.agreed("photo", "1")
    assert [(c.granted_at, c.revoked_at) for c in revoked.consents] == [(NOON, clock.at)]


async def test_consent_can_be_given_again_and_both_are_on_record(store: Store):
    for granted in (True, False, True):
        await store.save(ANNA, consent=NewConsent(kind="photo", version="1", granted=granted))
    saved = await _loaded(store)
    assert saved.agreed("photo", "1")
    assert len(saved.consents) == 2


async def test_a_reply_waits_until_it_is_delivered(store: Store, clock: Clock):
    for n, person in enumerate([ANNA, BORIS, "terminal:x"]):
        clock.at += timedelta(seconds=1)
        await store.save(person, event_id=f"u{n}", reply={"text": f"ответ {n}"})
    await store.delivered("u0")
    await store.delivered("unknown")
    assert [(p.event_id, p.person, p.reply) for p in await store.undelivered("tg:")] == [
        ("u1", BORIS, {"text": "ответ 1"})
    ]


async def test_a_prefix_is_taken_literally(store: Store):
    await store.save("tgx1", event_id="u1", reply={})
    assert await store.undelivered("tg_") == []


async def test_a_reply_needs_an_event(store: Store):
    with pytest.raises(ValueError, match="event"):
        await store.save(ANNA, reply={"text": "x"})


async def _fill(store: Store, person: str, word: str) -> None:
    await store.save(
        person,
        state={"said": word},
        event_id=f"{person}/{word}",
        reply={"text": word},
        turn=Turn(step="ask", said=word, replied=word),
        routine=NewRoutine(body={"why": word}),
        rating=NewRating(score=3, reason=word),
        consent=NewConsent(kind="photo", version=word, granted=True),
    )


async def test_export_holds_every_table(store: Store):
    await _fill(store, ANNA, "слово")
    exported = await store.export(ANNA)
    assert set(exported) == set(metadata.tables)
    assert exported["ratings"][0]["reason"] == "слово"
    assert exported["people"][0]["created_at"] == NOON.isoformat()


def test_every_table_has_a_person_to_erase_by():
    assert all("person" in table.c for table in metadata.sorted_tables)


async def test_erasure_leaves_no_byte_of_a_person_on_disk(store: Store, path: Path):
    secret, other = "совершенно-секретно", "чужое-слово"
    for n in range(50):  # enough rows for several pages, and overwritten states
        await _fill(store, "tg:777001", f"{secret}-{n}")
        await _fill(store, BORIS, f"{other}-{n}")
    before = _bytes_on_disk(path)
    await store.erase("tg:777001")
    after = _bytes_on_disk(path)
    assert secret.encode() in before
    assert secret.encode() not in after
    assert b"777001" not in after
    assert other.encode() in after
    assert await store.export("tg:777001") == {}
    assert (await _loaded(store, BORIS)).rating


async def test_erasing_a_stranger_is_harmless(store: Store):
    await store.save(BORIS, state={})
    await store.erase(ANNA)
    assert await store.load(BORIS)


async def test_purge_erases_the_silent_and_forgets_old_words(
    store: Store, clock: Clock, path: Path
):
    await _fill(store, ANNA, "давно-молчит")
    clock.at += timedelta(days=10)
    await _fill(store, BORIS, "говорил-раньше")
    clock.at += timedelta(days=10)
    await store.save(BORIS, state={}, turn=Turn(step="ask", said="сейчас"))
    erased = await store.purge(
        people_before=NOON + timedelta(days=5), words_before=NOON + timedelta(days=15)
    )
    assert erased == 1
    assert await store.load(ANNA) is None
    assert [s.said for s in (await _loaded(store, BORIS)).recent] == ["сейчас"]
    assert "давно-молчит".encode() not in _bytes_on_disk(path)


async def test_purge_with_nothing_old_changes_nothing(store: Store):
    await _fill(store, ANNA, "слово")
    before = await store.export(ANNA)
    assert await store.purge(people_before=NOON) == 0
    assert await store.export(ANNA) == before


async def test_figures_start_where_asked_and_carry_no_words(store: Store, clock: Clock):
    await _fill(store, ANNA, "раньше")
    clock.at += timedelta(days=1)
    await store.save(
        BORIS,
        routine=ROUTINE,
        turn=Turn(step="recommend", known=("goals",), total_ms=7, model="m", said="слово"),
    )
    await store.save(BORIS, rating=NewRating(score=8, reason="ок"))
    figures = await store.figures(clock.at)
    assert [(t.person, t.step, t.known, t.total_ms) for t in figures.turns] == [
        (BORIS, "recommend", ("goals",), 7)
    ]
    assert figures.routines == [(BORIS, clock.at)]
    assert [(r.score, r.reason, r.model, r.prompt_version) for r in figures.ratings] == [
        (8, "ок", "m", "3")
    ]
    assert len((await store.figures()).turns) == 2


async def test_migrations_lead_from_an_empty_file_to_the_tables(store: Store, path: Path):
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.connect() as connection:
        difference = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()
    assert difference == []


def test_the_head_in_code_is_the_newest_migration():
    assert ScriptDirectory(str(MIGRATIONS)).get_current_head() == HEAD


async def test_opening_again_keeps_everything(store: Store, path: Path):
    await _fill(store, ANNA, "слово")
    again = await Database.open(f"sqlite:///{path}")
    saved = await again.load(ANNA)
    await again.close()
    assert saved == await store.load(ANNA)


async def test_a_database_of_a_newer_version_is_refused(store: Store, path: Path):
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(AloeError, match="newer version"):
        await Database.open(f"sqlite:///{path}")


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("nonsense", "database_url"),
        ("nosuchdriver://x/y", "database_url"),
        ("sqlite:////proc/version/aloe.sqlite3", "database_url"),
    ],
)
async def test_an_unusable_url_is_one_sentence(url: str, complaint: str):
    with pytest.raises(AloeError, match=complaint):
        await Database.open(url)


async def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path):
    path = tmp_path / "notes.txt"
    path.write_text("my notes, not a database at all\n" * 100)
    with pytest.raises(AloeError, match="damaged or not a database"):
        await Database.open(f"sqlite:///{path}")
    assert path.read_text() == "my notes, not a database at all\n" * 100


async def test_only_the_owner_may_read_the_file(store: Store, path: Path):
    await store.save(ANNA, state={})
    assert {oct(file.stat().st_mode & 0o077) for file in path.parent.iterdir()} == {"0o0"}


WRITER = """
import asyncio, itertools, sys
from assistant.database import Database
from assistant.store import Turn

async def main():
    store = await Database.open(sys.argv[1])
    for n in itertools.count(1):
        await store.save("tg:1", state={"n": n}, event_id=f"u{n}", turn=Turn(step="ask", said="я"))
        print(n, flush=True)

asyncio.run(main())
"""


def _write_until_killed(url: str, turns: int) -> int:
    """Kill a writing process after it reported some turns; the last number it reported."""
    with subprocess.Popen([sys.executable, "-c", WRITER, url], stdout=subprocess.PIPE) as writer:
        assert writer.stdout
        reported = 0
        while reported < turns:
            reported = int(writer.stdout.readline())
        os.kill(writer.pid, signal.SIGKILL)
        return max([reported, *map(int, writer.stdout.read().split())])


@pytest.mark.parametrize("turns", [1, 7, 30])
async def test_kill_9_loses_no_turn_that_was_reported_and_tears_none(path: Path, turns: int):
    url = f"sqlite:///{path}"
    reported = _write_until_killed(url, turns)
    store = await Database.open(url)
    saved = await _loaded(store)
    figures = await store.figures()
    events = [await store.seen(f"u{n}") for n in range(1, reported + 3)]
    await store.close()
    assert saved.state
    stored = saved.state["n"]
    assert stored in (reported, reported + 1)  # the one after may have been committed unreported
    assert len(figures.turns) == stored
    assert events == [n <= stored for n in range(1, reported + 3)]
