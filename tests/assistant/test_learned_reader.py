"""The second reader: pieces, features, and what it adds, doubts and drops."""

import hashlib
import itertools
import json
from collections.abc import Sequence
from importlib import resources

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.profile import Act, Profile, Slot, merge
from assistant.understanding import LearnedReader, Understander, profile_of
from assistant.understanding.learned import allergens, signs
from assistant.understanding.learned.features import CHARS, WORDS, hashed
from assistant.understanding.learned.heads import Heads, log_odds, sigmoid
from assistant.understanding.learned.labels import HEADS, LABELS, SLOTS, labels_of, value_of
from assistant.understanding.learned.pieces import pieces, windows
from assistant.understanding.learned.reader import DOUBTFUL, SURE, Judge, asks_for_meaning
from assistant.understanding.rules import read_message
from tests.fakes import ScriptedModel

DIMENSIONS = 4


class FlatEmbedder:
    """Every text is the same: what is read comes from the n-grams."""

    name, dimensions = "flat", DIMENSIONS

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        return np.full((len(texts), DIMENSIONS), 0.5, np.float32)

    def tuned(self, weights: dict[str, np.ndarray], name: str) -> "FlatEmbedder":
        assert weights
        assert name != self.name
        return self


def heads(**words: str) -> Heads:
    """Heads that know some words: label (dots as double underscores) by word."""
    sparse = np.zeros((CHARS + WORDS, len(HEADS)), np.float32)
    for word, label in words.items():
        columns, _ = hashed(word)
        sparse[columns[columns >= CHARS], HEADS.index(label)] = 40
    zero = np.zeros((DIMENSIONS, len(HEADS)), np.float32)
    return Heads(zero, zero, sparse, np.full(len(HEADS), -5, np.float32))


def judge(names: Sequence[str], **weights: float) -> Judge:
    vector = np.zeros(len(names) + 1, np.float32)
    for name, weight in weights.items():
        vector[list(names).index(name.replace("_", " "))] = weight
    return Judge(vector, add=0.5, keep=0.5, sure=0.9)


def reader(told: float = 1.0, ruled: float = 0.0, **words: str) -> LearnedReader:
    judges = {
        slot: judge(signs.NAMES, best_piece=told, set_by_rules=ruled, piece_of_others=-9)
        for slot in SLOTS
    }
    judges[Slot.ALLERGIES] = judge(allergens.NAMES, best_piece=told, read_by_rules=ruled)
    return LearnedReader(FlatEmbedder(), FlatEmbedder(), heads(**words), judges)


def read(text: str, asked: str | None = None, known: Profile | None = None, **how) -> list:
    known = known or Profile()
    draft = read_message(text, asked=asked, profile=known)
    return list(reader(**how).read(draft, known))


@given(st.text(max_size=300))
def test_pieces_cover_the_text_in_order(text: str) -> None:
    found = pieces(text)
    assert all(a[1] == b[0] for a, b in itertools.pairwise(found))
    assert found[0][0] == 0
    assert windows(text)[-1] == (0, len(text))


def test_pieces_are_clauses_or_items_of_a_list() -> None:
    text = "oily, 24, wrinkles. no, and black dots on my nose"
    assert [text[a:b].strip() for a, b in pieces(text)] == [
        "oily,",
        "24, wrinkles.",
        "no, and black dots on my nose",
    ]


def test_neighbours_are_looked_at_together() -> None:
    text = "one two. three four. five six."
    said = [text[a:b].strip() for a, b in windows(text)]
    assert "one two. three four." in said
    assert "three four. five six." in said


@given(st.text(min_size=1, max_size=80))
def test_hashed_blocks_have_length_one_and_stay_in_range(text: str) -> None:
    columns, values = hashed(text)
    assert all(0 <= c < CHARS + WORDS for c in columns)
    for block in (columns < CHARS, columns >= CHARS):
        norm = float(np.linalg.norm(values[block]))
        assert norm == pytest.approx(1, abs=1e-4) or not block.any()


def test_log_odds_invert_the_logistic_function() -> None:
    p = np.array([0.01, 0.5, 0.9], np.float32)
    assert sigmoid(log_odds(p)) == pytest.approx(p, abs=1e-4)


def test_a_missed_value_is_added_with_the_clause_as_evidence() -> None:
    found = read("Привет всем. Нос будто квазипук, жуть", квазипук="goals.blackheads")
    added = [c for c in found if c.slot is Slot.GOALS]
    assert [(c.value, c.act) for c in added] == [(("blackheads",), Act.SET)]
    assert "квазипук" in added[0].evidence
    assert added[0].confidence == SURE


def test_a_likely_but_unsure_value_is_doubtful() -> None:
    found = read("нос будто квазипук", told=0.1, квазипук="goals.blackheads")
    assert [c.confidence for c in found if c.slot is Slot.GOALS] == [DOUBTFUL]


def test_what_the_rules_invent_is_dropped() -> None:
    assert not [c for c in read("у меня прыщи на лбу") if c.slot is Slot.GOALS]
    kept = read("у меня прыщи на лбу", ruled=20.0)
    assert [c.value for c in kept if c.slot is Slot.GOALS] == [("acne",)]


@pytest.mark.parametrize("text", ["у мужа нос будто квазипук", "квазипук"])
def test_other_people_and_single_words_are_left(text: str) -> None:
    assert not [c for c in read(text, квазипук="goals.blackheads") if c.slot is Slot.GOALS]


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("what is melasma", True),
        ("What are blackheads?", True),
        ("what causes wrinkles", True),
        ("что такое мелазма?", True),
        ("откуда берутся прыщи", True),
        ("what does comedogenic mean?", True),
        ("what is good for acne", False),
        ("what is my skin type", False),
        ("what are these spots on my chin and how do they go", False),
        ("у меня прыщи", False),
    ],
)
def test_who_asks_what_a_word_means_says_nothing_of_the_own_skin(text: str, meaning: bool) -> None:
    assert asks_for_meaning(text) is meaning


def test_an_answer_to_the_question_is_not_doubted() -> None:
    answered = read("ну да, бывает иногда", asked="sensitive")
    assert [c.value for c in answered if c.slot is Slot.SENSITIVE] == [True]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("bumpy texture, oily", "oily"),
        ("жирная, 24, поры", "oily"),
        ("Nothing left? oily, 21", "oily"),
        ("25, oily af", "oily"),
        ("мне 28 жырная кожа", "oily"),  # a slip of the pen, mended
        ("крем какой-то жирная кожа квазипук", "oily"),  # named in so many words
        ("квазипук вся такая жирная мымрик", None),
    ],
)
def test_a_kind_of_skin_in_a_list_stands(text: str, kind: str | None) -> None:
    ruled = merge(Profile(), read_message(text).commands).skin_type
    assert ruled == "oily"
    assert merge(Profile(), tuple(read(text))).skin_type == kind


def test_an_age_makes_a_minor_whatever_the_signs_say() -> None:
    found = read("мне 15 лет, что делать")
    assert ("minor",) in [c.value for c in found if c.slot is Slot.CAUTIONS]


def test_one_skin_type_at_most_and_a_change_is_a_correction() -> None:
    found = read(
        "квазипук мымрик кожа",
        known=Profile(skin_type="dry"),
        квазипук="skin_type.oily",
        мымрик="skin_type.normal",
    )
    kinds = [(c.act, c.value) for c in found if c.slot is Slot.SKIN_TYPE]
    assert len(kinds) == 1
    assert kinds[0][0] is Act.CORRECT


def test_allergens_are_judged_one_by_one() -> None:
    told = "квазипук ланолин, он мимо. Пользуюсь ниацинамидом давно"
    found = read(told, квазипук="allergies.told")
    assert merge(Profile(), found).allergies == ("lanolin",)
    assert not merge(Profile(), read("аллергия на ланолин")).allergies
    assert merge(Profile(), read("аллергия на ланолин", ruled=20.0)).allergies == ("lanolin",)


@pytest.mark.parametrize(
    ("text", "asked", "named"),
    [
        ("квазипук ниацинамид на полке", None, ()),
        ("квазипук ниацинамид на полке", "allergies", ("niacinamide",)),
        ("квазипук ниацинамид под запретом", None, ("niacinamide",)),
        ("квазипук without fragrance please. Itching never", None, ()),
    ],
)
def test_what_only_stands_on_the_shelf_is_no_allergy(
    text: str, asked: str | None, named: tuple[str, ...]
) -> None:
    found = read(text, asked=asked, квазипук="allergies.told")
    assert merge(Profile(), found).allergies == named


def test_labels_and_values_belong_together() -> None:
    profile = Profile(skin_type="dry", sensitive=False, goals=("acne",), cautions=("minor",))
    assert labels_of(profile) == {
        "skin_type.dry", "sensitive.false", "goals.acne", "cautions.minor",
    }  # fmt: skip
    assert [value_of(x) for x in ("skin_type.dry", "sensitive.false", "goals.acne")] == [
        "dry", False, ("acne",),
    ]  # fmt: skip


async def test_the_understander_uses_it_and_does_without() -> None:
    text = "нос будто квазипук"
    without = await Understander(None).understand(text)
    both = Understander(None, reader=reader(квазипук="goals.blackheads"))
    assert profile_of(without).goals == ()
    assert profile_of(await both.understand(text)).goals == ("blackheads",)
    assert profile_of(await both.understand(text, asked="confirm:skin_type")).goals == ()


async def test_a_guess_of_the_model_is_asked_back_only_if_it_is_possible() -> None:
    text = "нос будто маком обсыпали утром"
    guess = [{"words": "нос будто маком обсыпали", "label": "blackheads"}]

    async def asked_back(told: float) -> list[object]:
        model = ScriptedModel([json.dumps(guess)])
        understander = Understander(model, reader=reader(told=told))
        return [c.value for c in (await understander.understand(text)).needs_confirmation]

    # No word speaks for it, log-odds -5; the judge weighs that half (0.076) or whole (0.007).
    assert await asked_back(told=0.5) == [("blackheads",)]
    assert not await asked_back(told=1.0)
    assert reader().possible(read_message(text), ()) == ()


def test_the_shipped_weights_are_of_the_shipped_examples() -> None:
    package = resources.files("assistant.understanding")
    card = json.loads(package.joinpath("data", "reader.json").read_text("utf-8"))
    whole = hashlib.sha256()
    for path in sorted(package.joinpath("examples").iterdir(), key=lambda p: p.name):
        whole.update(path.name.encode() + path.read_bytes())
    assert card["examples_sha256"] == whole.hexdigest(), "run scripts/fit_reader.py"
    assert card["labels"] == list(LABELS)
    assert card["signs"] == list(signs.NAMES)
    assert set(card["judges"]) == {slot.value for slot in (*SLOTS, Slot.ALLERGIES)}


def test_the_shipped_weights_load() -> None:
    loaded = LearnedReader.load(FlatEmbedder())
    assert loaded.heads.sparse.shape == (CHARS + WORDS, len(HEADS))


def test_what_is_wanted_gone_in_the_sentence_is_told_apart() -> None:
    column = signs.NAMES.index("fought here")
    one = reader(квазипук="goals.oiliness")
    quiet, fought = (
        signs.rows(draft, one.look(draft.context.text), signs.Ruled.of(()))
        for draft in map(read_message, ("лицо будто квазипук", "хочу убрать этот квазипук"))
    )
    at = LABELS.index("goals.oiliness")
    assert (quiet[at, column], fought[at, column]) == (0, 1)


def test_clauses_written_after_failures_are_marked_by_their_file() -> None:
    examples = resources.files("assistant.understanding").joinpath("examples")
    names = {path.name for path in examples.iterdir()}
    assert {"clauses_en.txt", "clauses_ru.txt", "clauses_seen.txt"} <= names


def test_a_few_words_that_answer_the_question_are_not_read_further() -> None:
    assert [c.act for c in read("не знаю, квазипук", asked="skin_type", квазипук="skin_type.dry")
            if c.slot is Slot.SKIN_TYPE] == [Act.UNKNOWN]  # fmt: skip
    longer = "не знаю честно говоря но лицо будто квазипук"
    values = [c.value for c in read(longer, asked="skin_type", квазипук="skin_type.dry")]
    assert "dry" in values


def test_an_allergen_that_equals_a_reaction_is_told_apart() -> None:
    column = allergens.NAMES.index("equals a reaction")
    for text, equal in (("SLS = rash", 1), ("SLS - это сыпь", 1), ("SLS here, no rash", 0)):
        draft = read_message(text)
        assert allergens.rows(draft, reader().look(draft.context.text))[0, column] == equal, text


@pytest.mark.parametrize(
    ("text", "sensitive"),
    [
        ("oily, and it's not sensitive", False),
        ("чувствительная кожа", True),
        ("чюствительная", True),
    ],
)
def test_sensitivity_named_by_its_name_stands(text: str, sensitive: bool) -> None:
    assert merge(Profile(), tuple(read(text))).sensitive is sensitive


def test_a_long_message_is_judged_whatever_was_asked() -> None:
    text = "хочу чтобы прыщи на лбу ушли наконец совсем и нос квазипук"
    found = read(text, asked="goals", квазипук="goals.blackheads")
    assert [c.value for c in found if c.slot is Slot.GOALS] == [("blackheads",)]
    few = read("прыщи на лбу", asked="goals", квазипук="goals.blackheads")
    assert [c.value for c in few if c.slot is Slot.GOALS] == [("acne",)]


def test_what_a_whole_message_answers_is_kept_however_long() -> None:
    text = "not at all, that's my sister who has it"
    answered = read(text, asked="sensitive")
    assert [c.value for c in answered if c.slot is Slot.SENSITIVE] == [False]


@pytest.mark.parametrize(
    ("text", "cautions"),
    [
        ("мне 34, это дочка квазипук мымрик", ()),
        ("это я про школу, квазипук мымрик", ("minor",)),
    ],
)
def test_a_grown_up_is_no_minor(text: str, cautions: tuple[str, ...]) -> None:
    found = read(text, квазипук="cautions.minor", мымрик="cautions.minor")
    assert merge(Profile(), tuple(found)).cautions == cautions


def test_allergies_of_others_are_none_where_the_speaker_has_none() -> None:
    text = "у мамы квазипук от ланолина, у меня аллергий нет"
    found = read(text, asked="allergies", квазипук="allergies.told")
    assert merge(Profile(), tuple(found)).allergies == ()


@pytest.mark.parametrize(
    ("text", "told", "goals"),
    [
        ("нет прыщей, у меня нос квазипук", 0.1, ()),  # likely, but not sure
        ("нет прыщей, у меня нос квазипук", 1.0, ("acne",)),
        ("хочу крем получше, без квазипук", 1.0, ("acne",)),
        ("нет прыщей, без квазипук", 1.0, ()),  # the piece says itself that there are none
    ],
)
def test_a_goal_that_is_denied_is_added_only_where_it_is_sure(
    text: str, told: float, goals: tuple[str, ...]
) -> None:
    found = read(text, told=told, квазипук="goals.acne")
    assert merge(Profile(), tuple(found)).goals == goals
