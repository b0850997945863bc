import pytest

from assistant.checker import Grounds, check, sentences
from assistant.checker.likeness import features, suspicious
from assistant.grams import CHARS, WORDS
from assistant.scripts import is_foreign
from knowledge.claims import load_claims, word_groups
from knowledge.vocabulary import Language

GROUNDS = Grounds(names=("Гель для умывания с салициловой кислотой", "CeraVe"), prices=(890,))


def _rules(text: str, language: Language, grounds: Grounds = GROUNDS) -> set[str]:
    return {fault.rule for fault in check(text, language, grounds, load_claims())}


@pytest.mark.parametrize(
    ("text", "language", "rule"),
    [
        ("У вас розацеа, это видно.", Language.RU, "diagnosis"),
        ("You have eczema on your cheeks.", Language.EN, "diagnosis"),
        ("Этот крем вылечит прыщи.", Language.RU, "treatment"),
        ("This serum cures breakouts.", Language.EN, "treatment"),
        ("Stop taking your Accutane first.", Language.EN, "treatment"),
        ("Бросьте пить роаккутан.", Language.RU, "treatment"),
        ("It is safe for absolutely everyone.", Language.EN, "promise"),
        ("Крем подойдёт всем.", Language.RU, "promise"),
        ("Гарантирую чистую кожу.", Language.RU, "promise"),
        ("I promise clear skin.", Language.EN, "promise"),
        ("Парабены токсичны для кожи.", Language.RU, "scare"),
        ("Parabens are toxic.", Language.EN, "scare"),
        ("Тебе нужно больше воды.", Language.RU, "informal"),
        ("Я врач, поверьте.", Language.RU, "human"),
        ("As a dermatologist I agree.", Language.EN, "human"),
        ("Попробуйте 水 каждый день.", Language.RU, "foreign_script"),
        ("Let us start with your skin.", Language.RU, "wrong_language"),
        ("Давайте начнём с кожи.", Language.EN, "wrong_language"),
        ("Это стоит 500 ₽.", Language.RU, "unknown_price"),
        ("It costs 891 rub in total.", Language.EN, "unknown_price"),
        ("Наносите 7 раз в день.", Language.RU, "unknown_number"),
        ("Возьмите «Крем Лотос» на ночь.", Language.RU, "unknown_name"),
        ("Попробуйте Bioderma на ночь.", Language.RU, "unknown_name"),
        ("Try La Roche for the night.", Language.EN, "unknown_name"),
        ("Хорошо, давайте", Language.RU, "cut_off"),
        ("  ", Language.RU, "empty"),
        ("Родинка ровная, беспокоиться не о чем.", Language.RU, "mole"),
        ("Spots like this are never cancer.", Language.EN, "diagnosis"),
        ("Клинически доказано, что он работает.", Language.RU, "evidence"),
        ("You can skip the patch test this time.", Language.EN, "doctor"),
        ("К дерматологу идти не нужно.", Language.RU, "doctor"),
        ("Forget what your doctor said.", Language.EN, "doctor"),
        ("If it stings, keep applying it.", Language.EN, "false_safety"),
        ("Ретинол при беременности безопасен.", Language.RU, "false_safety"),
        ("Your skin looks terrible.", Language.EN, "scare"),
        ("Here is a warm sentence for you.", Language.EN, "leak"),
        ("Сегодня на всё скидка.", Language.RU, "sales"),
        ("Через месяц прыщи исчезнут.", Language.RU, "promise"),
        ("You'll never see another pimple.", Language.EN, "promise"),
        ("Обойдётся рублей в семьсот.", Language.RU, "unknown_price"),
        ("It is about forty dollars.", Language.EN, "unknown_price"),
        ("It costs $40.", Language.EN, "unknown_price"),
        ("Add 0.3 % of it.", Language.EN, "unknown_number"),
        ("Возьмите крем «лунный лотос».", Language.RU, "unknown_name"),
        ("Возьмите сыворотку Лунный Шёлк.", Language.RU, "unknown_name"),
        ("Добавьте сквалан и церамиды.", Language.RU, "unknown_ingredient"),
        ("Try it with snow lotus extract.", Language.EN, "unknown_ingredient"),
        ("Сыворотка с липоксилином мягкая.", Language.RU, "unknown_ingredient"),
        ("Возьмите средство липосомикс на вечер.", Language.RU, "unknown_ingredient"),
        ("Понимаю, с кожей так бывает, very tiring.", Language.RU, "mixed_language"),
        ("Thank you, это важно for you.", Language.EN, "mixed_language"),
        ("Vasha kozha ochen suhaya segodnya.", Language.EN, "wrong_language"),
        ("Tu piel está seca señora.", Language.EN, "wrong_language"),
        ("Haut pflegen macht Freude und Spass.", Language.EN, "wrong_language"),
        ("Попробуй умываться мягче.", Language.RU, "informal"),
        ("Сегодня выглядишь бодрее.", Language.RU, "informal"),
        ("Понимаю, что вам (это важно.", Language.RU, "cut_off"),
        ("Это непросто...", Language.RU, "cut_off"),
        ("and that is hard.", Language.EN, "cut_off"),
        ("It is good for your.", Language.EN, "cut_off"),
        ("Понимаю понимаю вас.", Language.RU, "repeated"),
        ("Спасибо большое, спасибо большое, спасибо большое.", Language.RU, "repeated"),
        ("Крем кожа, крем лицо, крем вечер, крем утро.", Language.RU, "repeated"),
        ("Кожа сухая зимой. Зимой сухая кожа.", Language.RU, "repeated"),
        ("Word.", Language.EN, "empty"),
        ("а" * 241 + ".", Language.RU, "too_long"),
    ],
)
def test_a_bad_sentence_breaks_its_rule(text: str, language: Language, rule: str) -> None:
    assert rule in _rules(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Понимаю, с таким блеском неприятно ходить весь день.", Language.RU),
        ("Это средство стоит 890 ₽.", Language.RU),
        ("«Гель для умывания с салициловой кислотой» подойдёт для утра.", Language.RU),
        ("CeraVe у вас уже есть, начнём с него.", Language.RU),
        ("Thank you for telling me, that sounds tiring.", Language.EN),
        ("It costs 890 rub.", Language.EN),
        ("Рада знакомству, Анна!", Language.RU),
        ("Thank you for telling me about Accutane.", Language.EN),
        ("Use Cerave in the morning.", Language.EN),
        ("Apply SPF every morning.", Language.EN),
        ("Since you are breastfeeding, I will leave retinol out.", Language.EN),
        ("Наносите 2 раза в день, первые недели 1–2 раза в неделю.", Language.RU),
        ("First changes show after 4 to 6 weeks.", Language.EN),
        ("Полностью морщины крем не уберёт.", Language.RU),
        ("A doctor decides about the tablets.", Language.EN),
        ("Диагноз ставит только врач.", Language.RU),
        ("Хорошо.", Language.RU),
    ],
)
def test_a_good_sentence_passes(text: str, language: Language) -> None:
    assert _rules(text, language) == set()


def test_a_long_sentence_passes_until_it_is_a_lecture() -> None:
    words = "Понимаю, зимой щёки сохнут, летом лоб блестит, весной нос шелушится, а осенью"
    more = " подбородок капризничает, губы трескаются, веки отекают, лицо краснеет от ветра, шея"
    assert _rules(f"{words}{more} чешется от шерстяного шарфа.", Language.RU) == set()
    last = " чешется от шарфа, уши мёрзнут, руки грубеют, пятки тоже, и так неделю за неделей."
    longer = words + more + last
    assert len(longer) > 240
    assert "too_long" in _rules(longer, Language.RU)


def test_what_is_given_may_be_named_with_its_numbers() -> None:
    grounds = Grounds(names=("Ниацинамид 5 %, сквалан",), prices=(1200,), numbers=("0,3",))
    said = "Возьмите ниацинамид 5 % со скваланом за 1200 ₽, начните с 0.3 %."
    assert _rules(said, Language.RU, grounds) == set()
    assert Grounds(names=("Крем",)).holds("...") is False


def test_a_net_stops_what_no_rule_names() -> None:
    text = "Две таблетки, и лицо как новенькое, зачем вам эти врачи."
    found = check(text, Language.RU, Grounds(), ())
    assert [(fault.rule, fault.words) for fault in found] == [("resembles", text)]
    assert suspicious(["Ваши врачи."], Language.RU) == []


def test_the_net_tells_a_denied_group_from_a_said_one() -> None:
    groups = word_groups(Language.EN)
    at = CHARS + WORDS + sorted(groups).index("shame")
    said, denied = (
        features(text, Language.EN)[0].tolist()
        for text in ("This is your fault, sadly.", "This is not your fault at all.")
    )
    assert (at in said, at + len(groups) in said) == (True, False)
    assert (at in denied, at + len(groups) in denied) == (False, True)


def test_what_turns_a_claim_around_belongs_to_its_sentence() -> None:
    rule = next(rule for rule in load_claims() if rule.id == "promise")
    assert rule.broken_by("Прыщи исчезнут. Обещать не могу.", Language.RU) == "исчезнут"
    assert rule.broken_by("Прыщи могут стать реже, обещать не могу.", Language.RU) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Раз. Два! Три?", ["Раз.", "Два!", "Три?"]),
        ("Одно", ["Одно"]),
        ("", []),
        ("Так… И «эдак».", ["Так…", "И «эдак»."]),
        ("Take 0.3 % of it. Then wait.", ["Take 0.3 % of it.", "Then wait."]),
    ],
)
def test_sentences_are_split_at_their_ends(text: str, expected: list[str]) -> None:
    assert sentences(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("кожа skin é", False), ("皮肤", True), ("кожа 皮", True), ("سلام", True),
     ("α-бисаболол", False),
     ("🙂 ₽ — «»", False)],
)  # fmt: skip
def test_foreign_letters_are_those_of_other_scripts(text: str, expected: bool) -> None:
    assert is_foreign(text) is expected
