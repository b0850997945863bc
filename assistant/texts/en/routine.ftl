# The routine: all its words.
routine-disclaimer = This is cosmetic care advice from an AI program, not medical advice and not a diagnosis. See a dermatologist if your skin hurts, breakouts get worse, you notice swelling or crusts, or a mole has changed.

routine-step-makeup_remover = Make-up removal
routine-step-cleanser = Cleanse
routine-step-exfoliant = Exfoliate
routine-step-toner = Toner
routine-step-essence = Essence
routine-step-serum = Serum
routine-step-treatment = Active care
routine-step-eye = Eye area
routine-step-moisturizer = Moisturise
routine-step-oil = Oil
routine-step-mask = Mask
routine-step-lip = Lips
routine-step-sunscreen = Sun protection
routine-step-other = Care

# Names of actives, as the subject of a sentence.
routine-active-retinoid = retinoid
routine-active-aha = AHA acids
routine-active-bha = salicylic acid (BHA)
routine-active-pha = PHA acids
routine-active-azelaic_acid = azelaic acid
routine-active-benzoyl_peroxide = benzoyl peroxide
routine-active-vitamin_c = vitamin C
routine-active-vitamin_c_derivative = vitamin C derivative
routine-active-niacinamide = niacinamide
routine-active-hyaluronic_acid = hyaluronic acid
routine-active-ceramide = ceramides
routine-active-peptide = peptides
routine-active-copper_peptide = copper peptides
routine-active-arbutin = arbutin
routine-active-kojic_acid = kojic acid
routine-active-tranexamic_acid = tranexamic acid
routine-active-hydroquinone = hydroquinone
routine-active-bakuchiol = bakuchiol
routine-active-sulfur = sulfur
routine-active-zinc = zinc
routine-active-clay = clay
routine-active-urea = urea
routine-active-panthenol = panthenol
routine-active-centella = centella
routine-active-caffeine = caffeine
routine-active-vitamin_k = vitamin K
routine-active-vitamin_e = vitamin E
routine-active-tea_tree = tea tree oil
routine-active-licorice = licorice
routine-active-squalane = squalane
routine-active-glycerin = glycerin
routine-active-allantoin = allantoin
routine-active-enzyme = enzymes
routine-active-scrub = scrub
routine-active-uv_filter = UV filters
routine-active-resorcinol = resorcinol derivatives
routine-active-ferment = ferments
routine-active-antioxidant = antioxidants

# "for the care of skin …"
routine-goal-acne = prone to breakouts
routine-goal-post_acne = with post-breakout marks
routine-goal-blackheads = with blackheads
routine-goal-enlarged_pores = with visible pores
routine-goal-oiliness = with excess shine
routine-goal-dryness = prone to dryness
routine-goal-redness = prone to redness
routine-goal-pigmentation = with dark spots
routine-goal-wrinkles = with wrinkles
routine-goal-firmness = losing firmness
routine-goal-dark_circles = with dark circles
routine-goal-puffiness = with puffiness
routine-goal-dullness = with a dull tone
routine-goal-uneven_texture = with uneven texture
routine-goal-sun_protection = in the sun
routine-and = { $first } and { $last }

routine-why-goal = { $active } — for the care of skin { $goals }.
routine-why-barrier = { $active } — to support moisture and the skin barrier.
routine-why-clean = Rinses off sebum, dust and sunscreen.
routine-why-moist = Helps keep the skin moisturised.
routine-why-sun = SPF { $spf }: daily protection from UV light.
routine-why-sun-unknown = Daily protection from UV light; the catalogue does not state the SPF, so choose 30 or more.
routine-why-eye = Light care for the eye area { $goals }.
routine-why-lip = Softens dry lips.
routine-why-treat = A light extra step.
routine-why-skin-dry = Suits dry skin.
routine-why-skin-oily = Suits oily skin.
routine-why-skin-combination = Suits combination skin.
routine-why-skin-normal = Suits normal skin.
routine-why-sensitive = Suits sensitive skin.
routine-why-no-fragrance = Fragrance-free.
routine-why-owned = You already have it, so we use it first. Its ingredients are unknown to us: check the label.
routine-why-owned-known = You already have it, so we use it first.

routine-amount-cleanser = 1–2 pumps or a hazelnut, 30–60 seconds, lukewarm water
routine-amount-cleanser-oil = 1–2 pumps with dry hands on dry skin, a minute of massage, then water, then rinse
routine-amount-toner = 3–5 drops with the palms on dry skin
routine-amount-strong-toner = 3–5 drops with the palms on dry skin, away from eyelids and corners of the mouth
routine-amount-serum = 2–3 drops for face and neck
routine-amount-pea = a pea for the whole face, away from eyelids and corners of the mouth
routine-amount-treatment = a thin layer, about a pea for the whole face
routine-amount-eye = a grain of rice for both eyes
routine-amount-moisturizer = a large pea, on damp skin
routine-amount-lip = a thin layer, again whenever lips feel dry
routine-amount-sunscreen = two strips as long as index and middle finger for face and neck

routine-wait-dry = on fully dry skin, 10–20 minutes after washing
routine-wait-absorb = wait 1–2 minutes until it sinks in
routine-wait-sun = 15 minutes before going out; reapply every 2 hours outdoors

routine-day-mon = Mon
routine-day-tue = Tue
routine-day-wed = Wed
routine-day-thu = Thu
routine-day-fri = Fri
routine-day-sat = Sat
routine-day-sun = Sun
routine-when-daily = daily
routine-when-optional = daily; if dry, water alone is enough in the morning
routine-when-from = from week { $week }: { $days }
routine-when-then = from week { $week } { $days }
routine-when-rest = on evenings without other actives

routine-intro-basics = week 1: the basics only — { $names }. { $skin ->
    [sensitive] Your skin is sensitive, so add one product every 2–3 days.
    [hardy] {""}
   *[unknown] If your skin is sensitive, add one product every 2–3 days.
} { $test }
routine-intro-basics-test = Meanwhile patch-test { $name }.
routine-intro-new = week { $week }: add { $name } ({ $part }, { $days }). { $test }
routine-intro-next-test = Meanwhile patch-test { $name }.
routine-intro-more = week { $week }: { $name } — { $days }, if the skin is calm.
routine-intro-keep = week { $week }: nothing new, watch your skin.
routine-intro-keep-weeks = weeks { $week }–{ $last }: nothing new, watch your skin.
routine-intro-short = Week 1: the basics only, then one new product at a time. Stinging for over a minute or peeling: step back or pause.
routine-intro-pause = Stinging for more than a minute, redness or peeling: go back a week or take a break.
routine-part-morning = morning
routine-part-evening = evening

routine-patch-test = Test a new product first in the bend of the elbow or on the inner forearm: a coin-sized spot twice a day for 7–10 days; a wash-off product for 5 minutes. No itch, no redness: it may go on the face.

routine-expect-acne = With breakouts and blackheads the first changes usually show after 6–8 weeks.
routine-expect-dry = Moisture usually feels better within 1–2 weeks.
routine-expect-slow = Tone, texture and wrinkles change slowly: usually 6–12 weeks.
routine-expect-tone = Tone and texture change slowly: usually 6–12 weeks.
routine-expect-redness = Redness calms slowly: usually over 6–12 weeks.
routine-expect-base = Judge the routine after 6–12 weeks.
routine-expect-doctor = If nothing improves in 8–12 weeks, see a dermatologist.

routine-warn-retinoid = In the first weeks a retinoid may dry the skin and make it peel: start with 1–2 evenings a week, a pea, not near eyes and lips; SPF 30+ every morning.
routine-warn-sun = { $name }: the skin becomes more sensitive to the sun, with acids for up to a week after. SPF 30+ every morning, cloudy days included.
routine-warn-bpo = Benzoyl peroxide bleaches fabric: use a white towel and pillowcase. In the EU it is a medicine, not a cosmetic.
routine-warn-no-sunscreen = The catalogue has no sunscreen that is right for you under these conditions. Until you have one: shade from 10 to 16, hat, sunglasses, covering clothes — and ask a pharmacist for an SPF 30+ with a suitable ingredient list.
routine-warn-no-step = The catalogue has nothing suitable for the step “{ $step }”; better to skip it than to take a risk.
routine-warn-isotretinoin = While you take isotretinoin, the doctor who prescribed it decides: no retinoids, acids, scrubs or procedures; only gentle cleansing, a rich moisturiser, lip care and SPF.
routine-warn-procedure = After a recent procedure follow the clinic's aftercare sheet; ask them when actives may return.
routine-warn-eczema = For eczema-prone skin: one new thing at a time and no fragrance; weeping or cracked skin needs a doctor.
routine-warn-minor = Under 18 gentle basics without retinoids and strong acids are enough; show this plan to your parents.
routine-warn-pregnancy = Retinoids and hydroquinone are excluded. Show the list to the doctor who looks after you.
routine-warn-allergy = Allergy: { $names }. Formulas change, so check the label before you buy.
routine-warn-allergy-type = Allergy: { $names }. These are product types, not brands: every brand has its own formula, so do read the label.
routine-warn-shelf-unknown = “{ $name }”: its ingredients are unknown to us, so we do not judge it.
routine-warn-shelf-unknown-many = { $names }: their ingredients are unknown to us, so we do not judge them.
routine-quoted = “{ $name }”
routine-warn-shelf-allergy = “{ $name }” is not in the plan: its ingredients are unknown to us and you have an allergy. Check the label.
routine-warn-shelf-caution = “{ $name }” is not in the plan: its ingredients are unknown to us and in your situation actives need checking. Show the label to a doctor or pharmacist.
routine-warn-shelf-no = Put “{ $name }” aside for now: { $because }.
routine-warn-shelf-medicine = “{ $name }” looks like a medicine: a doctor decides on it. It is not in the plan, and nothing strong is added beside it.
routine-warn-shelf-extra = “{ $name }” is not in this plan: a short routine is enough.
routine-warn-budget-minimal = A budget of { $budget } ₽ covers the basics only: cleanser, moisturiser and SPF.
routine-warn-budget-basics = The basics fit a budget of { $budget } ₽; an active can be added later.
routine-warn-budget-short = Did not fit a budget of { $budget } ₽: { $missing }.
routine-warn-budget-over = Even the most affordable suitable product costs more than the budget of { $budget } ₽: the total is { $total } ₽.
routine-warn-missing = { $step } (from { $price } ₽)

routine-no-under-14 = Under 14 I do not put together a personal routine. A gentle cleanser, a moisturiser and sun protection are enough; choose them with your parents and, if your skin bothers you, with a paediatrician or a children's dermatologist.

# Why a product was left out. Subject and circumstance are the stable terms.
routine-circumstance-pregnancy = not in pregnancy
routine-circumstance-breastfeeding = not while breastfeeding
routine-circumstance-trying_to_conceive = not while trying to conceive
routine-circumstance-isotretinoin = not while taking isotretinoin
routine-circumstance-recent_procedure = not after a recent procedure
routine-circumstance-minor = not under 18
routine-circumstance-eczema_prone = not for eczema-prone skin
routine-circumstance-sensitive = not for sensitive skin
routine-circumstance-fragrance_free = you asked for fragrance-free
routine-circumstance-allergies = you have an allergy
routine-circumstance-everyone = above the EU limit or a medicine
routine-circumstance-other = not right under your conditions
routine-subject-fragrance = fragrance
routine-subject-fragrance-unknown = unknown whether it has fragrance
routine-subject-unknown-ingredients = ingredients unknown

# The plain-text routine.
routine-title = Your routine
routine-title-minimal = Your routine: the minimum
routine-empty = Nothing in the catalogue fits your conditions, so there is no routine yet. Please check that I understood everything right; if something is off, tell me and I will put it together again.
routine-head-morning = Morning
routine-head-evening = Evening
routine-line-price = { $price } ₽
routine-line-owned = you have it
routine-line-partner = partner: { $partner }
routine-line-cheaper = cheaper: { $name }, { $price } ₽
routine-head-introduction = How to start
routine-head-patch = Patch test
routine-head-expect = What to expect
routine-head-warnings = Important
routine-head-left = Left out
routine-diff = What changed: { $changes }.
routine-diff-same = The products stay the same: they suit you as they are.
routine-diff-days = The products stay the same, only the days change.
routine-diff-name = “{ $name }”
routine-diff-swapped = { $new } instead of “{ $old }”
routine-diff-added = added { $new }
routine-diff-removed = removed “{ $old }”
routine-diff-total = { $after } ₽ in all instead of { $before } ₽
routine-total = Total: { $total } ₽
routine-total-from = Total: from { $total } ₽

routine-chart-plan = The 6-week plan
routine-chart-times = { $times } times
routine-chart-how = Bars are the days of a week from Monday. Coloured: a day of use.
routine-chart-note = One new product at a time, after a patch test. Stinging or peeling: take a break.
routine-chart-week = wk { $week }
routine-chart-day-mon = Mo
routine-chart-day-tue = Tu
routine-chart-day-wed = We
routine-chart-day-thu = Th
routine-chart-day-fri = Fr
routine-chart-day-sat = Sa
routine-chart-day-sun = Su
