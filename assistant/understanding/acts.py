"""What a message does besides filling slots: stop, start over, ask, thank, rate. Pure."""

import re

from assistant.profile import Act

_ACTS: tuple[tuple[Act, re.Pattern[str]], ...] = tuple(
    (act, re.compile(rf"(?<!\w)(?:{words})(?!\w)"))
    for act, words in (
        (
            Act.START_OVER,
            (
                r"начать (?:все )?(?:сначала|заново)|начн[её]м (?:все )?(?:сначала|заново|с начала)|начина[ей]\w* (?:сначала|заново)|давай\w* (?:сначала|заново|с нуля)|сброс\w*|"
                r"(?:давай\w* )?(?:все )?(?:забудь|забудьте|сотри|удали)(?: все| всё)?,? что я (?:говорил\w*|сказал\w*|писал\w*)|(?:забудь|забудьте) вс[её](?=\W*$)|с чистого листа|обнули\w*|заново давай\w*|все заново|заново|"
                r"start (?:all )?over|start again|start afresh|start fresh|from scratch|reset|begin again|wipe (?:everything|it all)|restart|clean slate|forget (?:everything|what|all) i (?:said|told)(?: you)?|forget (?:everything|it all)(?=\W*$)"
            ),
        ),
        (
            Act.HANDOVER,
            (
                r"(?:позови\w*|дай\w*|соедини\w*|переключи\w*|хочу|можно|нужен|переведи\w*|живой|живого|настоящ\w+|жив\w+) .{0,30}?(?:человек\w*|оператор\w*|консультант\w*|менеджер\w*|специалист\w*|сотрудник\w*|администратор\w*)|"
                r"(?:поговорить|пообщаться|связаться|связь) с .{0,15}?(?:человек\w*|оператор\w*|менеджер\w*|консультант\w*|людьми)|оператор\w*|"
                r"(?:talk|speak|chat|connect|transfer|get|want|need|put) .{0,25}?(?:human|real person|actual person|a person|operator|agent|representative|someone real|live (?:agent|person)|support team|manager|consultant)|human please|real human"
            ),
        ),
        (
            Act.STOP,
            (
                r"стоп|хватит|прекрати\w*|довольно|до свидания|досвидания|пока-пока|всего доброго|на этом все|больше не (?:надо|пиши\w*|нужно)|отстань\w*|закончим|завершить|закончить (?:разговор|диалог)|"
                r"не хочу (?:больше )?(?:продолжать|разговаривать|общаться)|передумал\w* (?:подбирать|общаться)|stop|quit|good ?bye|bye(?:-?bye)?|that's all|that is all|see (?:you|ya)|enough|cancel|"
                r"i'm done|im done|leave me alone|end (?:the )?(?:chat|conversation)|don't want to (?:continue|talk)"
            ),
        ),
        (
            Act.SUMMARY,
            (
                r"что (?:ты|вы) (?:обо мне |про меня |уже )*(?:знае\w+|запомнил\w*|понял\w*|записал\w*)(?: обо мне| про меня)?|покажи\w* (?:мой )?(?:профиль|анкет\w*|что запомнил\w*)|мой профиль|моя анкета|(?:покажи\w*|какие) мои данные|мои данные(?=\W*$)|"
                r"(?:подведи\w*|давай\w*) итог\w*|резюмируй\w*|напомни\w*,? что (?:я|мы)|что (?:ты|вы) (?:понял\w*|запомнил\w*)|что вы поняли|"
                r"what (?:do )?you (?:know|have|remember|got|noted|understood|learned)(?: about me| so far| on me| down)*|(?:show|see|view) (?:me )?my (?:profile|data|summary|details|info)|my profile|summar(?:y|ise|ize)(?: so far| please)?|recap|what have you got"
            ),
        ),
        (
            Act.ROUTINE,
            (
                r"(?:подбери\w*|составь\w*|состав\w*|собери\w*|дай\w*|покажи\w*|давай\w*|хочу|можно|нужен|нужна|выдай\w*|предложи\w*|скинь\w*|жду|распиши\w*|сделай\w*|готов\w*|где)(?: \w+){0,3}? (?:уже |сразу |наконец )?(?:рутин\w*|уход(?! за)|программ\w*|схем\w*|подборк\w*|набор\w*|план\w*|средства|рекомендаци\w*|список средств)|"
                r"давай\w* (?:уже )?(?:рекомендуй\w*|советуй\w*|подбирай\w*|рекомендаци\w*|список)|(?:хватит вопросов|без вопросов|не надо вопросов)|(?:подбирай\w*|подберите?|подбери|посоветуй\w*|рекомендуй\w*|покажи\w*) (?:уже|так|с тем)|просто (?:подбери\w*|посоветуй\w*|составь\w*)|покажи\w*,? что (?:там )?(?:получ\w+|вышло)|пересостав\w*|пересобер\w*|(?:переделай\w*|обнови\w*) (?:уход|рутин\w*|план)|(?:теперь|тогда|ну|все|вот|что ж),? (?:\w+ )?(?:подбира\w+те?|собира\w+те?|составля\w+те?)(?!\w)|(?:соберите?|подберите?|составьте?) (?:уже )?(?:что-нибудь|что-то|хоть что)|(?:что|чем) (?:же |мне )*(?:в итоге |теперь )?(?:мазаться|мазать|купить|покупать|пользоваться)(?:-то| то)?(?=\W*$)|"
                r"(?<=^)(?:(?:и|а|ну|так|итак|тогда),? )*что (?:же )?(?:(?:ты|вы) )?(?:мне )?(?:посовету\w+|порекоменду\w+|предлож\w+)(?: мне)?(?=\W*$)|"
                r"пересчита\w+(?= (?:все|под|с учет\w+|на|уход|сумму|пожалуйста)|\W*$)|покажи\w*,? как(?:ой|ую|ие|ая) (?:\w+ ){0,2}(?:уход|схем\w+|средства)|"
                r"(?:give|show|make|build|create|just give|get|want|need|skip to|see|start|recommend|suggest|put together)(?: \w+){0,4}? (?:routine|regimen|plan|recommendations?|products list|the list|skincare set)|routine (?:please|now|already)|(?:just|go ahead and) recommend|(?:enough|no more) questions|what should i (?:use|buy)(?: then| now)?|tell me what to (?:use|buy|get)|(?:see|show me|know) what to (?:use|buy|get)|what's the plan|go ahead and show(?: me)?|(?<=^)(?:ok(?:ay)?,? )?show me(?: please)?(?=\W*$)|show me the (?:updated|new|result)\w*(?: one)?|hit me(?: with it)?(?=\W*$)|skip the (?:questions|interview|talk|chat|quiz)|(?:hand|pass|send) me (?:the |a |my )?(?:\w+ ){0,2}(?:list|routine|plan)|(?:redo|rebuild|update|remake|recalculate|rework) (?:it|(?:the|my) (?:routine|plan))|"
                r"(?<=^)(?:(?:so|and|ok|okay|well|then),? )*what (?:do|would|can|will) you (?:recommend|suggest|advise)(?: (?:for )?me)?(?: then)?(?=\W*$)"
            ),
        ),
    )
)
_THANKS = re.compile(
    r"(?<!\w)(?:спасиб\w*|спс|благодар\w*|пасиб\w*|мерси|thanks?|thank you|thx|ty|cheers|appreciate it)(?!\w)"
)
_GREETING = re.compile(
    r"^\W*(?:привет\w*|здравствуй\w*|здрасьте|здрасте|здарова|добр\w+ (?:день|утро|вечер|времени суток)|хай|хелло|салют|доброго времени|приветик|/start|"
    r"hi+|hello+|hey+|good (?:morning|evening|afternoon)|howdy|yo|hiya|greetings)(?!\w)"
)
_QUESTION_WORD = re.compile(
    r"(?<!\w)(?:что такое|что за|чем отлича\w*|как (?:часто|долго|правильно|наносить|использовать|пользоваться|понять|работает|узнать|определить|хранить|вводить|сочетать)|зачем|почему|отчего|можно ли|нужно ли|правда ли|стоит ли|что если|если (?:жж[её]т|щиплет|не помо\w+|появ\w+|начн[её]т\w*)|что делать|что будет|а можно|можно (?:использовать|наносить|мазать|сочетать|совмещать)|"
    r"сколько (?:раз|времени|стоит|нужно|ждать|держать|наносить)|когда|какой (?:крем |spf |спф )?лучше|кто (?:ты|вы|такой)|ты (?:кто|бот|человек|робот|настоящ\w*)|вы (?:бот|человек|робот|врач)|помогает ли|что лучше|а что|есть ли|в чем разница|"
    r"what (?:is|are|does|do|causes|'s|if|about)|what's|how (?:often|long|much|many|do i (?:use|apply|know|tell|layer)|does|to|come|should i|can i)|why|when|can i|can you|could i|should i|do i (?:need|have)|does|is it|is (?:\w+ )?(?:safe|ok|okay|good|bad)|are you|who are you|which is better|is there|is \w+|will it|difference between)(?!\w)"
)
_HELP = re.compile(r"(?<!\w)(?:что (?:мне |же |теперь )?делать|what (?:should|do|can) i do)(?!\w)")
_LEAD_IN = re.compile(
    r"^(?:(?:а|ну|и|но|так|слушай(?:те)?|подождите|but|and|so|well|ok|okay|hey|wait)(?!\w),? ?)+"
)
_OFF_TOPIC = re.compile(
    r"(?<!\w)(?:погод\w*|анекдот\w*|футбол\w*|политик\w*|курс доллара|биткоин\w*|как дела|как (?:ты|сам\w*)|рецепт\w*|стих\w*|сказк\w*|код на|python|программ\w+ на|кино|сериал\w*|фильм\w*|"
    r"weather|jokes?|football|politics|bitcoin|how are you|how's it going|recipes?|poem|movies?|write code|capital of|president|song|homework|meaning of life)(?!\w)"
)
_DIGITS = r"(?<![\w.,])(?:-|минус |minus )?\d{1,3}(?:[.,]\d)?"
_SCORE_WORDS = {
    10: r"десять|десят(?:ка|ку|очка|очку)|ten",
    9: r"девять|девят(?:ка|ку|очка|очку)|nine",
    8: r"восемь|восьм(?:ерка|ерку|ерочка|ерочку)|eight",
    7: r"семь|сем(?:ерка|ерку|ерочка|ерочку)|seven",
    6: r"шесть|шест(?:ерка|ерку|ерочка|ерочку)|six",
    5: r"пять|пят(?:ерка|ерку|ерочка|ерочку)|five",
    4: r"четыре|четв(?:ерка|ерку|ерочка|ерочку)|four",
    3: r"три|тро(?:йка|йку|ечка|ечку)|трояк|three",
    2: r"два|двойка|двойку|двоечка|двоечку|two",
    1: r"один|единица|единицу|единичка|единичку|кол|one",
    0: r"ноль|нолик|нуль|zero",
}
_IN_WORDS = rf"(?<!\w)(?:минус |minus )?(?:{'|'.join(_SCORE_WORDS.values())})"
_OF_TEN = re.compile(
    rf"(?P<score>{_DIGITS}|{_IN_WORDS})\s*(?:/|из|out of|of|по)\s*(?:10|десяти|ten)(?!\w)"
)
_SCORE = re.compile(rf"(?P<score>{_DIGITS}|{_IN_WORDS})(?![\w%])")
_NO_SCORE = 11
"""Stands for a number that is no whole one: outside the scale like any other."""
_RATED = re.compile(
    r"(?<!\w)(?:оценк\w*|оценива\w*|став\w*|балл\w*|из 10|из десяти|/ ?10|out of (?:10|ten)|rat(?:e|ing)|score|i'd give|give it|поставлю|твердая)(?!\w)"
)


def acts(text: str) -> list[tuple[Act, str]]:
    """Acts of a normalised message with the words they rest on, strongest first."""
    found = [(act, match.group()) for act, pattern in _ACTS if (match := pattern.search(text))]
    found = [(act, said) for act, said in found if act is not Act.STOP or _really_stops(text, said)]
    if match := _THANKS.search(text):
        found.append((Act.THANKS, match.group()))
    if match := _GREETING.search(text):
        found.append((Act.GREETING, match.group().strip()))
    return found


def _really_stops(text: str, said: str) -> bool:
    """For example "stop" ends a talk only as its own short message, "хватит 2000" and "how to stop" do not."""
    words = re.findall(r"\w+", text)
    if any(word.isdigit() for word in words):
        return False
    if said in {
        "стоп",
        "хватит",
        "довольно",
        "stop",
        "enough",
        "quit",
        "cancel",
        "закончить",
        "завершить",
    }:
        return len(words) <= 3
    return len(words) <= 9


def off_topic(text: str) -> bool:
    """Whether a message is small talk that no skin-care question is in."""
    return bool(_OFF_TOPIC.search(text))


def question(original: str) -> str | None:
    """The side question of a message in the person's own words, or None."""
    for sentence in re.split(r"(?<=[.!?\n])\s+", original):
        plain = sentence.lower().replace("ё", "е")
        if (
            "?" in sentence
            or _HELP.search(plain)
            or any(
                _QUESTION_WORD.match(words)
                for words in (plain.strip(), _LEAD_IN.sub("", plain.strip()))
            )
        ):
            return sentence.strip()
    return None


_OTHER_NUMBER = re.compile(
    r"тысяч|тыщ|\bтыс|руб|₽|бакс|доллар|евро|dollar|bucks|quid|pounds?\b|euros?\b|roubles?|rubles?|\d{3}|\bлет\b|\bгод|бюджет|[$€£]|\bk\b|\bк\b|years?|budget|spend"
)
_BARE_WORDS, _COUNTED = 4, 2
_ONES_AGE = re.compile(r"(?<!\w)(?:мне|i'm|im|i am)\W+(?:(?:не|not|уже|already)\W+)?\d\d(?!\d)")
_APART = re.compile(
    r"(?:^|[.!?,;:)(—-])\W*(?:(?:твердая|на|ваша оценка|a|solid|so|итого|моя оценка) )?(?:10|[0-9])"
    r"(?:\s*(?:/|из|out of)\s*10)?\W*(?:$|[.!?,;)—-]|(?:потому|так как|за то|но|because|cause|cuz|since|but|though)(?!\w))"
)
"""A number that stands by itself, as in "thank you so much, you're great! 10"."""


def rates(text: str) -> bool:
    """Whether a message says that its number is a score."""
    return _RATED.search(text) is not None


def rating(text: str, *, asked: bool) -> int | None:
    """The score, when a rating was asked for or is plainly given; perhaps outside 0 to 10."""
    # A bare number answers the request to rate; a sum, an age or a longer story does not.
    short = len(text.split()) <= _BARE_WORDS or _APART.search(text)
    bare = asked and not (_OTHER_NUMBER.search(text) or _ONES_AGE.search(text)) and short
    if not bare and not _RATED.search(text):
        return None
    match = _OF_TEN.search(text) or _SCORE.search(text)
    if match is None:
        return None
    said = match["score"]
    if not said[-1].isdigit() and not _RATED.search(text) and len(text.split()) > _COUNTED:
        return None  # "one more question" counts something else
    return _value(said)


def _value(said: str) -> int:
    plain = re.sub(r"(?:минус|minus) ", "-", said)
    for value, words in _SCORE_WORDS.items():
        if re.fullmatch(rf"-?(?:{words})", plain):
            return -value if plain.startswith("-") else value
    return _NO_SCORE if re.search(r"[.,]", plain) else int(plain)
