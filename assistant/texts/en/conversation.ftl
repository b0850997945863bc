greeting =
    Hello! I'm Aloe, a virtual skin-care consultant. I'm an AI program, not a doctor.

    Tell me in your own words what bothers you or what you'd like for your skin. You can send a photo of your face: I'll say which visible signs I notice. It is analysed on this server and the picture itself is not kept.
greeting-again = Welcome back! I remember everything you told me. Shall we go on?

ask-goals = What would you like to improve first: breakouts, dryness, dark spots, wrinkles, or something else?
ask-goals-again = Name at least one thing you'd like to work on, or write "basic care" and I'll put together a simple base.
ask-skin_type = What is your skin like: dry, oily, combination or normal? If you don't know, say so and we'll find out in three questions.
ask-cautions =
    One thing for safety. Does any of this apply to you?
    { $list }
    If there is nothing like that, just say so.
ask-cautions-more =
    Is there anything else that matters for safety?
    { $list }
    If that's all, just say so.
ask-cautions-pregnancy = pregnancy, trying for a baby or breastfeeding
ask-cautions-allergies = allergies
ask-cautions-isotretinoin = isotretinoin treatment (Accutane)
ask-cautions-procedure = recent procedures on the face
ask-cautions-eczema = eczema
ask-cautions-minor = being under 18
ask-cautions-again = One check for safety: pregnancy or breastfeeding, allergies, isotretinoin? A plain "no" is enough.
ask-cautions-again-rest = One check for safety: pregnancy or breastfeeding, isotretinoin, recent procedures? A plain "no" is enough.
ask-sensitive = Does your skin react easily: redness, stinging, itching from new products?
ask-budget_rub = How much should the whole routine cost? A rough figure is fine, or "doesn't matter".
ask-skin_test_1 = Let's find out. Question 1 of 3. An hour or two after washing, without cream, your skin is: tight, comfortable, or already shiny?
ask-skin_test_2 = Question 2 of 3. By midday the shine is: hardly there, only forehead and nose, or the whole face?
ask-skin_test_3 = Question 3 of 3. Your cheeks are mostly: dry and flaky, comfortable, or oily?
ask-finding = The photo shows visible signs of { $sign }. Shall I take that into account? If I'm wrong, I trust you over the picture.
ask-finding-told = Shall I take that into account ({ $sign })? If I'm wrong, I trust you over the picture.
ask-finding-against = You told me you don't have this ({ $sign }), yet I notice it in the photo. Shall I count it in or take your word for it? What you say goes.
ask-confirm = Did I get this right: { $what }?

option-yes = Yes
option-no = No
option-nothing = Nothing like that
option-unknown = I don't know
option-skip = Doesn't matter
option-budget-1 = up to 2000 ₽
option-budget-2 = up to 4000 ₽
option-budget-3 = up to 8000 ₽
ask-shelf = What do you have already? Write the names with commas, for example “Nivea Soft cream, CeraVe cleanser”: what fits goes into the routine.
option-own = I have my own
option-cheaper = Cheaper
option-other-cleanser = Swap cleanser
option-other-cleanser-say = another cleanser, please
option-other-treatment = Swap treatment
option-other-treatment-say = another treatment, please
option-other-moisturizer = Swap cream
option-other-moisturizer-say = another cream, please
option-other-sunscreen = Swap SPF
option-other-sunscreen-say = another sunscreen, please
option-other-eye = Swap eye cream
option-other-eye-say = another eye cream, please
option-other-lip = Swap lip balm
option-other-lip-say = another lip balm, please
option-test_1-0 = Tight
option-test_1-1 = Comfortable
option-test_1-2 = Shiny
option-test_2-0 = Hardly
option-test_2-1 = Forehead and nose
option-test_2-2 = Whole face
option-test_3-0 = Dry
option-test_3-1 = Comfortable
option-test_3-2 = Oily

ack-learned-1 = Got it: { $what }.
ack-learned-2 = Thank you, noted: { $what }.
ack-learned-3 = I'll keep in mind: { $what }.
ack-learned-4 = I see: { $what }.
ack-learned-5 = Noted down: { $what }.
ack-corrected-1 = Corrected: { $what }.
ack-corrected-2 = Changed that: { $what }.
ack-removed-1 = Removed: { $what }.
ack-removed-2 = No longer counted in: { $what }.
ack-wish = I'll put the routine together like this: { $what }.
ack-nothing-1 = Understood.
ack-nothing-2 = All right.
ack-none-cautions = Great, nothing special to respect then.
ack-none-allergies = Great, no allergies.
ack-none-goals = Then I'll put together simple basic care.
ack-none-shelf = We'll start from scratch, then.
ack-skipped = No problem, we'll do without it.
ack-skipped-cautions = I understand and won't press you. I'll keep to the gentlest, then.
ack-skipped-goals = No problem, I'll put together simple basic care.
ack-skipped-skin_type = No problem, I'll take products made for various skin types.
ack-skipped-sensitive = No problem: we bring new things in slowly anyway.
ack-skipped-budget_rub = Fine, no limit on the sum.
ack-finding-yes = Counted in: { $sign }.
ack-finding-no = I trust you over the picture.
ack-resumed = All right, back to your skin. If things get heavy, 112 and the people close to you are there at any time.
ack-cleared = I'm glad to hear that. Let's go on, then.
ack-language = Of course, let's speak English.
ack-test = Your answers suggest { $type } skin. If you disagree, just tell me what it is.
ack-greeting = Hello! I'm Aloe, an AI skin-care consultant.
ack-thanks = You're welcome!
ack-lost = I'm not sure I understood you.

seen-clear = I see no visible problems in the photo ({ $percent } % sure).
seen-clear-but = But you know best: what you told me stays in the routine.
seen-signs = The photo shows visible signs of: { $signs }. This is an observation from a picture, not a diagnosis.
seen-unsure = I can't judge from this picture. Your own words are the better guide, or send a photo in daylight, the whole face, no filters.
seen-disagree = The pictures say different things, so I trust your words more.
seen-refer = The picture shows a spot that should not be judged from a photo. Please show it to a dermatologist, who will look through a dermatoscope. I can still choose care for the rest of your skin.
seen-rejected = { $advice }
seen-no-eyes = I can't look at photos right now: the vision model is not loaded. Please tell me in words.
consent-ask =
    One important thing before the first photo. A picture of a face is personal data, and conclusions about skin may be health data. The photo is processed on the bot owner's server, only to notice visible signs, and deleted at once; only the conclusions are kept. Nobody identifies you. You can take the consent back at any time.

    Do you agree to the photo analysis?
consent-granted = Thank you, your consent is noted. Send a photo: face on, daylight, no make-up or filters.
consent-revoked = All right, I won't look at photos. Everything else works as before.

summary-head = Here is what I know about you:
summary-empty = I know nothing about you yet: tell me what your skin is like and what you'd like to improve.
summary-tail = If something is wrong, just correct me.
routine-lead = I've put together care for you: { $what }.
routine-lead-plain = I've put together simple basic care for you.
routine-again = Here is your routine again.
routine-shorter = I kept only what matters most.
routine-full = Here is the full routine.
routine-shortest = It doesn't get shorter: this is what matters most.
routine-active-absent = Your routine has none of that anyway, and I won't add any.
routine-cheaper = I looked for cheaper products.
routine-cheapest = It doesn't get cheaper without losing its point: this is the most affordable version that suits you.
routine-step-cheapest = There is nothing cheaper that suits you for this step: “{ $name }” ({ $price } ₽) is the most affordable already.
routine-step-only = The catalogue has no other product that suits you for this step, so “{ $name }” stays.
routine-step-absent = Your routine has no such step anyway.
routine-step-sun = I won't take out sun protection: without it the rest loses its point. I can look for another SPF product.
routine-note-unsure = I don't know yet about pregnancy, allergies or treatments, so I took only the gentlest, without retinoids and strong acids. If there is nothing like that, tell me and I'll put together a stronger version.
routine-note-unsure-rest = I don't know yet about pregnancy or treatments, so I took only the gentlest, without retinoids and strong acids. If there is nothing like that, tell me and I'll put together a stronger version.
routine-note-untold = What I don't know yet: { $what }. Tell me and I'll fine-tune the routine.
routine-note-blocked = A doctor comes before cosmetics here ({ $goals }): until they have looked, the routine leaves it out.
hold = A doctor should look first: until then it is better to put no new cosmetics on. If a doctor has looked and said yes, or this is not about you, tell me and we'll go on.
hold-self_harm = Skin care can wait, you matter more right now. Please talk to a person: someone close to you, a doctor or a free helpline. If I misunderstood you, tell me and we'll go on.
young-open = I don't put together personal routines at this age, but I'm happy to answer general questions.
wish-minimal = as few products as possible
wish-cheaper = on the cheaper side
wish-avoid = without { $name }
wish-without = without the step “{ $step }”
routine-failed = I couldn't put the routine together: the catalogue is not available right now. Everything you told me is saved; write "routine" and I'll try again.
rating-ask = If you have questions, ask away. And when you're ready, please rate this consultation from 0 to 10.
rating-remind = Anything else I can help with? Or leave a rating from 0 to 10.
rating-thanks-high = Thank you for the { $score }! If anything changes, write to me and we'll adjust the routine.
rating-changed = I changed your rating to { $score }. Thank you!
rating-thanks-low = Thank you for an honest { $score }. What should have been better? One phrase is enough.
rating-reason = Thank you, I'll pass it on to the owner. If you want to change the routine, just write.
rating-range = A rating is a whole number from 0 to 10. What would you give?
rating-early = I'll gladly take a rating after the routine. Let's put it together first.
nothing-more = All right! If you like, leave a rating from 0 to 10, one number is enough. Write any time questions come up.
open-hint = You can ask about any product or step, or for a cheaper or shorter version.
open-hint-2 = I'm here. Tell me if a step is unclear or a product doesn't suit you, and I'll change it.
open-hint-3 = Ask away: how to use something, what it is for, or what could stand in its place.
close = All right, let's stop here. Everything is saved: write whenever you want to go on.
handover = I can't call a human consultant: I work alone. For the health of your skin a dermatologist is the best person to talk to; for an order, ask the shop.
started-over = A clean slate: your earlier answers are forgotten.

label-skin_type = skin type
label-sensitive = sensitivity
label-goals = goals
label-age = age
label-cautions = to respect
label-allergies = allergies
label-budget_rub = budget
label-fragrance_free = fragrance
label-shelf = already have

value-sensitive-true = sensitive
value-sensitive-false = not sensitive
value-fragrance_free-true = fragrance-free only
value-fragrance_free-false = fragrance is fine
value-age = { $n } { $n ->
    [one] year
   *[other] years
} old
value-budget = up to { $n } ₽ for the whole routine
said-age-minor = { $age } (I'll remember that you're under 18)
said-skin-both-true = { $type }, sensitive skin
said-skin-both-false = { $type } skin that is not sensitive
said-goals = { $n ->
    [one] goal: { $goals }
   *[other] goals: { $goals }
}
value-allergy = allergy to { $names }
value-shelf = already have: { $names }

skin_type-dry = dry
skin_type-oily = oily
skin_type-combination = combination
skin_type-normal = normal
said-skin_type = { $type } skin
said-sensitive-true = sensitive skin
said-sensitive-false = skin that is not sensitive

goal-acne = breakouts
goal-post_acne = marks after breakouts
goal-blackheads = blackheads
goal-enlarged_pores = enlarged pores
goal-oiliness = shine
goal-dryness = dryness
goal-redness = redness
goal-pigmentation = dark spots
goal-wrinkles = wrinkles
goal-firmness = firmness
goal-dark_circles = dark circles
goal-puffiness = puffiness
goal-dullness = dullness
goal-uneven_texture = uneven texture
goal-sun_protection = sun protection

caution-pregnancy = pregnancy
caution-breastfeeding = breastfeeding
caution-trying_to_conceive = trying to conceive
caution-isotretinoin = isotretinoin treatment
caution-recent_procedure = a recent procedure
caution-minor = age under 18
caution-eczema_prone = eczema-prone skin
