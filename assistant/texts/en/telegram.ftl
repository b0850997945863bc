# The Telegram channel's own words. What belongs to the consultation is in conversation.ftl.

tg-start = Write in your own words or send a photo, and I will answer right here. What else I can do: /help. You can change the language:
tg-help =
    <b>How to talk to me</b>
    Just write: what your skin is like, what you would like to improve, what is on your shelf already. You can send a photo of your face as a photo, a file or an album.

    /routine – show your routine
    /profile – what I know about you; to correct it, write how it really is
    /new – start over
    /feedback – rate the consultation or write to the bot's owner
    /language – language
    /privacy – what is stored, and consent to photo analysis
    /export – everything stored, as one file
    /delete – delete everything

    I am an AI program, not a doctor. If something hurts, changes fast or frightens you, see a doctor.
tg-language = На каком языке говорим? / Which language shall we speak?
tg-language-set = All right, English it is.
tg-unknown-command = I have no such command. All of them are in /help, but plain words work best.
tg-voice = I cannot listen to voice and sound yet. Please write the same in a few words.
tg-sticker = Sweet! But a sticker makes no routine: tell me in words what bothers your skin.
tg-document = I cannot read this file. A photo may come as a photo or as a JPEG, PNG, WEBP or HEIC file.
tg-video = I do not watch videos. Please send one or two photos taken in daylight.
tg-other = I cannot read this. Please write text or send a photo.
tg-empty = Hm, no answer came out. Please put it a little differently.
tg-trouble = Something broke on my side with this message. All you told me before is kept: please try again in a minute.
tg-too-many = You write faster than I can follow. Give me a minute, then we go on.
tg-queue = I am answering others right now. Your place in line: { $place }.
tg-photo-too-large = The file is over 20 MB and Telegram does not let me fetch it. An ordinary photo is enough.
tg-photo-gone = Telegram did not hand me this file. Please send the photo once more.
tg-photo-limit = I look at no more than { $limit } photos a day from one person. I will look at more tomorrow; until then, tell me in words.
tg-consent-link = More about your data: /privacy
tg-consent-yes = I agree
tg-consent-no = Not now
tg-consent-more = More about my data
tg-consent-withdraw = Withdraw consent
tg-explain = Show it on the photo
tg-explained = The warmer the colour, the more that spot spoke for the finding. It is what can be seen in the picture, not a diagnosis.
tg-explain-gone = I cannot show it on the photo right now. Send the picture again and I will look anew.
tg-calendar = Week by week: what goes on which days.
tg-rating = How useful was this consultation? 0 – not at all, 10 – very. You can change it later.
tg-reminder = We have not finished: my question above is still open. Answer whenever it suits you, everything is kept. I will not remind you again.
tg-feedback-passed = Thank you, I passed it on to the bot's owner without your name.
tg-feedback-nobody = The bot's owner has not said where messages should go. They do see scores and reasons: /feedback.
tg-export = Everything stored about you.
tg-delete = Delete everything: profile, routine, ratings, consent? It cannot be brought back.
tg-delete-yes = Yes, delete everything
tg-delete-no = No, keep it
tg-delete-kept = All right, nothing is deleted.
tg-deleted = Done: everything stored about you is deleted. Messages in this chat can be removed in Telegram itself. To begin again: /start.
tg-group = Skin and health are not for a group chat. Write to me in private, photos are welcome there too.
tg-group-open = Write in private
tg-privacy =
    <b>Your data</b>
    This bot is run by: { $operator }. Contact: { $contact }.

    <b>Who carries the messages.</b> Telegram does, a foreign service; that is a cross-border transfer. What Telegram itself keeps is up to Telegram.
    <b>Where the analysis happens.</b> Replies and photo analysis run on the operator's server; nothing is sent to other services.
    <b>Photos.</b> They need a separate consent. A picture is held in memory while I look at it and is not stored. Only the findings stay (“visible signs of…”), which may be health data. Nobody is identified.
    <b>What is stored.</b> What you said about your skin, findings, your routine, your rating, the last messages, date and version of your consent.
    <b>How long.</b> While you use the bot; after { $days ->
        [one] { $days } day
       *[other] { $days } days
    } of silence the data are deleted automatically.
    <b>Your rights.</b> /export to get everything, /delete to delete everything at once; consent can be withdrawn with the button below.

    This is cosmetic care, not a medical service.
tg-privacy-operator-unnamed = the owner of this bot
tg-privacy-contact-none = not given
tg-privacy-granted = Consent to photo analysis: given.
tg-privacy-not-granted = No consent to photo analysis: everything else works without it.

tg-card-morning = ☀️ <b>Morning</b>
tg-card-evening = 🌙 <b>Evening</b>
tg-card-price = { $price } ₽
tg-card-partner = partner: { $partner }
tg-card-cheaper = Cheaper: { $name } – { $price } ₽
tg-card-total = Total: <b>{ $total } ₽</b>
tg-card-empty = 🔍 Nothing in the catalogue fits your conditions. Please check that I understood everything right; if something is off, tell me and I will put it together again.
tg-card-introduction = 🗓 <b>How to start</b>
tg-card-patch = 🧪 <b>Patch test</b>
tg-card-expect = ⏳ <b>What to expect</b>
tg-card-left-out = 🚫 <b>What was left out, and why</b>
tg-card-more = More detail
tg-card-less = In short

tg-command-start = start the conversation
tg-command-help = what I can do
tg-command-profile = what I know about you
tg-command-routine = my routine
tg-command-new = start over
tg-command-privacy = my data and consent
tg-command-export = get everything as a file
tg-command-delete = delete everything
tg-command-feedback = rate or write to the owner
tg-command-language = language
