"""A message read by rules and lexicon alone: commands with evidence and confidence. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from assistant.profile import LIST_SLOTS, Act, Command, Profile, Slot
from assistant.understanding import acts as speech
from assistant.understanding import (
    allergen_names,
    allergies,
    answers,
    goals,
    numbers,
    reactions,
    shelf,
    skin,
)
from assistant.understanding.age import own_age
from assistant.understanding.cautions import cautions
from assistant.understanding.clauses import Context, without_injection
from assistant.understanding.draft import Draft
from assistant.understanding.fragrance import fragrance_free
from assistant.understanding.general import is_general
from assistant.understanding.lexicon import Mention, data, lexicon, longest
from assistant.understanding.normalise import Reading, read
from assistant.understanding.spared import without_spared
from assistant.understanding.spelling import Speller
from assistant.understanding.tongue import language_of
from assistant.understanding.values import Value
from knowledge.vocabulary import Caution, Concern, Language, SkinType

MOST = 8000  # characters read: twice the longest message of any channel
FEW_WORDS = 4
_NO_FIRST = re.compile(
    r"(?:no|nope|nah|not at all|not me|у меня(?: такого)? нет|нет|совсем нет|вообще нет|ничуть)\s*[,.!;]"
)
"""An answer that begins with a no, whoever it then speaks of: "not at all, that's my sister"."""
_NEW_SUM = re.compile(
    r"(?<!\w)(?:пусть (?:будет|уж будет)|давай\w* (?:лучше )?|make it|make that|let's say|say) \d{3,6}(?!\d)"
)
"""Another sum for a budget that was told before: "пусть будет 5500"."""
_CHANGED = re.compile(
    r"(?<!\w)(?:кожа|кожи|кожей|skin)(?!\w)[^.!?]*(?<!\w)(?:раньше|сейчас|теперь|now|used to|before)(?!\w)"
)
"""The kind of skin then and now: no answer to what else matters."""
SKIN_TEST = ("skin_test_1", "skin_test_2", "skin_test_3")
_YES_NO = ("confirm:", "finding:", "photo_consent")
_TEST_WORDS = {  # what free words mean as answers of the self-test, by question
    "skin_test_1": (
        r"стяг|стянут|сух|тянет|шелуш|tight|dry|flak|uncomfort",
        r"комфорт|нормальн|норм|приятн|ничего|обычн|спокойн|fine|comfort|ok|normal|good",
        r"жирн|бле(?:ст|щ)|сальн|лосн|oily|greas|shin",
    ),
    "skin_test_2": (
        r"(?:не|нет|нигде|нету)(?!\w)|без блеска|матов|none|no(?!\w)|not|doesn't|never",
        r"лоб|лбу|нос|т-?зон|подбород|forehead|nose|t-?zone|chin",
        r"вс[ея]|везде|полностью|целиком|all|whole|every",
    ),
    "skin_test_3": (
        r"сух|шелуш|стяг|стянут|dry|flak|tight",
        r"комфорт|нормальн|норм|ничего|обычн|спокойн|fine|comfort|normal|ok",
        r"жирн|бле(?:ст|щ)|сальн|oily|greas|shin",
    ),
}
_ALLERGY_WORD = re.compile(r"аллерг|непереносим|не перенош|allerg|react|intoleran")
_AGE_WORD = re.compile(r"(?<!\w)(?:лет|год|годик|мне|years?|yo|i'm)", re.IGNORECASE)
_OF_SKIN = re.compile(r"кож|лиц|тип|skin|face|type")
_IN_THAT_WAY = re.compile(r"в этом (?:плане|смысле|отношении)|in that (?:sense|respect|regard)")
_NOT_MINE = re.compile(
    r"хоть бы\W+$|(?<!\w)(?:аллерги\w+ )?у (?:моей |моего |моих )?(?:сестр|мам|мужа|сын|доч|брат|подруг|пап|бабушк|свекров|дет|ребенк)\w* (?:аллерги\w+ )?(?:на )?$|(?<!\w)(?:(?:he|she)(?:'s| is| has)|у (?:него|нее|неё)) (?:(?!\bi\b|\bmy\b|меня|мне|\bbut\b|\bно\b)[^,.;!?]){0,40}$"
)
"""Before an allergen of somebody else, or in an idiom that has none ("хоть бы хны")."""
_STINGS = re.compile(r"(?:\w+ )?sting(?:s|ing)?(?!\w)(?! bee)")
_TO = re.compile(r"(?<!\w)(?:на|к|от|to|from|against|by)\W+(?:\w+\W+){0,2}$")
"""Before a thing that somebody reacts to."""
_CALM = re.compile(r"спокойн|calm")
_CALM_ANSWER = re.compile(
    r"\W*(?:(?:да|ну|вроде|в целом|it's|quite|pretty) )*(?:спокойн\w+|calm)\W*"
)
_PLAIN = re.compile(r"\W*(?:(?:да|ну|вроде|it's|just|pretty) )*(?:нормальн\w+|обычн\w+|normal)\W*")
_RARELY = re.compile(r"(?<!\w)(?:редко|rarely|seldom|hardly ever)(?!\w)")
_NO_LIMIT = re.compile(
    r"(?:не ?важно|без разницы|don't mind|неважен|любой|без ограничен|не ограничен|все равно|сколько надо|не принципиально|any(?:thing)?|no limit|unlimited|don't care|doesn't matter|whatever|flexible|no budget)"
)
_EITHER = re.compile(
    r"(?:все равно|без разницы|не важно|неважно|пофиг|не принципиально|don't care|either way|doesn't matter|no preference|whatever|don't mind|indifferent)"
)
_UNKNOWN_ALLERGEN = re.compile(
    r"(?:аллерги\w+|непереносимост\w+)(?: у меня| есть| сильная| жуткая| только)* (?:на |к )?(?P<ru>[а-я-]{4,}(?: [а-я-]{4,})?)|allerg(?:y|ic|ies) to (?P<en>[a-z-]{3,}(?: [a-z-]{4,})?)"
)


@cache
def speller() -> Speller:
    """The corrector of key words, built once."""
    words = data("spelling.yaml")
    return Speller(words["russian"], words["english"], words["keep"])


def read_message(
    text: str,
    *,
    asked: str | None = None,
    options: Sequence[str] = (),
    profile: Profile | None = None,
) -> Draft:
    """Read one message.

    Args:
        text: The message as it came.
        asked: The slot or special question that was asked before it.
        options: Labels offered with that question.
        profile: What is known, to tell a correction from a first statement.
    """
    text = text[:MOST]
    reading = read(text, speller())
    blanked = without_injection(reading.text)
    context = Context(blanked)
    hits = _allergens(blanked)
    named = allergies.told(context, hits, asked=asked in (Slot.ALLERGIES, Slot.CAUTIONS))
    found = [*lexicon().find(blanked), *skin.listed_normal(blanked)]
    allergens = [Mention(v.start, v.end, "allergen") for v in named]
    mentions = tuple(sorted([*longest(sorted(found)), *allergens]))
    reader = _Reader(reading, context, mentions, asked, tuple(options), profile or Profile())
    commands = reader.commands()
    language = Language.RU if reading.transliterated else language_of(text)
    asking = reading.text if reading.transliterated else text
    said = speech.question(asking) if blanked == reading.text else None
    if said is not None and _is_request(said, commands):
        said = None
    if said is not None:
        commands = (*commands, Command(act=Act.QUESTION, value=said, evidence=said))
    elif not commands and speech.off_topic(blanked):
        commands = (Command(act=Act.CHITCHAT, evidence=text[:80]),)
    return Draft(
        reading, context, mentions, commands, language, said, asked, tuple(Value(*h) for h in hits)
    )


def _allergens(text: str) -> list[tuple[str, int, int]]:
    """Allergens named, but medicines only where something is said to come of them."""
    hits = without_spared(text, allergen_names.hits_in(text))
    return [
        hit
        for hit in hits
        if (hit[0] != "medicines" or _TO.search(text[: hit[1]]))
        and not _NOT_MINE.search(text[: hit[1]])
        and not (hit[0] == "soap" and _only_used(text))
        and not _STINGS.match(text, hit[1], hit[2])  # "everything stings" names no bee
    ]


def _only_used(text: str) -> bool:
    """Whether a message of some length speaks of no reaction: soap is what people wash with."""
    told = reactions.ALLERGY.search(text) or reactions.REACTS.search(text)
    return told is None and len(text.split()) > FEW_WORDS


def _is_request(question: str, commands: Sequence[Command]) -> bool:
    """For example "Что посоветуете от прыщей?" asks for the routine itself, no side question."""
    plain = question.lower().replace("ё", "е")
    if is_general(question):
        return False
    asks_help = Context(plain).has("complaint") and not re.search(
        r"как (?:часто|долго|правильно|наносить|пользоваться|использовать)|помога\w+|работает|полезн\w+|вредн\w+|\b(?:does|do|will)\b.*\b(?:help|work)|можно ли|почему|why|how (?:often|long|much)|can i (?:use|mix|combine|apply|put|take)|should i|what is|do i (?:really |still |even )?need|нуж(?:ен|на|но|ны) ли|надо ли|обязател\w+",
        plain,
    )
    filled = any(c.slot is not None and c.act is Act.SET for c in commands)
    return asks_help and (filled or any(c.act is Act.ROUTINE for c in commands))


@dataclass(frozen=True, slots=True)
class _Reader:
    reading: Reading
    context: Context
    mentions: tuple[Mention, ...]
    asked: str | None
    options: tuple[str, ...]
    profile: Profile

    def commands(self) -> tuple[Command, ...]:
        found = [*self._answer_first(), *self._skin(), *self._goals(), *self._facts()]
        found += self._allergies() + self._fragrance() + self._shelf()
        found = self._without_echoes(found)
        told = {command.slot for command in found}
        withheld = [slot for slot in answers.withheld(self.context.text) if slot not in told]
        found += [self._whole(Act.REFUSE, slot) for slot in withheld]
        if not withheld and self.asked not in told:
            found += self._short_answer()
        return tuple(found + self._acts(filled=bool(found)))

    def _no_allergy(self, command: Command) -> bool:
        asks = speech.question(self.reading.original) is not None
        return command.slot is Slot.ALLERGIES and (asks or command.value == ("isotretinoin",))

    def _without_echoes(self, found: list[Command]) -> list[Command]:
        """Drop readings of words that already mean something else here."""
        text = self.context.text
        numbers_only = (None, Slot.AGE, Slot.BUDGET_RUB)
        facts = [c for c in found if c.slot not in numbers_only and c.value != (Caution.MINOR,)]
        if facts and not speech.rates(text):
            # "I'm 9 weeks pregnant" tells something else with its number.
            found = [command for command in found if command.act is not Act.RATING]
        if self.asked == Slot.CAUTIONS and not _ALLERGY_WORD.search(text):
            # Asked about everything at once: a medicine or a side question is no allergy.
            found = [command for command in found if not self._no_allergy(command)]
        if any(command.act is Act.RATING for command in found):
            # The ten of "8 из 10" is no age and no sum.
            age = [c for c in found if c.slot is Slot.AGE and not _AGE_WORD.search(c.evidence)]
            echoes = {Slot.BUDGET_RUB, Slot.AGE, Slot.CAUTIONS} if age else {Slot.BUDGET_RUB}
            found = [command for command in found if command.slot not in echoes]
        if self.asked in (Slot.CAUTIONS, Slot.ALLERGIES):
            # "Nothing special" answers the question; it names no kind of skin then.
            found = [
                command
                for command in found
                if command.value != SkinType.NORMAL
                or _OF_SKIN.search(command.evidence.lower())
                or _CHANGED.search(text)
            ]
        if self.asked == Slot.SENSITIVE:
            # "Calm" or "normal" answers whether the skin reacts; it names no kind of skin then.
            plain = _PLAIN.fullmatch(text)
            found = [
                command
                for command in found
                if command.slot is not Slot.SKIN_TYPE
                or not (
                    plain or _CALM.search(command.evidence.lower()) or _IN_THAT_WAY.search(text)
                )
            ]
        return found

    def _make(
        self,
        act: Act,
        slot: Slot | None,
        value: object,
        start: int,
        end: int,
        confidence: float = 0.95,
    ) -> Command:
        evidence = self.reading.evidence(start, end)
        return Command.model_validate(
            {
                "act": act,
                "slot": slot,
                "value": value,
                "evidence": evidence,
                "confidence": confidence,
            }
        )

    def _set(
        self, slot: Slot, value: object, start: int, end: int, confidence: float = 0.95
    ) -> Command:
        old = getattr(self.profile, slot.value)
        changed = old is not None and not isinstance(old, tuple) and old != value
        return self._make(Act.CORRECT if changed else Act.SET, slot, value, start, end, confidence)

    def _whole(
        self, act: Act, slot: Slot | None = None, value: object = None, confidence: float = 0.95
    ) -> Command:
        return self._make(act, slot, value, 0, len(self.reading.text), confidence)

    # --- statements ------------------------------------------------------------------------
    def _skin(self) -> list[Command]:
        found = []
        said = None if self.asked in SKIN_TEST else skin.skin_type(self.mentions, self.context)
        if said is not None:
            found.append(
                self._set(Slot.SKIN_TYPE, said.value, said.start, said.end, said.confidence)
            )
        elif self.asked not in SKIN_TEST:
            found += [
                self._make(Act.DENY, Slot.SKIN_TYPE, skin.TYPE_OF[m.concept], m.start, m.end)
                for m in self.mentions
                if m.concept in ("oily", "dry", "combination", "normal")
                and self.context.asserted(m)
                and self.context.is_negated(m)
            ]
        feels = skin.sensitivity(self.mentions, self.context)
        if feels is not None:
            found.append(
                self._set(Slot.SENSITIVE, feels.value, feels.start, feels.end, feels.confidence)
            )
        return found

    def _goals(self) -> list[Command]:
        wanted = goals.goals(self.mentions, self.context)
        kind = skin.skin_type(self.mentions, self.context)
        mixed = kind is not None and kind.value is SkinType.COMBINATION
        flakes = re.compile("шелуш|flak|сохн|сух")
        if mixed:  # flaky cheeks are part of what makes the skin combination
            wanted = [
                (c, m)
                for c, m in wanted
                if c is not Concern.DRYNESS or not flakes.match(self.context.text[m.start : m.end])
            ]
        found = [self._make(Act.SET, Slot.GOALS, (c.value,), m.start, m.end) for c, m in wanted]
        kept = {concern for concern, _ in wanted}
        denied = dict(goals.denied(self.mentions, self.context))
        found += [
            self._make(Act.DENY, Slot.GOALS, (c.value,), m.start, m.end)
            for c, m in denied.items()
            if c not in kept
        ]
        return found

    def _facts(self) -> list[Command]:
        found = []
        years = own_age(self.context, asked=self.asked == Slot.AGE)
        if years is not None:
            found.append(self._set(Slot.AGE, years.value, years.start, years.end))
        for value in cautions(self.mentions, self.context, years.value if years else None):
            at = (
                (years.start, years.end)
                if value.name == "minor" and years
                else (value.start, value.end)
            )
            found.append(self._make(Act.SET, Slot.CAUTIONS, (value.name,), *at, value.confidence))
        held = {c.value[0] for c in found if isinstance(c.value, tuple)}
        found += [
            self._make(Act.DENY, Slot.CAUTIONS, (m.concept,), m.start, m.end)
            for m in self.mentions
            if m.concept in ("pregnancy", "breastfeeding", "trying_to_conceive", "isotretinoin")
            and m.concept not in held
            and self.context.is_self(m)
            and self.context.is_negated(m)
        ]
        again = self.profile.budget_rub is not None and bool(_NEW_SUM.search(self.context.text))
        budget = numbers.money(self.context.text, asked=self.asked == Slot.BUDGET_RUB or again)
        if budget is not None and (
            years is None or budget.start != years.start or self.asked == Slot.BUDGET_RUB
        ):
            found.append(self._set(Slot.BUDGET_RUB, budget.value, budget.start, budget.end))
        return found

    def _allergies(self) -> list[Command]:
        asked = self.asked in (Slot.ALLERGIES, Slot.CAUTIONS)
        hits = _allergens(self.context.text)
        found = allergies.told(
            self.context, hits, asked=asked and not answers.is_unknown(self.context.text)
        )
        commands = [self._make(Act.SET, Slot.ALLERGIES, (v.name,), v.start, v.end) for v in found]
        return commands or self._unknown_allergen()

    def _unknown_allergen(self) -> list[Command]:
        """An allergen that no list has is kept in the person's words: safer than forgetting it."""
        match = _UNKNOWN_ALLERGEN.search(self.context.text)
        if (
            match is None
            or reactions.denies(self.context.text)
            or reactions.outside(self.context.text, match.start(), match.end())
        ):
            return []
        known = allergen_names.hits_in(self.context.text)
        if any(match.start() <= hit[1] < match.end() for hit in known):
            return []  # no unknown one: the message itself has cleared it
        name = (match["ru"] or match["en"]).strip()
        mention = Mention(match.start(), match.end(), "allergen")
        if (
            allergies.is_vague(name)
            or not self.context.is_self(mention)
            or self.context.is_negated(mention)
            or not (match["en"] or re.search(r" (?:на|к) ", match.group()))
        ):
            return []
        return [self._make(Act.SET, Slot.ALLERGIES, (name,), match.start(), match.end(), 0.7)]

    def _fragrance(self) -> list[Command]:
        said = fragrance_free(
            self.mentions, self.context, [Value(*h) for h in _allergens(self.context.text)]
        )
        if said is None:
            return []
        value, mention = said
        return [self._set(Slot.FRAGRANCE_FREE, value, mention.start, mention.end)]

    def _shelf(self) -> list[Command]:
        said = self.context.text
        asked = self.asked == Slot.SHELF and not (answers.is_none(said) or answers.is_no(said))
        names = shelf.owned(self.reading.original, asked=asked)
        return [
            Command(act=Act.SET, slot=Slot.SHELF, value=(name,), evidence=name, confidence=0.8)
            for name in names
        ]

    # --- answers ---------------------------------------------------------------------------
    def _answer_first(self) -> list[Command]:
        """Answers that are no statements by themselves: picks, yes and no, ratings."""
        text, asked = self.context.text, self.asked or ""
        if asked in {"rating", "rating_reason"}:
            score = speech.rating(text, asked=asked == "rating")
            return [] if score is None else [self._whole(Act.RATING, None, score)]
        if asked in SKIN_TEST:
            return self._test_answer()
        if asked.startswith(_YES_NO):
            if answers.is_no(text):
                return [self._whole(Act.REJECT)]
            return [self._whole(Act.CONFIRM)] if answers.is_yes(text) else []
        score = speech.rating(text, asked=False)
        return [] if score is None else [self._whole(Act.RATING, None, score)]

    def _test_answer(self) -> list[Command]:
        text = self.context.text
        if answers.is_unknown(text):
            return [self._whole(Act.UNKNOWN)]
        pick = answers.chosen(text, self.options)
        if pick is None:
            words = _TEST_WORDS[self.asked or ""]
            order = (1, 2, 0) if self.asked == "skin_test_2" else (0, 2, 1)
            pick = next((i for i in order if re.search(rf"(?<!\w)(?:{words[i]})", text)), None)
        return [] if pick is None else [self._whole(Act.SET, None, pick)]

    def _short_answer(self) -> list[Command]:
        """The answer to a slot question that stated nothing by its own words."""
        if self.asked not in set(Slot):
            return []
        slot, text = Slot(self.asked), self.context.text
        if (found := self._picks(slot, text)) and not answers.is_unknown(text):
            return found
        if slot is Slot.BUDGET_RUB and _NO_LIMIT.search(text):
            return [self._whole(Act.UNKNOWN, slot)]
        if slot is Slot.FRAGRANCE_FREE:
            return self._fragrance_answer(text)
        if answers.is_unknown(text):
            return [self._whole(Act.UNKNOWN, slot)]
        if answers.is_refusal(text):
            return [self._whole(Act.REFUSE, slot)]
        if slot is Slot.SENSITIVE:
            return self._sensitive_answer(text)
        if slot is Slot.SKIN_TYPE and (
            _PLAIN.fullmatch(text) or re.search(r"(?<!\w)норм(?!\w)", text)
        ):
            return [self._whole(Act.SET, slot, SkinType.NORMAL)]
        listed = slot in (Slot.CAUTIONS, Slot.ALLERGIES, Slot.GOALS, Slot.SHELF)
        if listed and answers.is_none(text):
            return [self._whole(Act.NONE, slot)]
        return []

    def _sensitive_answer(self, text: str) -> list[Command]:
        if _CALM_ANSWER.fullmatch(text) or _NO_FIRST.match(text):
            return [self._whole(Act.SET, Slot.SENSITIVE, value=False)]
        if _RARELY.search(text):
            return [self._whole(Act.SET, Slot.SENSITIVE, value=False)]
        wants = any(act is Act.ROUTINE for act, _ in speech.acts(text))
        return [] if wants else self._yes_no(Slot.SENSITIVE, text)  # "давайте схему" is no yes

    def _picks(self, slot: Slot, text: str) -> list[Command]:
        """The offered answers that are picked: several where the slot holds a list."""
        picks = answers.picked(text, self.options)
        if slot not in LIST_SLOTS and len(picks) > 1:
            return []
        return [command for pick in picks for command in self._from_label(slot, self.options[pick])]

    def _from_label(self, slot: Slot, label: str) -> list[Command]:
        """A picked label read as if it had been typed."""
        if label in set(SkinType) and slot is Slot.SKIN_TYPE:
            return [self._whole(Act.SET, slot, label)]
        if label in set(Concern) and slot is Slot.GOALS:
            return [self._whole(Act.SET, slot, (label,))]
        if label.strip().lower() == self.context.text.strip():
            return []
        inner = read_message(label, asked=self.asked)
        return [
            command.model_copy(update={"evidence": self.reading.original})
            for command in inner.commands
            if command.slot is slot or command.act in (Act.UNKNOWN, Act.NONE, Act.REFUSE)
        ]

    def _yes_no(self, slot: Slot, text: str) -> list[Command]:
        if answers.is_no(text):
            return [self._whole(Act.SET, slot, value=False)]
        return [self._whole(Act.SET, slot, value=True)] if answers.is_yes(text) else []

    def _fragrance_answer(self, text: str) -> list[Command]:
        if _EITHER.search(text) or answers.is_unknown(text):
            return [self._whole(Act.UNKNOWN, Slot.FRAGRANCE_FREE)]
        if re.search(
            r"(?<!\w)(?:пусть пахн\w+|нравится|люблю|обожаю|love|like it)(?!\w)", text
        ) and (not re.search(r"(?<!\w)(?:не|без|don't|no|unscented)(?!\w)", text)):
            return [self._whole(Act.SET, Slot.FRAGRANCE_FREE, value=False)]
        if re.search(r"(?<!\w)(?:без|without|unscented|free)(?!\w)", text):
            return [self._whole(Act.SET, Slot.FRAGRANCE_FREE, value=True)]
        if re.search(r"(?<!\w)(?:с запахом|с отдушк\w+|можно с|with scent|scented)(?!\w)", text):
            return [self._whole(Act.SET, Slot.FRAGRANCE_FREE, value=False)]
        return self._yes_no(Slot.FRAGRANCE_FREE, text)

    # --- acts ------------------------------------------------------------------------------
    def _acts(self, *, filled: bool) -> list[Command]:
        found = []
        for act, said in speech.acts(self.context.text):
            if act is Act.STOP and filled:
                continue
            if act is Act.ROUTINE and any(w in said for w in ("что такое",)):
                continue
            found.append(Command(act=act, evidence=said))
        return found
