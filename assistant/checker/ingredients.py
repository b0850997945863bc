"""Ingredients that nobody gave. Pure."""

import re
from functools import lru_cache

import pymorphy3

from assistant.checker.fault import Fault, Grounds
from assistant.checker.shape import sentences
from knowledge.facts import load_facts
from knowledge.naming import Names
from knowledge.words import key, keys

# Shapes of what labels are made of, Russian and English.
_MADE_OF = re.compile(
    r"\b(?:экстракт\w*|вытяжк\w*|комплекс\w*|молекул\w*|пептид\w*|фермент\w*|энзим\w*|гидролат\w*|"
    r"стволов\w+ клетк\w*|коллаген\w*|эластин\w*|плацент\w*|прополис\w*|икр[аыойу]\w*|золот\w+ |"
    r"extracts?|complex|molecules?|enzymes?|hydrolate|stem cells?|collagen|elastin|placenta|caviar|"
    r"snail mucin|bee venom|gold)\b",
    re.IGNORECASE,
)
_CHEMICAL = re.compile(
    r"\b\w{3,}(?:xyl\w*|oxen\w*|oxyl\w*|peptide\w*|amide|ylate|ibiol|inol|oside|onate|azine|oxane|"
    r"oxene|olene|ceryl|uronic|ксил\w*|окс[ие]л\w*|пептид\w*|амид\w*|озид\w*|ретин\w{2,}|бакучиол\w*|сквал\w+)\b",
    re.IGNORECASE,
)
# What a product is said to hold, or is handed over with: then its ingredients must be given.
_OFFERED = re.compile(
    r"\b(?:попробуйте|возьмите|добавьте|купите|используйте|наносите|нанесите|присмотритесь|подойдет|"
    r"подойдут|нужен|нужна|нужны|советую|рекомендую|предлагаю|содержит|состав\w*|в нем|"
    r"в ней|богат\w*|на основе|внутри|входит|входят|есть|"
    r"try|get|buy|add|pick|grab|apply|put|use|suits?|need|needs|recommend|suggest|contains?|"
    r"made (?:of|with|from)|rich in|packed with|inside|formula|includes?|has|have|"
    r"infused|based on)\b",
    re.IGNORECASE,
)
_LEFT_OUT = re.compile(
    r"\b(?:без|исключ\w+|убер\w+|убира\w+|обойд\w+|аллерги\w+|не|нельзя|отлож\w+|вместо|"
    r"without|leave|left|out|avoid\w*|skip|allerg\w+|no|not|never|instead|free|wait|"
    r"postpone\w*)\b|n't\b|-free\b",
    re.IGNORECASE,
)
_ANY = {
    "acid", "acids", "alcohol", "filters", "fragrance", "honey", "milk", "oil", "parfum",
    "perfume", "powder", "retinoids", "salt", "silicone", "soap", "sugar", "sunscreen",
    "vitamin", "vitamins", "water", "витамин", "вода", "кислота", "кислоты", "ланолин", "масло",
    "мед", "молоко", "мыло", "отдушка", "парфюм", "ретиноиды", "сера", "силикон", "спирт"
}  # fmt: skip
_MORPH = pymorphy3.MorphAnalyzer()


def ingredients(text: str, grounds: Grounds) -> list[Fault]:
    """Ingredients that are offered and not given, that no label knows, and made-up words."""
    unknown = [name for part in sentences(text) for name in _offered(part, grounds)]
    unknown += [
        match.group()
        for pattern in (_MADE_OF, _CHEMICAL)
        for match in pattern.finditer(text)
        if not grounds.holds(match.group()) and not heard_of().find(match.group())
    ]
    unknown += [word for word in re.findall(r"[а-яё]{7,}", text.lower()) if _made_up(word, grounds)]
    return [Fault("unknown_ingredient", words) for words in unknown]


def _offered(sentence: str, grounds: Grounds) -> list[str]:
    """Ingredients of the facts that nobody gave, where the sentence offers what holds them."""
    plain = sentence.replace("ё", "е")
    if not _OFFERED.search(plain) or _LEFT_OUT.search(plain):
        return []
    given = {hit for name in grounds.names for hit, _ in _known().find(name)}
    return [
        words
        for hit, words in _known().find(sentence, fuzzy=False)
        if hit not in given and key(words.casefold()) not in _any() and not grounds.holds(words)
    ]


def _made_up(word: str, grounds: Grounds) -> bool:
    return not (_in_dictionary(word) or grounds.holds(word) or heard_of().find(word))


@lru_cache(maxsize=16_384)
def _in_dictionary(word: str) -> bool:
    return bool(_MORPH.word_is_known(word)) or key(word) in _own_words()


@lru_cache(maxsize=1)
def _own_words() -> frozenset[str]:
    """Words of care that dictionaries lack: those that our own answers are made of."""
    own = "санскрин тонер увлажняющ гиалуронка патч-тест консилер смываемый"
    return frozenset(keys(" ".join([own, *(topic.text("ru") for topic in load_facts().topics)])))


@lru_cache(maxsize=1)
def _any() -> frozenset[str]:
    return frozenset(key(word) for word in _ANY)


@lru_cache(maxsize=1)
def heard_of() -> Names[str]:
    """Every ingredient and medicine of the facts."""
    index: Names[str] = Names()
    for ingredient in load_facts().ingredients:
        for name in (*ingredient.inci, *ingredient.synonyms, *ingredient.en, *ingredient.ru):
            index.add(name, ingredient.id, cases=False)
    return index


@lru_cache(maxsize=1)
def _known() -> Names[str]:
    """Ingredients of the facts by every name; what a medicine is called is the claims' matter."""
    index: Names[str] = Names()
    for ingredient in load_facts().ingredients:
        if ingredient.medicine:
            continue
        for name in (*ingredient.inci, *ingredient.synonyms, *ingredient.en, *ingredient.ru):
            index.add(name, ingredient.id, cases=False)
    return index
