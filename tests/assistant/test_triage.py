"""Probes written for this file; the evaluation's cases are judged elsewhere."""

import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

import numpy as np
import pytest

from assistant.settings import Settings
from assistant.triage import Triage, red_flags, referral
from assistant.triage.net import Net, load
from assistant.understanding import Understander
from assistant.wiring import load_triage
from knowledge.errors import MissingPart
from knowledge.retrieval import FloatArray
from knowledge.vocabulary import Language, RedFlag

FLAGGED = {
    RedFlag.CHANGING_MOLE: (
        "родинка на груди стала больше и чешется",
        "новое тёмное пятно на ноге растёт",
        "у мамы родинка закровила",
        "mole on my back is getting bigger",
        "невус изменил форму",
        "a dark spot appeared and it keeps growing",
    ),
    RedFlag.NON_HEALING_SORE: (
        "ранка на губе не заживает уже месяц",
        "язвочка на лбу постоянно кровит",
        "the sore on my nose won't heal",
        "корочка на виске отпадает и снова кровит уже пару месяцев",
    ),
    RedFlag.ALLERGIC_SWELLING: (
        "намазала маску и опухли глаза и губы",
        "лицо отекло после крема, трудно дышать",
        "after the serum my face swelled up",
        "my lips are swollen from the balm",
        "губы опухли от бальзама",
    ),
    RedFlag.RASH_WITH_FEVER: (
        "сыпь по всему телу и температура 39",
        "высыпало и знобит",
        "rash and fever since yesterday",
    ),
    RedFlag.SPREADING_INFECTION: (
        "щека горячая и красная, болит, краснота растёт",
        "прыщ нагноился, опух и сильно болит",
        "red hot swollen area on my leg spreading fast",
    ),
    RedFlag.EYE_INVOLVEMENT: (
        "крем попал в глаз, режет и не вижу",
        "глаз заплыл и болит",
        "my eye is swollen shut",
        "retinol got in my eye and it still burns",
    ),
    RedFlag.SEVERE_ACNE: (
        "всё лицо в огромных болезненных узлах",
        "cystic acne all over my face, scarring",
        "подкожные шишки болят, остаются рубцы",
    ),
    RedFlag.HORMONAL_SIGNS: (
        "прыщи на подбородке и месячных нет три месяца",
        "acne and irregular periods",
        "высыпания и волосы на подбородке полезли",
    ),
    RedFlag.BLISTERING: (
        "на лице пузыри с жидкостью",
        "кожа сходит пластами",
        "skin is blistering everywhere",
    ),
    RedFlag.INFANT: (
        "у малыша сыпь на щеках",
        "моему ребенку 4 месяца, мокнут щёки",
        "my newborn has a rash",
    ),
    RedFlag.SELF_HARM: (
        "не хочу жить с таким лицом",
        "хочу умереть",
        "I want to kill myself",
        "думаю покончить с собой",
    ),
    RedFlag.BURN: (
        "обожгла лицо кипятком, волдыри",
        "сгорела на солнце до волдырей",
        "sunburn with blisters",
        "chemical peel burned my face, it's raw",
    ),
}
HARMLESS = (
    "кожа лица просто стала больше блестеть",
    "родинок много но они не меняются",
    "запах нравится, а возраст 30",
    "хочу чтобы поры не росли",
    "после крема лицо красное слегка",
    "температура воды какая нужна для умывания",
    "глаза устают от компьютера, круги под глазами",
    "болезненных прыщей нет",
    "у меня рубцы от прыщей, хочу убрать постакне",
    "пузырьков в пенке много",
    "цикл регулярный, прыщи перед месячными",
    "my face feels tight after washing",
    "the sun is killing me",
    "restless baby keeps me up, I have dark circles",
    "hot shower makes my face red",
    "я кормлю малыша, кожа сухая, нужен крем мне",
    "у меня ребёнок 3 года и я хочу ухаживать за собой",
    "глаза чувствительные к кремам",
    "eyes water when I cut onions",
    "I have scars from old acne",
    "my pores are huge and face shiny",
    "пятна пигментные после лета стали темнее",
    "dark spots got darker after summer",
    "кожа шелушится и зудит",
    "не заживает прыщик пару дней",
    "обгорела на море неделю назад, облезает нос",
    "убила бы за такую кожу",
    "муж меня убьёт за такие траты",
    "I'd kill for glass skin",
)


@pytest.mark.parametrize(
    ("flag", "text"), [(flag, text) for flag, texts in FLAGGED.items() for text in texts]
)
def test_a_sign_is_found(flag: RedFlag, text: str) -> None:
    assert flag in red_flags(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_a_look_alike_is_let_through(text: str) -> None:
    assert red_flags(text) == ()


@pytest.mark.parametrize("flag", RedFlag)
@pytest.mark.parametrize("language", Language)
def test_every_flag_has_a_fixed_referral_with_a_source(flag: RedFlag, language: Language) -> None:
    found = referral(flag, language)
    assert len(found.text) > 80
    assert found.source


@pytest.mark.parametrize("flag", [RedFlag.SELF_HARM, RedFlag.ALLERGIC_SWELLING, RedFlag.BURN])
@pytest.mark.parametrize("language", Language)
def test_urgent_flags_give_the_emergency_number_and_block_the_routine(
    flag: RedFlag, language: Language
) -> None:
    found = referral(flag, language)
    assert (found.urgent, found.blocks_all, "112" in found.text) == (True, True, True)


def test_an_endless_message_is_read_in_bounded_time() -> None:
    assert red_flags("кожа не не не " * 50_000) == ()


def _net(calm: float = -0.5) -> Net:
    """A judge without weights: only its thresholds matter."""
    nothing = np.zeros((0, 13), np.float32)
    return Net(nothing, nothing, nothing, np.zeros(13, np.float32), alarm=2.0, calm=calm)


def _scores(any_flag: float, **kinds: float) -> FloatArray:
    """Scores of all heads: -5 for every kind that is not named."""
    return np.array([*(kinds.get(f.value, -5.0) for f in RedFlag), any_flag], np.float32)


NONE: frozenset[RedFlag] = frozenset()


def test_the_judge_finds_what_no_rule_spells_out() -> None:
    net = load("net.npz")

    def found(text: str) -> frozenset[RedFlag]:
        return net.agreed(NONE, net.scores(text.split()))

    assert found("") == NONE
    assert found("посоветуйте крем для сухой кожи") == NONE
    assert RedFlag.SELF_HARM in found("хочу умереть не вижу смысла жить дальше")
    assert RedFlag.BURN in found("обожгла руку кипятком пузырь кожа слезла")


def test_a_sure_sign_of_an_unsure_kind_is_raised_as_the_likeliest_kind() -> None:
    assert _net().agreed(NONE, _scores(3.0, burn=-0.5, infant=-1.0)) == {RedFlag.BURN}
    assert _net().agreed(NONE, _scores(3.0, burn=1.0, infant=0.9)) == {RedFlag.BURN, RedFlag.INFANT}
    assert _net().agreed(NONE, _scores(1.9, burn=1.9)) == NONE
    assert _net().agreed(NONE, _scores(-3.0, burn=2.1)) == {RedFlag.BURN}


def test_what_rules_found_stands_and_the_judge_may_add_to_it() -> None:
    mole = frozenset({RedFlag.CHANGING_MOLE})
    assert _net().agreed(mole, _scores(-0.4)) == mole
    assert _net().agreed(mole, _scores(0.0, burn=0.6)) == mole | {RedFlag.BURN}
    assert _net().agreed(mole, _scores(9.0, burn=-0.3)) == mole


def test_a_calm_judge_overrules_the_rules_but_never_where_minutes_count() -> None:
    mole, despair = frozenset({RedFlag.CHANGING_MOLE}), frozenset({RedFlag.SELF_HARM})
    assert _net().agreed(mole, _scores(-0.6)) == NONE
    assert _net().agreed(despair, _scores(-9.0)) == despair
    assert _net(calm=-np.inf).agreed(mole, _scores(-99.0)) == mole
    assert load("net.npz").calm == -np.inf


class Meaning:
    """An embedder that finds every text alike, or whose file turns out unusable."""

    name, dimensions = "fake", 512

    def __init__(self, vector: FloatArray | None, tuned: FloatArray | None = None) -> None:
        self.vector, self.asked = vector, 0
        self.tuned_vector = np.zeros(512, np.float32) if tuned is None else tuned

    def tuned(self, weights: dict[str, np.ndarray], name: str) -> "Meaning":
        assert weights
        assert name != self.name
        return Meaning(None if self.vector is None else self.tuned_vector)

    def embed(self, texts: Sequence[str]) -> FloatArray:
        self.asked += 1
        if self.vector is None:
            raise MissingPart("no such model")
        return np.stack([self.vector for _ in texts])


def _towards(flag: RedFlag, length: float, part: str) -> FloatArray:
    """A vector that speaks for a flag."""
    pull = getattr(load("meaning.npz"), part)[:, [*RedFlag].index(flag)]
    return np.asarray(pull / np.linalg.norm(pull) * length, np.float32)


@pytest.mark.parametrize("part", ["dense", "tuned"])
def test_meaning_raises_a_message_whose_words_say_nothing(part: str) -> None:
    vector = _towards(RedFlag.INFANT, 6.0, part)
    silent = np.zeros(512, np.float32)
    embedder = Meaning(vector) if part == "dense" else Meaning(silent, tuned=vector)
    assert RedFlag.INFANT in Triage(embedder)("посоветуйте крем")
    assert Triage(Meaning(silent))("посоветуйте крем") == ()
    assert Triage(None)("посоветуйте крем") == ()
    assert embedder.asked == 1


def test_an_unusable_embedding_model_leaves_rules_and_letters() -> None:
    embedder = Meaning(None)
    assert Triage(embedder)("родинка на груди стала больше и чешется") == (RedFlag.CHANGING_MOLE,)
    assert embedder.asked == 1


def test_without_any_model_files_there_is_still_a_triage(tmp_path: Path) -> None:
    found = load_triage(Settings(model_dir=tmp_path))
    assert found("родинка на груди стала больше и чешется") == (RedFlag.CHANGING_MOLE,)


async def test_the_understander_asks_the_triage_it_is_given() -> None:
    understander = Understander(None, flags=lambda _: (RedFlag.BURN,))
    assert (await understander.understand("привет")).red_flags == (RedFlag.BURN,)


def test_the_weights_were_fitted_on_the_examples_that_are_there() -> None:
    done = subprocess.run(
        [sys.executable, "scripts/fit_triage.py", "--check"], capture_output=True, check=False
    )
    assert done.returncode == 0, done.stdout.decode()


def test_examples_are_labelled_with_known_flags_and_each_flag_has_many() -> None:
    rows = [
        json.loads(line)
        for path in resources.files("assistant.triage").joinpath("examples").iterdir()
        for line in path.read_text("utf-8").splitlines()
    ]
    times = Counter(flag for row in rows for flag in row["red_flags"])
    assert set(times) == {str(flag) for flag in RedFlag}
    assert min(times.values()) >= 60


def test_every_message_costs_little() -> None:
    text = "Мне 34, кожа комбинированная, на лбу блестит, щёки шелушатся, хочу ровный тон. " * 3
    red_flags(text)
    started = time.process_time()
    for _ in range(10):
        red_flags(text)
    assert (time.process_time() - started) / 10 < 0.1  # seconds; 20 ms on an idle machine


@pytest.mark.parametrize(
    ("text", "flags"),
    [
        ("раньше была сыпь и температура, давно всё прошло", ()),
        ("if i had blisters after a peel, what would i do", ()),
        ("у кошки на носу ранка третий месяц не заживает", ()),
        ("нет ни волдырей, ни пузырей", ()),
        ("no rash, fever or blisters, just dry", ()),
        ("сыпи нет, температуры тоже нет", ()),
        ("gorlo oteklo posle krema, tyazhelo dyshat", (RedFlag.ALLERGIC_SWELLING,)),
        ("у дочки 5 месяцев сыпь и температура 39", (RedFlag.RASH_WITH_FEVER, RedFlag.INFANT)),
    ],
)
def test_denial_past_supposition_and_two_flags(text: str, flags: tuple[RedFlag, ...]) -> None:
    assert red_flags(text) == flags


@pytest.mark.parametrize(
    "text",
    [
        "so, can I use this with adapalene?",
        "must I pay for that",
        "where could I buy those",
        "I'd rather save some money",
        "I don't feel like using sunscreen",
        "how long is this going to take",
        "some pimples and all of my cheeks are red",
        "до смерти надоел этот блеск",
        "краснота на щеках",
        "redness on my neck",
        "where can I buy this",
        "can I use this with differin",
        "это просто родинка с детства",
        "умираю хочу такую кожу",
        "убиться можно какие цены",
    ],
)
def test_ordinary_turns_of_a_consultation_raise_nothing(text: str) -> None:
    assert red_flags(text) == ()


def test_a_person_who_hurts_themselves_is_heard() -> None:
    assert RedFlag.SELF_HARM in red_flags("I keep hurting myself over my skin")
