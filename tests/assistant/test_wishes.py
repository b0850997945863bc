import pytest

from assistant.asides import says_cleared, says_man, wished_language
from assistant.wishes import Change, StepWish, Wished, read_wish
from knowledge.vocabulary import Active, Language, Step

ACIDS = frozenset({Active.AHA, Active.BHA, Active.PHA})


def _step(place: Step, change: Change) -> Wished:
    return Wished(steps=(StepWish(place, change),))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("can I get a cheaper serum", _step(Step.TREATMENT, Change.CHEAPER)),
        ("сыворотка слишком дорогая", _step(Step.TREATMENT, Change.CHEAPER)),
        ("можно крем подешевле?", _step(Step.MOISTURIZER, Change.CHEAPER)),
        ("умывалку замените на что-нибудь подешевле", _step(Step.CLEANSER, Change.CHEAPER)),
        ("замени крем", _step(Step.MOISTURIZER, Change.OTHER)),
        ("крем не подошёл", _step(Step.MOISTURIZER, Change.OTHER)),
        ("что-то другое вместо сыворотки", _step(Step.TREATMENT, Change.OTHER)),
        ("a different moisturizer please", _step(Step.MOISTURIZER, Change.OTHER)),
        ("другой крем с SPF", _step(Step.SUNSCREEN, Change.OTHER)),
        ("без сыворотки", _step(Step.TREATMENT, Change.WITHOUT)),
        ("а без крема можно?", _step(Step.MOISTURIZER, Change.WITHOUT)),
        ("крем для век не нужен", _step(Step.EYE, Change.WITHOUT)),
        ("I don't want a toner", _step(Step.TREATMENT, Change.WITHOUT)),
        ("верните сыворотку", _step(Step.TREATMENT, Change.BACK)),
        ("короче", Wished(minimal=True)),
        ("too many steps", Wished(minimal=True)),
        ("слишком много", Wished(minimal=True)),
        ("подробнее", Wished(minimal=False)),
        ("слишком дорого", Wished(cheaper=True)),
        ("уберите ретинол", Wished(avoid=frozenset({Active.RETINOID}))),
        ("боюсь кислот", Wished(avoid=ACIDS)),
        ("кислоты можно вернуть", Wished(allow=ACIDS)),
    ],
)
def test_a_wish_about_the_routine_is_read(text: str, expected: Wished) -> None:
    assert read_wish(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "what if I skip the serum",
        "no active ones any more",
        "а что будет, если без крема?",
        "у меня аллергия на ланолин, без отдушек",
        "сухая кожа без чувствительности",
        "хватит вопросов, давай без вопросов",
        "I use a cream without fragrance",
        "почему так дорого?",
        "нужен крем от морщин",
        "аллергия на ретинол",
        "слишком много прыщей",
    ],
)
def test_what_is_no_wish_is_none(text: str) -> None:
    assert not read_wish(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("слишком сложно, замени крем", Wished()),
        ("что-нибудь бюджетное", Wished(cheaper=True)),
        ("максимум три средства", Wished(minimal=True)),
        ("no retinol please", Wished(avoid=frozenset({Active.RETINOID}))),
    ],
)
def test_before_a_routine_only_plain_words_count(text: str, expected: Wished) -> None:
    assert read_wish(text, standing=False) == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("let's speak Russian", Language.RU),
        ("давайте лучше по-русски", Language.RU),
        ("давай на английском", Language.EN),
        ("sorry, can we switch to English?", Language.EN),
        ("English please", Language.EN),
        ("я не говорю по-английски", None),
        ("I can't write in Russian", None),
        ("английская соль", None),
    ],
)
def test_another_language_is_asked_for_in_words(text: str, language: Language | None) -> None:
    assert wished_language(text) is language


@pytest.mark.parametrize(
    ("text", "cleared"),
    [
        ("врач сказал, что всё в порядке", True),
        ("дерматолог посмотрел родинку, доброкачественная", True),
        ("derm checked it, benign", True),
        ("I was joking", True),
        ("это не про меня", True),
        ("врач сказал, что не всё в порядке", False),
        ("если врач скажет, что всё хорошо", False),
        ("я ещё не была у врача", False),
        ("hope the doctor says it's fine", False),
        ("всё хорошо", False),
    ],
)
def test_a_doctors_word_clears_a_sign(text: str, cleared: bool) -> None:
    assert says_cleared(text) is cleared


def test_asking_why_something_is_not_there_keeps_it_out_of_nothing() -> None:
    assert not read_wish("why is there no vitamin C?")


@pytest.mark.parametrize(
    ("text", "man"),
    [
        ("кожа жирная, мужик 27 лет", True),
        ("я мужчина, мне 40", True),
        ("I'm a guy with oily skin", True),
        ("мой мужчина говорит, что я красивая", False),
        ("I'm allergic to man-made musk", False),
        ("my man has acne", False),
    ],
)
def test_a_man_says_so_himself(text: str, man: bool) -> None:
    assert says_man(text) is man
