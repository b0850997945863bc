"""Which allergens a message names, and under which name. Pure but for the names of allergens."""

import re
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import fuzz

from assistant.understanding import oils, reactions, substances
from assistant.understanding.spelling import COMMON_ENGLISH, known_russian
from knowledge.allergens import mentions_in_text, name_in, resolve
from knowledge.words import sound

_SPECIFIC = (
    oils.named()
    | substances.named()
    | {
        "эфирн\\w+ мас[ле]\\w+": "essential oils",
        "essential oils?": "essential oils",
        "пчел(?:ы|ам|ами)?|пчелопродукт\\w*|продукт\\w+ пчеловодства": "bee products",
        "bees?|bee products?|bee stuff": "bee products",
        "(?:sls|слс|sodium lauryl sul(?:f|ph)ate|лаурилсульфат\\w*(?: натрия)?|лаурил сульфат\\w*)": "sodium lauryl sulfate",
        "(?:sles|слес|sodium laureth sul(?:f|ph)ate|лауретсульфат\\w*(?: натрия)?|лаурет сульфат\\w*)": "sodium laureth sulfate",
        "mit|mi(?!\\w)|мит": "methylisothiazolinone",
        "mci|cmit": "methylchloroisothiazolinone",
        "кватерниум-? ?15": "quaternium-15",
        "colophony|colophonium|rosin|pine resin|соснов\\w+ смол\\w+|колофони\\w+|канифол\\w+": "colophony",
        "wool(?: wax)? alcohols?|wool wax|wool fat|шерстян\\w+ воск\\w*|спирт\\w+ шерсти": "lanolin",
        "морск\\w+ коллаген\\w*|коллаген\\w* морск\\w+|marine collagen": "marine collagen",
        "salicylic(?: acid)?|салицилк\\w+|салицилов\\w+(?: кислот\\w+)?": "salicylic acid",
        "гераниол": "geraniol",
        "geraniol": "geraniol",
        "изоэвгенол": "isoeugenol",
        "isoeugenol": "isoeugenol",
        "эвгенол": "eugenol",
        "eugenol": "eugenol",
        "дубов\\w+ м(?:ох|ха|ху)": "oakmoss",
        "oak ?moss": "oakmoss",
        "цитронеллол": "citronellol",
        "citronellol": "citronellol",
        "кумарин\\w*": "coumarin",
        "coumarin": "coumarin",
        "amyl cinnamal": "amyl cinnamal",
        "hexyl cinnamal": "hexyl cinnamal",
        "фарнезол": "farnesol",
        "farnesol": "farnesol",
        "лимонен\\w{0,2}": "limonene",
        "limonene": "limonene",
        "фундук\\w{0,2}": "hazelnut",
        "hazelnuts?": "hazelnut",
        "глютен\\w{0,2}": "gluten",
        "gluten": "gluten",
        "адапален\\w{0,2}": "adapalene",
        "adapalene": "adapalene",
        "оксибензон\\w{0,2}": "oxybenzone",
        "oxybenzone": "oxybenzone",
        "ментол\\w{0,2}": "menthol",
        "menthol": "menthol",
        "te[ae] tree(?! oil)": "tea tree",
        "(?<!масло )(?<!масла )(?<!маслу )(?<!маслом )(?<!масле )чайн\\w+ дерев\\w+": "tea tree oil",
        "snails?(?: (?:mucin|slime|secretion))?|(?:муцин\\w*|слиз\\w+) улит\\w+|улиточн\\w+ (?:муцин|слиз)\\w*|улитк\\w+|улиток": "snail mucin",
        "zinc oxide": "zinc oxide",
        "оксид\\w* цинка": "zinc oxide",
        "formaldehyde?(?! releas)": "formaldehyde",
        "формальдегид\\w{0,2}": "formaldehyde",
        "fragrance mix": "fragrance",
        "petrolatum|petroleum jelly|vaseline|вазелин(?!ов)\\w{0,2}": "petrolatum",
        "paraffin(?! oil)|парафин\\w{0,2}": "paraffin",
        "starch|крахмал\\w{0,2}": "starch",
        "chlorine|chlorinated water|хлор(?:а|у|ом|к\\w+)?|хлорированн\\w+ вод\\w+": "chlorine",
        "fluorides?|фтор(?:а|у|ом|ид\\w*)?": "fluoride",
        "carbon black": "carbon black",
        "willow(?: bark)?|кор\\w+ ивы": "willow bark",
        "hema": "hema",
        "wool(?! alcohol| fat| wax| grease)": "wool",
        "aspirin(?!-like)|аспирин\\w{0,2}|ацетилсалицил\\w+(?: кислот\\w+)?": "aspirin",
        "formaldehyde[- ]releas\\w+|донор\\w{0,2} формальдегид\\w{0,2}": "formaldehyde releasers",
        "cetearyl alcohol|цетеарилов\\w+ спирт\\w*": "cetearyl alcohol",
        "cetyl alcohol|цетилов\\w+ спирт\\w*": "cetyl alcohol",
        "stearyl alcohol|стеарилов\\w+ спирт\\w*": "stearyl alcohol",
        "chocolate|шоколад(?!н)\\w{0,2}": "chocolate",
        "coc\\w+propyl bet\\w+|кокамидопропил\\w* б[еи]таин\\w*|как[ао]мидопропил\\w* б[еи]таин\\w*": "cocamidopropyl betaine",
        "bee'?s? ?wax|bees wax|воск\\w* пчелин\\w+|пчелин\\w+ воск\\w*": "beeswax",
        "камфор\\w{0,2}": "camphor",
        "camphor": "camphor",
        "сандал\\w{0,2}": "sandalwood",
        "sandalwood": "sandalwood",
        "иланг-иланг\\w{0,2}|ylang[ -]ylang": "ylang-ylang",
        "turmeric|haldi|куркум\\w{1,2}": "turmeric",
        "tocopherols?|токоферол\\w*": "tocopherol",
        "octocrylene|октокрилен\\w{0,2}": "octocrylene",
        "avobenzone|авобензон\\w{0,2}": "avobenzone",
        "neomycin|неомицин\\w{0,2}": "neomycin",
        "bacitracin|бацитрацин\\w{0,2}": "bacitracin",
        "quaternium-? ?15": "quaternium-15",
        "dmdm hydantoin": "dmdm hydantoin",
        "methylisothiazolinone|метилизотиазолинон\\w{0,2}": "methylisothiazolinone",
        "methylchloroisothiazolinone|метилхлоризотиазолинон\\w{0,2}": "methylchloroisothiazolinone",
        "methyldibromo glutaronitrile|mdbgn": "methyldibromo glutaronitrile",
        "парафенилендиамин\\w*|(?:пара-?)?фенилендиамин\\w*|ппд|p-phenylenediamine|para-?phenylenediamine|ppd": "p-phenylenediamine",
        "aloe vera|алоэ вера|столетник\\w*": "aloe vera",
        "colloidal oat\\w*|коллоидн\\w+ овс\\w+": "colloidal oatmeal",
        "peppermint(?! oil)|пер[её]чн\\w+ мят\\w{1,2}|мят\\w{1,2} пер[её]чн\\w+": "peppermint",
        "морепродукт\\w*|креветк\\w*|креветок|shellfish|shrimps?|crustaceans?|prawns?": "shellfish",
        "миндальн\\w+(?! (?:кислот|пилинг))": "almond",
        "миндальн\\w+ (?:кислот|пилинг)\\w*": "mandelic acid",
        "кокосов\\w+": "coconut",
        "green tea|зел[её]н\\w+ ча[йяюе]\\w{0,2}|ча[йяюе]\\w{0,2} зел[её]н\\w+": "green tea",
        "витамин\\w{0,2} (?:це|си)": "vitamin c",
        "молочн\\w+ (?:белк\\w+|протеин\\w+)": "milk",
    }
)
_SAME = {  # groups that go by the name of the one thing that people know of them
    "chlorine compounds": "chlorine",
    "fluorides": "fluoride",
    "ppd": "p-phenylenediamine",
    "snail": "snail mucin",
    "starch and its derivatives": "starch",
}
_NOT_IN_COSMETICS = frozenset({"animals", "pollen", "dust", "cats", "dogs", "sun"})
_ONLY_LOOKS = re.compile(  # words that sound like an allergen, or hold one inside another word
    r"current(?:ly)?|тонк\w+|тонок|эластичн\w+|elasticity|mousse|roses? are|медицин\w+|медик\w*|медленн\w+|орехов\w+ цвет\w*|swimm\w+|search\w*|map|ha|икр(?:ы|ам|ами|ах)?|крапивк\w|крапивниц\w+"
)
_TAKEN_INSIDE = re.compile(
    r"(?:фолиев\w+|folic|hy\w+ronic|гиалуронов\w+) (?:кислот\w+|acids?)|aspirin-like acids?"
)
_LETTERS = re.compile(r"[^\W\d_]{5,}")
_SHORT_ANSWER = 60  # characters: such a message may be nothing but a name
_MOST_STRANGE = 6  # strange words looked up in one message: each costs some milliseconds
_ALIKE = 82  # least similarity of a misspelling; "beetle" and "beet" have 80
_ALMOST = 80  # similarity from which a said name is a misspelt group, no member of it
_GROUPS = frozenset({"isothiazolinones", "parabens", "formaldehyde releasers", "sulfates"})


def hits_in(text: str) -> list[tuple[str, int, int]]:
    """Allergens named in a normalised text: canonical name and range."""
    hits = [
        (name, match.start(), match.end())
        for look, name in _specific()
        for match in look.finditer(text)
    ]
    hits = [hit for hit in dict.fromkeys(hits) if not any(_within(hit, other) for other in hits)]
    vague = [match.span() for match in _TAKEN_INSIDE.finditer(text)]
    taken = [(start, end) for _, start, end in hits]
    after = 0
    for name, said in mentions_in_text(text):
        at = text.find(said.lower(), after)
        after = max(after, at + len(said))
        if at < 0 or name in _NOT_IN_COSMETICS or reactions.outside(text, at, at + len(said)):
            continue
        if _ONLY_LOOKS.fullmatch(said.lower()) or (
            name == "acids" and any(a <= at < b for a, b in vague)
        ):
            continue
        if any(start < at + len(said) and at < end for start, end in taken):
            continue
        # a group is reported by the very ingredient that was named, where that is one
        exact = (
            said.lower()
            if name in _GROUPS
            and said.isascii()
            and said.lower() not in name
            and fuzz.ratio(said.lower(), name) < _ALMOST
            else _SAME.get(name, name)
        )
        hits.append((exact, at, at + len(said)))
    return [*hits, *_misspelt(text, [(start, end) for _, start, end in hits])]


@lru_cache(maxsize=1)
def _specific() -> tuple[tuple[re.Pattern[str], str], ...]:
    """The expressions of `_SPECIFIC`, compiled, each for whole words."""
    return tuple(
        (re.compile(rf"(?<!\w)(?:{word})\w{{0,2}}(?!\w)"), name) for word, name in _SPECIFIC.items()
    )


def _within(hit: tuple[str, int, int], other: tuple[str, int, int]) -> bool:
    """Whether a name is but a part of a longer one: "лаванда" in "масло лаванды"."""
    inside = other[1] <= hit[1] and hit[2] <= other[2]
    return inside and other[2] - other[1] > hit[2] - hit[1]


def _misspelt(text: str, taken: Sequence[tuple[int, int]]) -> list[tuple[str, int, int]]:
    """Allergens written as they sound ("beeswacks"), where words tell of a reaction."""
    if not (
        reactions.ALLERGY.search(text)
        or reactions.REACTS.search(text)
        or len(text) <= _SHORT_ANSWER
    ):
        return []
    words = [match for match in _LETTERS.finditer(text) if not _is_plain(match.group())]
    found: list[tuple[str, int, int]] = []
    for word in words[:_MOST_STRANGE]:
        before = re.search(r"[^\W\d_]{3,} $", text[: word.start()])
        after = re.match(r" [^\W\d_]{1,}(?!\w)", text[word.end() :])
        for start, end in (
            (word.start(), word.end() + (after.end() if after else 0)),
            (before.start() if before else word.start(), word.end()),
            word.span(),
        ):
            if any(a < end and start < b for a, b in [*taken, *(f[1:] for f in found)]):
                continue
            meant = _sounds_like(text[start:end])
            if meant is not None:
                found.append((meant, start, end))
                break
    return found


def _is_plain(word: str) -> bool:
    """Whether a word is a common one of its language, so no misspelt allergen."""
    return (
        bool(_ONLY_LOOKS.fullmatch(word))
        or word in COMMON_ENGLISH
        or (word[0] >= "а" and known_russian(word))
    )


@lru_cache(maxsize=4096)
def _sounds_like(said: str) -> str | None:
    """The one allergen that a phrase misspells, as a whole; None where it is none."""
    meant = resolve(said)
    if meant is None or meant.exact or meant.name in _NOT_IN_COSMETICS:
        return None
    names = {meant.name, *(name_in(language, meant.name).lower() for language in ("ru", "en"))}
    alike = (
        fuzz.ratio(said, name) >= _ALIKE or sound(said) == sound(name)
        for name in names
        if said[0] == name[0]
    )
    return meant.name if any(alike) else None
