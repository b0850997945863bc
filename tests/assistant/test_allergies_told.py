"""Which allergies are told in a message, under which name, and which are not."""

import pytest

from assistant.profile import Profile, merge
from assistant.understanding import reactions
from assistant.understanding.allergen_names import hits_in
from assistant.understanding.rules import read_message
from knowledge.allergens import contains, resolve


def names(text: str) -> set[str]:
    """Names of the allergens that a normalised text mentions."""
    return {name for name, _, _ in hits_in(text)}


def allergies_of(text: str) -> set[str]:
    """Allergies that the rules read in a message."""
    return set(merge(Profile(), read_message(text).commands).allergies)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("персиковое масло дает сыпь", {"peach kernel oil"}),
        ("от масла лаванды чешусь", {"lavender oil"}),
        ("маслице кокосовое щеки обсыпало", {"coconut oil"}),
        ("на мандарины волдыри", {"mandarin"}),
        ("масло какао не переношу", {"cocoa butter"}),
        ("от парафина и вазелина зуд", {"paraffin", "petrolatum"}),
        ("крахмал и хлор мне нельзя", {"starch", "chlorine"}),
        ("миндальная кислота дала сыпь", {"mandelic acid"}),
        ("jojoba oil makes me itch", {"jojoba oil"}),
        ("oil of rose brings hives", {"rose oil"}),
        ("sodium laureth sulfate is out", {"sodium laureth sulfate"}),
        ("carbon black and willow bark give me welts", {"carbon black", "willow bark"}),
        ("allergic to wool", {"wool"}),
        ("wool fat makes me scratch", {"lanolin"}),
    ],
)
def test_the_substance_that_was_named_keeps_its_name(text: str, named: set[str]) -> None:
    assert names(text) == named


@pytest.mark.parametrize("text", ["i search for a cream", "i am a swimmer"])
def test_words_near_an_allergen_are_none(text: str) -> None:
    assert names(text) == set()


@pytest.mark.parametrize(
    ("oil", "plant"),
    [
        ("almond oil", "almond"),
        ("avocado oil", "avocado"),
        ("cocoa butter", "cocoa"),
        ("coconut oil", "coconut"),
        ("eucalyptus oil", "eucalyptus"),
        ("fir oil", "pine"),
        ("jojoba oil", "jojoba"),
        ("mandarin", "citrus"),
        ("orange oil", "citrus"),
        ("paraffin", "mineral oil"),
        ("rose oil", "rose"),
        ("shea butter", "shea"),
        ("sunflower seed oil", "sunflower"),
        ("wool", "lanolin"),
    ],
)
def test_a_narrower_name_is_looked_for_as_widely_as_the_wide_one(oil: str, plant: str) -> None:
    meant = resolve(oil)
    assert meant is not None
    assert meant.name == plant


@pytest.mark.parametrize(
    ("allergy", "label"),
    [
        ("starch", "ZEA MAYS STARCH"),
        ("starch", "DISTARCH PHOSPHATE"),
        ("chlorine", "SODIUM HYPOCHLORITE"),
        ("fluoride", "SODIUM FLUORIDE"),
        ("coconut oil", "COCAMIDOPROPYL BETAINE"),
        ("hema", "HEMA"),
    ],
)
def test_new_names_find_their_entry_on_a_label(allergy: str, label: str) -> None:
    assert contains([label], allergy) == [label]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Розовая вода ок, а вот розовое масло вызывает зуд", {"rose oil"}),
        ("Ромашка — чешусь, календула нормально.", {"chamomile"}),
        ("Мёд ем спокойно, а в маске от него сыпь", {"honey"}),
        ("Думала аллергия на никель, тесты отрицательные.", set()),
        ("Была аллергия на клубнику в садике, переросла давно.", set()),
        ("У тёщи на мёд страшная реакция, а я здорова.", set()),
        ("Маме нельзя ланолин, у неё аллергия, и мне тоже.", {"lanolin"}),
        ("подбираю уход для клиентки, у неё аллергия на латекс", set()),
        ("нос красный как помидор, хочу спрятать", set()),
        ("Аллергия только на понедельники, шучу", set()),
        ("От хлора в бассейне вся в красных пятнах", {"chlorine"}),
        ("Врач велел исключить парабены, после них отекают веки.", {"parabens"}),
        ("щиплет витамин с, привыкаю", set()),
        ("Sesame oil gives me hives, olive oil is fine.", {"sesame oil"}),
        ("Honey is ok, but propolis gives me blisters.", {"propolis"}),
        ("Soy is fine in food but soy creams make me itch.", {"soy"}),
        ("The allergist ruled out latex but nickel is confirmed.", {"nickel"}),
        ("I outgrew my egg allergy at ten.", set()),
        ("My husband is allergic to nuts, me too.", {"nuts"}),
        ("My sister gets a rash from nickel, I'm totally fine.", set()),
        ("My client reacts to parabens, which cream is safe for her?", set()),
        ("Cheeks as red as a tomato after every run.", set()),
        ("Allergic to stuff like oranges and lemons.", {"orange", "lemon"}),
        ("Dr told me to cut out lanolin, my lids puff up.", {"lanolin"}),
        ("I'm allergic to bad jokes, lol. Oily skin.", set()),
        ("My skin breaks into welts and scratching, alcohol did it, itch from it", {"alcohol"}),
    ],
)
def test_what_the_message_clears_is_no_allergy_and_all_else_is(text: str, told: set[str]) -> None:
    assert allergies_of(text) == told


@pytest.mark.parametrize(
    ("before", "of_next"),
    [
        ("my skin erupts from ", True),
        ("сыпь по шее от ", True),
        ("thought i was reacting to ", False),
        ("no allergies, no reaction to ", False),
        ("красивая банка от ", False),
    ],
)
def test_a_reaction_comes_of_what_stands_next(before: str, of_next: bool) -> None:
    assert reactions.comes_of(before + "lanolin", len(before), (0, len(before) + 7)) is of_next


@pytest.mark.parametrize(
    ("text", "told"),
    [
        # a search for the cause ends at one, and clears the others
        ("Suspected cobalt, then gold; it turned out to be nickel.", {"nickel"}),
        ("I was convinced it was soy. The allergist ruled soy out, it's latex.", {"latex"}),
        ("Derm blamed lanolin, tests say no. Linalool lit up.", {"linalool"}),
        ("It was phenoxyethanol all along, not the parabens.", {"phenoxyethanol"}),
        ("We blamed shea butter, but the patch test says cobalt.", {"cobalt"}),
        ("Грешили на лаванду, а анализ выявил прополис", {"propolis"}),
        ("The patch test says lanolin is fine", set()),
        ("Грешила на мёд, тест показал только прополис.", {"propolis"}),
        ("Подозревали никель, оказалось не он, а латекс.", {"latex"}),
        ("Думала на соль и лаванду, виноват был ланолин.", {"lanolin"}),
        ("Подозревали кобальт, врач подтвердил, чешусь от него.", {"cobalt"}),
        ("Была уверена, что аллергия на сою: пробы — чисто.", set()),
        # borne well
        ("Ceramides and I are friends, vanillin gives me hives.", {"vanillin"}),
        ("Lanolin? rash. Glycerin? bliss.", {"lanolin"}),
        ("Urea, honey, soy: I have reacted to none of them.", set()),
        ("Пантенол переношу прекрасно, от мочевины сыпь.", {"urea"}),
        ("На латекс опухаю, на никель вроде нет.", {"latex"}),
        ("Шоколад ем, а от какао масла сыпь.", {"cocoa butter"}),
        ("Клубнику ем и чешусь.", {"strawberry"}),
        # somebody else's
        ("My twin swells from latex, and I itch from nickel.", {"nickel"}),
        ("Сын весь чешется от мёда, что ему купить?", set()),
        ("Подруга опухает от сои, а я от ланолина.", {"lanolin"}),
        ("Allergic to milk? No, that's my brother.", set()),
        ("Can one be allergic to urea? Asking for my cousin.", set()),
        ("Муж подарил крем с прополисом, чешусь от него.", {"propolis"}),
        ("My mum gave me a balm with honey and it gave me hives.", {"honey"}),
        ("My gran swears by arnica, but it gave me a rash.", {"arnica"}),
        # disliked or wanted
        ("I'm not allergic to lanolin, I just hate the feel.", set()),
        ("Не аллергия на кокос, просто запах бесит.", set()),
        ("Avobenzone makes me itch, recommend physical filters please.", {"avobenzone"}),
        # reacted to, in other words
        ("Лицо горит от прополиса.", {"propolis"}),
        ("Without lanolin please, I'm allergic.", {"lanolin"}),
        ("Крем без мёда, у меня аллергия.", {"honey"}),
        ("Eggs are banned at home because of me.", {"egg"}),
        ("Ни ланолина, ни мёда, чешусь.", {"lanolin", "honey"}),
        ("Аллерголог записал в карту латекс и сою.", {"latex", "soy"}),
        # pictures and groups beside what is meant
        ("Nettles? Хоть крапивой натри, ничего не будет.", set()),
        ("Preservatives such as parabens make me itch.", {"parabens"}),
        ("Allergic to bees: honey, propolis, beeswax.", {"bee products"}),
        ("Цинк даёт сыпь, точнее оксид цинка.", {"zinc oxide"}),
        ("Coconut oil gave me a rash, so nothing with coconut.", {"coconut oil"}),
    ],
)
def test_what_was_found_counts_and_what_was_thought_does_not(text: str, told: set[str]) -> None:
    assert allergies_of(text) == told
