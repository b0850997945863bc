"""The closed sets of words that every other module speaks in.

Values are the stable wire names of the command-line and JSON interface.
"""

from enum import StrEnum


class Language(StrEnum):
    """Languages the assistant speaks."""

    RU = "ru"
    EN = "en"


class SkinType(StrEnum):
    """Sebum-based skin types as a person would name them."""

    DRY = "dry"
    OILY = "oily"
    COMBINATION = "combination"
    NORMAL = "normal"


class Concern(StrEnum):
    """What a person wants to care about; also what a photo may show."""

    ACNE = "acne"
    POST_ACNE = "post_acne"
    BLACKHEADS = "blackheads"
    ENLARGED_PORES = "enlarged_pores"
    OILINESS = "oiliness"
    DRYNESS = "dryness"
    REDNESS = "redness"
    PIGMENTATION = "pigmentation"
    WRINKLES = "wrinkles"
    FIRMNESS = "firmness"
    DARK_CIRCLES = "dark_circles"
    PUFFINESS = "puffiness"
    DULLNESS = "dullness"
    UNEVEN_TEXTURE = "uneven_texture"
    SUN_PROTECTION = "sun_protection"


class Caution(StrEnum):
    """Circumstances that narrow what may be recommended."""

    PREGNANCY = "pregnancy"
    BREASTFEEDING = "breastfeeding"
    TRYING_TO_CONCEIVE = "trying_to_conceive"
    ISOTRETINOIN = "isotretinoin"
    RECENT_PROCEDURE = "recent_procedure"
    MINOR = "minor"
    ECZEMA_PRONE = "eczema_prone"


class RedFlag(StrEnum):
    """Signs that call for a person with a licence instead of a cosmetic."""

    CHANGING_MOLE = "changing_mole"
    NON_HEALING_SORE = "non_healing_sore"
    ALLERGIC_SWELLING = "allergic_swelling"
    RASH_WITH_FEVER = "rash_with_fever"
    SPREADING_INFECTION = "spreading_infection"
    EYE_INVOLVEMENT = "eye_involvement"
    SEVERE_ACNE = "severe_acne"
    HORMONAL_SIGNS = "hormonal_signs"
    BLISTERING = "blistering"
    INFANT = "infant"
    SELF_HARM = "self_harm"
    BURN = "burn"


class Step(StrEnum):
    """Steps of a routine, in order of application within a part of the day."""

    MAKEUP_REMOVER = "makeup_remover"
    CLEANSER = "cleanser"
    EXFOLIANT = "exfoliant"
    TONER = "toner"
    ESSENCE = "essence"
    SERUM = "serum"
    TREATMENT = "treatment"
    EYE = "eye"
    MOISTURIZER = "moisturizer"
    OIL = "oil"
    MASK = "mask"
    LIP = "lip"
    SUNSCREEN = "sunscreen"
    OTHER = "other"


class Texture(StrEnum):
    """Texture, from watery to rich: thinner textures go on first."""

    WATER = "water"
    FOAM = "foam"
    GEL = "gel"
    FLUID = "fluid"
    MILK = "milk"
    LOTION = "lotion"
    EMULSION = "emulsion"
    CREAM = "cream"
    BALM = "balm"
    OIL = "oil"
    CLAY = "clay"
    POWDER = "powder"
    STICK = "stick"
    PATCH = "patch"
    UNKNOWN = "unknown"


class Tri(StrEnum):
    """Yes, no, or honestly unknown. Unknown never counts as yes where safety is concerned."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class PartOfDay(StrEnum):
    """When a routine step is done."""

    MORNING = "morning"
    EVENING = "evening"


class Active(StrEnum):
    """Families of active ingredients that rules speak about."""

    RETINOID = "retinoid"
    AHA = "aha"
    BHA = "bha"
    PHA = "pha"
    AZELAIC_ACID = "azelaic_acid"
    BENZOYL_PEROXIDE = "benzoyl_peroxide"
    VITAMIN_C = "vitamin_c"
    VITAMIN_C_DERIVATIVE = "vitamin_c_derivative"
    NIACINAMIDE = "niacinamide"
    HYALURONIC_ACID = "hyaluronic_acid"
    CERAMIDE = "ceramide"
    PEPTIDE = "peptide"
    COPPER_PEPTIDE = "copper_peptide"
    ARBUTIN = "arbutin"
    KOJIC_ACID = "kojic_acid"
    TRANEXAMIC_ACID = "tranexamic_acid"
    HYDROQUINONE = "hydroquinone"
    BAKUCHIOL = "bakuchiol"
    SULFUR = "sulfur"
    ZINC = "zinc"
    CLAY = "clay"
    UREA = "urea"
    PANTHENOL = "panthenol"
    CENTELLA = "centella"
    CAFFEINE = "caffeine"
    VITAMIN_K = "vitamin_k"
    VITAMIN_E = "vitamin_e"
    TEA_TREE = "tea_tree"
    LICORICE = "licorice"
    SQUALANE = "squalane"
    GLYCERIN = "glycerin"
    ALLANTOIN = "allantoin"
    ENZYME = "enzyme"
    SCRUB = "scrub"
    UV_FILTER = "uv_filter"
    RESORCINOL = "resorcinol"
    FERMENT = "ferment"
    ANTIOXIDANT = "antioxidant"
