"""Oils and butters by the plant they come from: who names the oil reacts to the oil. Pure."""

_OF_PLANT = {  # canonical plant: (English, Russian adjective, Russian noun)
    "almond": ("(?:sweet )?almonds?", "миндальн", "миндал"),
    "apricot kernel": ("apricot(?: kernel)?", "абрикосов", "абрикосов\\w+ косточ|абрикос"),
    "argan": ("argan", "арганов", "арган"),
    "avocado": ("avocado", "авокадов", "авокадо"),
    "bergamot": ("bergamot", "бергамотов", "бергамот"),
    "castor": ("castor", "касторов", "клещевин"),
    "cinnamon": ("cinnamon", "коричн", "кориц"),
    "clove": ("cloves?", "гвоздичн", "гвоздик"),
    "coconut": ("coconut|coco", "кокосов", "кокос"),
    "eucalyptus": ("eucalyptus", "эвкалиптов", "эвкалипт"),
    "fir": ("fir(?: needle)?", "пихтов", "пихт"),
    "geranium": ("geranium", "гераниев", "герани"),
    "grape seed": ("grape ?seed", "виноградн", "виноградн\\w+ косточ"),
    "jojoba": ("jojoba", "жожобов", "жожоба"),
    "lavender": ("lav[ae]nder", "лавандов", "лаванд"),
    "lemon": ("lemon", "лимонн", "лимон(?!ен)"),
    "lime": ("lime", "лаймов", "лайм"),
    "mandarin": ("mandarin|tangerine", "мандаринов", "мандарин"),
    "grapefruit": ("grapefruit", "грейпфрутов", "грейпфрут"),
    "marula": ("marula", "маруло", "марул"),
    "neem": ("neem", "нимов", "ним"),
    "tamanu": ("tamanu", "таманов", "таману"),
    "cedarwood": ("cedar(?:wood)?", "кедров", "кедр"),
    "thyme": ("thyme", "тимьянов", "тимьян|чабрец"),
    "oregano": ("oregano", "ореганов", "орегано|душиц"),
    "juniper": ("juniper", "можжевелов", "можжевельник"),
    "moringa": ("moringa", "морингов", "моринг"),
    "macadamia": ("macadamia", "макадамиев", "макадами"),
    "neroli": ("neroli", "неролиев", "нероли"),
    "olive": ("olive", "оливков", "олив"),
    "orange": ("(?:sweet )?orange", "апельсинов", "апельсин"),
    "patchouli": ("patchouli", "пачулиев", "пачули"),
    "peach kernel": ("peach(?: kernel)?", "персиков", "персик|персиков\\w+ косточ"),
    "peanut": ("peanuts?", "арахисов", "арахис"),
    "peppermint": ("peppermint", "мятн", "перечн\\w+ мят|мят"),
    "pine": ("pine(?: needle)?", "соснов", "сосн"),
    "rose": ("rose", "розов", "роз(?!марин)"),
    "rosehip": ("rose ?hip", "шиповников", "шиповник"),
    "rosemary": ("rosemary", "розмаринов", "розмарин"),
    "sandalwood": ("sandalwood", "сандалов", "сандал"),
    "sea buckthorn": ("sea ?buckthorn", "облепихов", "облепих"),
    "sesame": ("sesame", "кунжутн", "кунжут"),
    "sunflower seed": ("sunflower(?: seed)?", "подсолнечн", "подсолнечник|подсолнух"),
    "tea tree": ("te[ae] ?tr[e]?[ae]", "чайн", "чайн\\w+ дерев|ти ?три"),
    "walnut": ("walnuts?", "орехов\\w+ грецк|грецк", "грецк\\w+ орех"),
    "ylang-ylang": ("ylang[ -]?ylang", "иланг-?илангов", "иланг(?:-иланг)?"),
}
_BUTTERS = {
    "cocoa butter": (
        "coco?a butter|cacao butter|(?:масл\\w+|баттер\\w*) какао|какао[ -](?:масл\\w+|баттер\\w*)"
    ),
    "shea butter": "sh(?:ea|ae)(?: nut)? butter|sh(?:ea|ae) oil|(?:масл\\w+|баттер\\w*) (?:ши|карите)",
    "mango butter": "mango butter|(?:масл\\w+|баттер\\w*) манго",
}
_FRUIT = {  # one of a group that people name by itself: the filter looks for the whole group
    "mandarin": "mandarins?|tangerines?|мандарин(?!ов)\\w{0,3}",
    "orange": "oranges(?! are)|апельсин(?!ов\\w\\w)\\w{0,3}",
    "lemon": "lemons|лимон(?!ен|н)\\w{0,3}",
    "grapefruit": "grapefruits?|грейпфрут\\w{0,3}",
    "cashew": "cashews?|кешью",
    "pistachio": "pistachios?|фисташ\\w+",
}


def named() -> dict[str, str]:
    """Expressions over a normalised text, and the canonical names they stand for."""
    expressions: dict[str, str] = {}
    for plant, (english, adjective, noun) in _OF_PLANT.items():
        expressions[
            f"(?:{english}) (?:essential )?(?:oils?|eo)|oil of (?:{english})"
            f"|(?:{adjective})\\w* (?:эфирн\\w+ )?(?:масл\\w*|эфирк\\w*)"
            f"|(?:масл\\w*|эфирк\\w*) (?:из )?(?:(?:{noun})\\w*(?: дерев\\w*)?|(?:{adjective})\\w*)"
        ] = f"{plant} oil"
    return expressions | {look: name for name, look in (_BUTTERS | _FRUIT).items()}
