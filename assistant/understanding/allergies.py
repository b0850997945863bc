"""What the speaker is allergic to. Pure but for the names of allergens."""

import re
from collections.abc import Sequence
from functools import lru_cache

from rapidfuzz import fuzz

from assistant.understanding.clauses import Context
from assistant.understanding.lexicon import Mention
from assistant.understanding.spelling import COMMON_ENGLISH, known_russian
from assistant.understanding.values import Value
from knowledge.allergens import find_in_text, name_in, resolve
from knowledge.words import sound

ALLERGY = re.compile(
    r"(?<!\w)(?:аллерги\w*|аллергик\w*|непереносим\w*|can't have|(?:must|have to|need to|gotta) avoid|deathly|no-go|bad reaction|не переношу|не переносит|"
    r"allerg\w+|(?:positive )?patch test(?:ed)?(?: positive)?|положительн\w+ (?:проб\w*|тест)|intoleran\w+|can't (?:do|use|tolerate|have|handle|touch)|cannot (?:use|tolerate)|anaphyla\w*|анафилак\w*|реакция на|реагирую на|reaction to|react (?:badly )?to|sensitive to|чувствительность к)(?!\w)"
)
_REACTION = re.compile(
    r"(?<!\w)(?:от|на|after|from|with|whenever|when|to|gives?|makes?|causes?|после)(?!\w)"
)
REACTS = re.compile(
    r"(?<!\w)(?:чеш\w+|чес\w+|сып\w+|обсыпа(?:ет|ло|ла)\w*|высып\w+|пятнами|опух\w+|отек\w*|крапивниц\w*|зуд\w*|красне\w+|сыпь|щипл\w+|щипет|щиплет|жжет|раздраж\w+|волдыр\w+|задыха\w+|покрыва\w+|распух\w+|раздува\w+|слез\w+|чиха\w+|реагир\w+|дерматит\w*|не друж\w+|пузыр\w+|блямб\w*|корк\w*|вздул\w*|вздува\w*|раздуло|мокну|зудит|зудят|зудел\w*|ч[её]с\w*|квинке|почесух\w+|расчес\w+|ужасн\w+ реакци\w+|реакци\w+|"
    r"rash\w*|hives|itch\w*|swell\w*|swollen|break\w* (?:me )?out|blister\w*|react\w*|burn\w*|welts|irritat\w*|red|bumps|wheez\w*|flare\w*|stings?|blow\w* (?:\w+ )?up|puffs?|wheals?|marshmallows?|sausages?|balloons?|swell\w*|puff up|bad time|scratch\w*|claw\w*|ballon\w*|balloon\w*|dermatitis|get along)(?!\w)"
)
_NO_ALLERGY = re.compile(
    r"(?<!\w)(?:(?:аллерги\w*|реакци\w*|непереносимост\w*)(?: \w+){0,4}? (?:нет|нету|не (?:было|замеча\w*|знаю|имею|наблюда\w*|выявл\w*|страда\w*))|(?:нет|без|нету|никак\w+|отсутству\w+)(?: \w+){0,2}? аллерги\w*|не аллергик|"
    r"no (?:known |real |other )?allerg\w+|(?:not|isn't|aren't) allergic|without allerg\w+|don't have (?:any )?allerg\w+|allerg\w+:? (?:none|nope|no|n/a)|never had (?:any )?allerg\w+|non-?allergic|zero allerg\w+|allergic to nothing)(?!\w)"
)
WISH_WITHOUT = re.compile(r"(?:без|without|no|free of|не люблю|don't like|hate)\W+(?:\w+\W+){0,2}$")
_OUTSIDE = re.compile(
    r"(?<!\w)(?:кош\w*|кот\w*|собак\w*|шерст\w*|пыл\w*|пыльц\w*|берез\w*|амброз\w*|полын\w*|тополин\w*|cats?|dogs?|dust|pollen|hay ?fever|ragweed|grass|penicillin|пенициллин\w*|антибиотик\w*|ibuprofen|aspirin pills|mold|plesen\w*|плесень|насеком\w*|цветен\w*|поллиноз)(?!\w)"
)
_ALLERGY_STOP = re.compile(
    r"[.!?;\n]|(?<!\w)(?:а (?:так|вот|еще|ещё|кожа)|но|но кож\w*|бюджет\w*|кожа|лицо|мне|i'm|but|my|budget|skin|hoping|want|need|looking|хочу|ищу|нужн\w*|возраст|please|пользуюсь|use)(?!\w)"
)


_LIST = re.compile(r"\W*(?:(?:и|а|еще|также|and|or|или|плюс|also|на|к|to)\W+){0,4}")
_SPECIFIC = {
    "эфирн\\w+ мас[ле]\\w+": "essential oils",
    "essential oils?": "essential oils",
    "пчел(?:ы|ам|ами)?|пчелопродукт\\w*|продукт\\w+ пчеловодства": "bee products",
    "bees?|bee products?|bee stuff": "bee products",
    "(?:sls|слс)": "sodium lauryl sulfate",
    "(?:sles|слес)": "sodium laureth sulfate",
    "mit|mi(?!\\w)|мит": "methylisothiazolinone",
    "mci|cmit": "methylchloroisothiazolinone",
    "кватерниум-? ?15": "quaternium-15",
    "colophony|colophonium|rosin|колофони\\w+|канифол\\w+": "colophony",
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
    "te[ae] tree oil|масл\\w+ чайн\\w+ дерев\\w+|чайн\\w+ масл\\w+": "tea tree oil",
    "te[ae] tree(?! oil)": "tea tree",
    "(?<!масло )(?<!масла )(?<!маслу )(?<!маслом )(?<!масле )чайн\\w+ дерев\\w+": "tea tree",
    "snail(?: mucin)?": "snail mucin",
    "муцин\\w* улитк\\w*": "snail mucin",
    "zinc oxide": "zinc oxide",
    "оксид\\w* цинка": "zinc oxide",
    "formaldehyde?(?! releas)": "formaldehyde",
    "формальдегид\\w{0,2}": "formaldehyde",
    "fragrance mix": "fragrance",
    "jojoba(?: oil)?": "jojoba",
    "shea butter": "shea butter",
    "масл\\w+ ши": "shea butter",
    "petrolatum|vaseline": "petrolatum",
    "камфор\\w{0,2}": "camphor",
    "camphor": "camphor",
    "сандал\\w{0,2}": "sandalwood",
    "sandalwood": "sandalwood",
    "иланг-иланг\\w{0,2}|ylang[ -]ylang": "ylang-ylang",
    "turmeric|haldi|куркум\\w{1,2}": "turmeric",
    "tocopher\\w+|токоферол\\w*": "tocopherol",
    "octocrylene|октокрилен\\w{0,2}": "octocrylene",
    "avobenzone|авобензон\\w{0,2}": "avobenzone",
    "neomycin|неомицин\\w{0,2}": "neomycin",
    "bacitracin|бацитрацин\\w{0,2}": "bacitracin",
    "quaternium-? ?15": "quaternium-15",
    "dmdm hydantoin": "dmdm hydantoin",
    "methylisothiazolinone|метилизотиазолинон\\w{0,2}": "methylisothiazolinone",
    "methylchloroisothiazolinone|метилхлоризотиазолинон\\w{0,2}": "methylchloroisothiazolinone",
    "methyldibromo glutaronitrile|mdbgn": "methyldibromo glutaronitrile",
    "парафенилендиамин\\w*|p-phenylenediamine|para-?phenylenediamine|ppd": "p-phenylenediamine",
    "aloe vera|алоэ вера|столетник\\w*": "aloe vera",
    "colloidal oat\\w*|коллоидн\\w+ овс\\w+": "colloidal oatmeal",
    "peppermint(?: oil)?|пер[её]чн\\w+ мят\\w{1,2}|мят\\w{1,2} пер[её]чн\\w+": "peppermint",
    "морепродукт\\w*|креветк\\w*|креветок|shellfish|shrimps?|crustaceans?|prawns?": "shellfish",
    "argan oil|масл\\w+ арган\\w*|арганов\\w+ масл\\w+": "argan oil",
    "масл\\w+ облепих\\w*|облепихов\\w+ масл\\w+|sea buckthorn oil": "sea buckthorn oil",
    "миндальн\\w+": "almond",
    "кокосов\\w+": "coconut",
    "green tea|зел[её]н\\w+ ча[йяюе]\\w{0,2}|ча[йяюе]\\w{0,2} зел[её]н\\w+": "green tea",
    "витамин\\w{0,2} (?:це|си)": "vitamin c",
    "молочн\\w+ (?:белк\\w+|протеин\\w+)": "milk",
}
_NOT_IN_COSMETICS = frozenset({"animals", "pollen", "dust", "cats", "dogs", "sun"})
_ONLY_LOOKS = re.compile(  # words that sound like an allergen, or hold one inside another word
    r"current(?:ly)?|тонк\w+|тонок|эластичн\w+|elasticity|mousse|roses? are|медицин\w+|медик\w*|медленн\w+|орехов\w+ цвет\w*|маслиц\w+"
)
_TAKEN_INSIDE = re.compile(
    r"(?:фолиев\w+|folic|hyaluronic|гиалуронов\w+) (?:кислот\w+|acids?)|aspirin-like acids?"
)
_LETTERS = re.compile(r"[^\W\d_]{5,}")
_SHORT_ANSWER = 60  # characters: such a message may be nothing but a name
_MOST_STRANGE = 6  # strange words looked up in one message: each costs some milliseconds
_ALIKE = 82  # least similarity of a misspelling; "beetle" and "beet" have 80
_ALMOST = 80  # similarity from which a said name is a misspelt group, no member of it
_GROUPS = frozenset({"isothiazolinones", "parabens", "formaldehyde releasers", "sulfates"})
_VAGUE = re.compile(
    r"(?:все|всё|что|нет|много\w*|какие|какой|какую|кучу|разн\w+|некотор\w+|something|everything|anything|some|most|many|things?|stuff|nothing|the|my|косметик\w*|крем\w*|продукт\w*|products?|нов\w+|лиц\w+|кож\w+|весн\w+|солнц\w+|sun|spring|certain|lots)"
)
_WITHOUT = re.compile(r"(?<!\w)(?:без|without)\W+$")
"""Products without fragrance are a wish, also in answer to the question about allergies."""


def told(
    context: Context, original_hits: Sequence[tuple[str, int, int]], *, asked: bool
) -> list[Value]:
    """Canonical names of what the speaker is allergic to."""
    found: dict[str, Value] = {}
    for name, start, end in original_hits:
        mention = Mention(start, end, "allergen")
        if not context.is_self(mention) or context.is_hypothetical(mention):
            continue
        wished = name == "fragrance" and _WITHOUT.search(context.text[:start])
        if _allergic(context, start, end, asked=asked and not wished):
            found.setdefault(name, Value(name, start, end))
    for name, start, end in sorted(original_hits, key=lambda hit: hit[1]):
        listed = any(
            0 <= start - v.end <= 12 and _LIST.fullmatch(context.text[v.end : start])
            for v in found.values()
        )
        if listed:  # "rash from lavender, limonene and coconut"
            found.setdefault(name, Value(name, start, end))
    return list(found.values())


def _allergic(context: Context, start: int, end: int, *, asked: bool) -> bool:
    sentence = context.sentence(start)
    text = context.text[sentence[0] : sentence[1]]
    at, to = start - sentence[0], end - sentence[0]
    none = _NO_ALLERGY.search(text)
    if none and not re.search(
        r"(?<!\w)(?:кроме|except|besides|apart from|other than|но|but|only|только)(?!\w)", text
    ):
        listed = text[none.start() : to]
        if none.start() <= at and not re.search(r"[,](?! ?(?:ни|nor|or|или))", listed):
            return False
        if none.start() > at:
            return False
    for cue in ALLERGY.finditer(text):
        if cue.end() <= at and not _ALLERGY_STOP.search(text[cue.end() : at]):
            if (
                re.search(
                    r"(?<!\w)(?:не|not|no|нет|never)[^\w,;:]+(?:\w+[^\w,;:]+)?$",
                    text[max(0, cue.start() - 14) : cue.start()],
                )
                and "перенош" not in cue.group()
            ):
                return bool(
                    re.search(
                        r"(?<!\w)(?:кроме|except|besides|apart from|only|только)(?!\w)", text[:at]
                    )
                )
            return True
        if (
            to <= cue.start()
            and not _ALLERGY_STOP.search(text[to : cue.start()])
            and cue.start() - to < 40
        ):
            return not re.match(r"\W*(?:\w+ )?(?:нет|нету|не было|не )", text[cue.end() :])
    return asked or _reacts_to(text, at, to)


def _reacts_to(text: str, at: int, to: int) -> bool:
    if WISH_WITHOUT.search(text[:at]):
        return False
    reach = text[max(0, at - 45) : min(len(text), to + 45)]
    if not REACTS.search(reach):
        return False
    return (
        bool(_REACTION.search(text[max(0, at - 25) : at]))
        or bool(
            re.match(
                r"\W*(?:\w+\W+){0,2}?(?:gives?|makes?|causes?|brings?|leaves?|вызыва\w+|sends?|дает|да[её]т)",
                text[to:],
            )
        )
        or bool(re.match(r"\W*(?:меня|мне|me)?\W*" + REACTS.pattern, text[to:]))
    )


def outside(text: str, start: int, end: int) -> bool:
    """Whether an allergen is one that no cosmetic carries (cats, pollen)."""
    return bool(_OUTSIDE.search(text[start:end]))


def hits_in(text: str) -> list[tuple[str, int, int]]:
    """Allergens named in a normalised text: canonical name and range."""
    hits = [
        (name, match.start(), match.end())
        for word, name in _SPECIFIC.items()
        for match in re.finditer(rf"(?<!\w)(?:{word})\w{{0,2}}(?!\w)", text)
    ]
    vague = [match.span() for match in _TAKEN_INSIDE.finditer(text)]
    taken = [(start, end) for _, start, end in hits]
    for name, said in find_in_text(text):
        at = text.find(said.lower())
        if at < 0 or name in _NOT_IN_COSMETICS or outside(text, at, at + len(said)):
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
            else name
        )
        hits.append((exact, at, at + len(said)))
    return [*hits, *_misspelt(text, [(start, end) for _, start, end in hits])]


def _misspelt(text: str, taken: Sequence[tuple[int, int]]) -> list[tuple[str, int, int]]:
    """Allergens written as they sound ("beeswacks"), where words tell of a reaction."""
    if not (ALLERGY.search(text) or REACTS.search(text) or len(text) <= _SHORT_ANSWER):
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
    return word in COMMON_ENGLISH or (word[0] >= "а" and known_russian(word))


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


def denies(text: str) -> bool:
    """Whether the message says that there is no allergy."""
    return bool(_NO_ALLERGY.search(text))


def is_vague(name: str) -> bool:
    """Whether a said allergen names nothing in particular."""
    return bool(_VAGUE.match(name))
