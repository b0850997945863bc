"""Which allergens a message names, and under which name."""

import pytest

from assistant.understanding.allergen_names import _SPECIFIC, hits_in
from knowledge.allergens import resolve


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("на sls сыпь", ["sodium lauryl sulfate"]),
        ("от эфирных масел чешусь", ["essential oils"]),
        ("wool alcohols are out", ["lanolin"]),
        ("parabins give me a rash", ["parabens"]),
        ("methylparaben gives me a rash", ["methylparaben"]),
        ("на пчел", ["bee products"]),
        ("patch test: mit, nickel", ["methylisothiazolinone", "nickel"]),
        ("салициловая кислота жжет", ["salicylic acid"]),
        ("морской коллаген не переношу", ["marine collagen"]),
        ("guar gum and xanthan gum make me swell", ["guar gum", "xanthan gum"]),
        ("ксантановой камеди боюсь, от гуаровой камеди зуд", ["guar gum", "xanthan gum"]),
        ("от кокамида mea волдыри", ["cocamide mea"]),
        ("cocamide dea brings hives", ["cocamide dea"]),
        ("сорбиновой кислоты не выношу", ["sorbic acid"]),
        ("сорбат калия дает зуд", ["potassium sorbate"]),
        ("benzoic acid: itchy", ["benzoic acid"]),
        ("на огурцы и петрушку сыпь", ["cucumber", "parsley"]),
        ("огуречная маска, и щеки в волдырях", ["cucumber"]),
        ("дегтярный? на деготь реакция", ["tar"]),
        ("patch test: potassium dichromate and palladium", ["potassium dichromate", "palladium"]),
        ("от диметикона зуд", ["dimethicone"]),
        ("the silicones give me a rash", ["silicones"]),
        ("лаймовое масло и лайм нельзя", ["lime", "lime oil"]),
        ("bergamot oil, then plain bergamot, both itch", ["bergamot", "bergamot oil"]),
        ("коричник дал крапивницу", ["cinnamon"]),
        ("cinnamic aldehyde is out, cinnamyl alcohol too", ["cinnamal", "cinnamyl alcohol"]),
        ("ванилину не рада, чешусь", ["vanillin"]),
        ("кофеин вызывает зуд", ["caffeine"]),
        ("coffee gives me hives", ["coffee"]),
        ("токоферола ацетат дает сыпь", ["tocopheryl acetate"]),
        ("wheatgerm oil = hives", ["wheat germ oil"]),
        ("масло зародышей пшеницы мне вредит", ["wheat germ oil"]),
        ("retinal gave me a rash, tretinoin as well", ["retinal", "tretinoin"]),
        ("на ретиноиды аллергия", ["retinoids"]),
        ("аскорбиновой кислоты не надо, сыпь", ["ascorbic acid"]),
        ("папаин и бромелайн дают отек", ["bromelain", "papain"]),
        ("аллергия на пчелиный яд", ["bee venom"]),
        ("bronopol and diazolidinyl urea", ["bronopol", "diazolidinyl urea"]),
        ("wool grease makes me itch", ["lanolin"]),
        ("шерстяные спирты и овечий жир", ["lanolin", "lanolin"]),
        ("propilene glycol makes me itch", ["propylene glycol"]),
        ("пропилин гликоль дал сыпь", ["propylene glycol"]),
        ("эфирка чайного дерева дала сыпь", ["tea tree oil"]),
        ("окисью цинка обсыпало", ["zinc oxide"]),
        ("feverfew and tansy make me swell", ["feverfew", "tansy"]),
        ("аллергия на казеин и лактозу", ["casein", "lactose"]),
        ("salycilic acid makes me itch", ["salicylic acid"]),
    ],
)
def test_allergens_have_one_name_each(text: str, names: list[str]) -> None:
    assert sorted(name for name, _, _ in hits_in(text)) == sorted(names)


@pytest.mark.parametrize(
    "text",
    ["кожа тонкая", "эластичность пропала", "i burn in the sun", "taking folic acid"]  # noqa: RUF005
    + ["рожа горит", "икры чешутся", "ячмень на глазу", "вылезла крапивка"],
)
def test_words_that_only_look_like_allergens_are_none(text: str) -> None:
    assert hits_in(text) == []


@pytest.mark.parametrize("name", sorted(set(_SPECIFIC.values())))
def test_each_name_can_be_looked_for_on_labels(name: str) -> None:
    assert resolve(name) is not None
