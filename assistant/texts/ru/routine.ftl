# The routine: all its words.
routine-disclaimer = Это советы по косметическому уходу от программы с искусственным интеллектом, а не медицинская консультация и не диагноз. Если кожа болит, высыпания усиливаются, появились отёк, корки или родинка изменилась — обратитесь к дерматологу.

routine-step-makeup_remover = Снятие макияжа
routine-step-cleanser = Очищение
routine-step-exfoliant = Отшелушивание
routine-step-toner = Тоник
routine-step-essence = Эссенция
routine-step-serum = Сыворотка
routine-step-treatment = Активный уход
routine-step-eye = Кожа вокруг глаз
routine-step-moisturizer = Увлажнение
routine-step-oil = Масло
routine-step-mask = Маска
routine-step-lip = Губы
routine-step-sunscreen = Защита от солнца
routine-step-other = Уход

# Product names of actives, as the subject of a sentence.
routine-active-retinoid = ретиноид
routine-active-aha = кислоты AHA
routine-active-bha = салициловая кислота (BHA)
routine-active-pha = кислоты PHA
routine-active-azelaic_acid = азелаиновая кислота
routine-active-benzoyl_peroxide = бензоилпероксид
routine-active-vitamin_c = витамин С
routine-active-vitamin_c_derivative = производное витамина С
routine-active-niacinamide = ниацинамид
routine-active-hyaluronic_acid = гиалуроновая кислота
routine-active-ceramide = церамиды
routine-active-peptide = пептиды
routine-active-copper_peptide = пептиды меди
routine-active-arbutin = арбутин
routine-active-kojic_acid = койевая кислота
routine-active-tranexamic_acid = транексамовая кислота
routine-active-hydroquinone = гидрохинон
routine-active-bakuchiol = бакучиол
routine-active-sulfur = сера
routine-active-zinc = цинк
routine-active-clay = глина
routine-active-urea = мочевина
routine-active-panthenol = пантенол
routine-active-centella = центелла
routine-active-caffeine = кофеин
routine-active-vitamin_k = витамин К
routine-active-vitamin_e = витамин Е
routine-active-tea_tree = масло чайного дерева
routine-active-licorice = солодка
routine-active-squalane = сквалан
routine-active-glycerin = глицерин
routine-active-allantoin = аллантоин
routine-active-enzyme = энзимы
routine-active-scrub = скраб
routine-active-uv_filter = УФ-фильтры
routine-active-resorcinol = производные резорцина
routine-active-ferment = ферменты
routine-active-antioxidant = антиоксиданты

# "помогает ухаживать за кожей …"
routine-goal-acne = со склонностью к высыпаниям
routine-goal-post_acne = со следами после высыпаний
routine-goal-blackheads = с чёрными точками
routine-goal-enlarged_pores = с заметными порами
routine-goal-oiliness = с жирным блеском
routine-goal-dryness = со склонностью к сухости
routine-goal-redness = со склонностью к покраснению
routine-goal-pigmentation = с пигментацией
routine-goal-wrinkles = с морщинами
routine-goal-firmness = с потерей упругости
routine-goal-dark_circles = с тёмными кругами у глаз
routine-goal-puffiness = с отёчностью у глаз
routine-goal-dullness = с тусклым тоном
routine-goal-uneven_texture = с неровной текстурой
routine-goal-sun_protection = на солнце
routine-and = { $first } и { $last }

routine-why-goal = { $active } — для ухода за кожей { $goals }.
routine-why-barrier = { $active } — для поддержки увлажнённости и защитного барьера.
routine-why-clean = Смывает кожное сало, пыль и солнцезащитное средство.
routine-why-moist = Поддерживает увлажнённость кожи.
routine-why-sun = SPF { $spf }: дневная защита от ультрафиолета.
routine-why-sun-unknown = Дневная защита от ультрафиолета; SPF в каталоге не указан — выбирайте не ниже 30.
routine-why-eye = Лёгкий уход для кожи { $goals }.
routine-why-lip = Смягчает сухие губы.
routine-why-treat = Лёгкий дополнительный шаг.
routine-why-skin-dry = Подходит сухой коже.
routine-why-skin-oily = Подходит жирной коже.
routine-why-skin-combination = Подходит комбинированной коже.
routine-why-skin-normal = Подходит нормальной коже.
routine-why-sensitive = Подходит чувствительной коже.
routine-why-no-fragrance = Без отдушки.
routine-why-owned = Уже есть у вас — сначала используем его. Состав нам неизвестен: сверьтесь с этикеткой.
routine-why-owned-known = Уже есть у вас — сначала используем его.

routine-amount-cleanser = 1–2 нажатия или с лесной орех, 30–60 секунд, тёплая вода
routine-amount-cleanser-oil = 1–2 нажатия сухими руками на сухую кожу, минута массажа, потом вода и смыть
routine-amount-toner = 3–5 капель ладонями на сухую кожу
routine-amount-strong-toner = 3–5 капель ладонями на сухую кожу, не на веки и уголки губ
routine-amount-serum = 2–3 капли на лицо и шею
routine-amount-pea = горошина на всё лицо, не на веки и уголки губ
routine-amount-treatment = тонкий слой, с горошину на всё лицо
routine-amount-eye = с рисовое зерно на оба глаза
routine-amount-moisturizer = с крупную горошину; на влажную кожу
routine-amount-lip = тонкий слой, повторять по мере сухости
routine-amount-sunscreen = две полоски длиной с указательный и средний пальцы на лицо и шею

routine-wait-dry = на полностью сухую кожу, через 10–20 минут после умывания
routine-wait-absorb = подождите 1–2 минуты, пока впитается
routine-wait-sun = за 15 минут до выхода; обновляйте каждые 2 часа на улице

routine-day-mon = пн
routine-day-tue = вт
routine-day-wed = ср
routine-day-thu = чт
routine-day-fri = пт
routine-day-sat = сб
routine-day-sun = вс
routine-when-daily = ежедневно
routine-when-optional = ежедневно; при сухости утром достаточно воды
routine-when-from = { $week ->
    [2] со 2-й
   *[other] с { $week }-й
 } недели: { $days }
routine-when-then = { $week ->
    [2] со 2-й
   *[other] с { $week }-й
 } недели { $days }
routine-when-rest = в вечера без других активных средств

routine-intro-basics = неделя 1: только основа — { $names }. { $skin ->
    [sensitive] Кожа чувствительная, поэтому добавляйте по одному средству раз в 2–3 дня.
    [hardy] {""}
   *[unknown] Если кожа чувствительная, добавляйте по одному средству раз в 2–3 дня.
} { $test }
routine-intro-basics-test = Параллельно сделайте тест на коже: { $name }.
routine-intro-new = неделя { $week }: новое средство — { $name } ({ $part }, { $days }). { $test }
routine-intro-next-test = Заодно тест на коже: { $name }.
routine-intro-more = неделя { $week }: { $name } — { $days }, если кожа спокойна.
routine-intro-keep = неделя { $week }: без нового, наблюдайте за кожей.
routine-intro-keep-weeks = недели { $week }–{ $last }: без нового, наблюдайте за кожей.
routine-intro-short = Первая неделя — только основа, дальше по одному новому средству. Щиплет дольше минуты или шелушится — шаг назад или перерыв.
routine-intro-pause = Щиплет дольше минуты, краснота или шелушение — вернитесь на неделю назад или сделайте перерыв.
routine-part-morning = утром
routine-part-evening = вечером

routine-patch-test = Новое средство сначала проверьте на сгибе локтя или внутренней стороне предплечья: пятно размером с монету два раза в день 7–10 дней; смываемое — на 5 минут. Нет зуда и красноты — можно на лицо.

routine-expect-acne = При высыпаниях и чёрных точках первые изменения обычно заметны через 6–8 недель.
routine-expect-dry = Увлажнённость обычно ощущается за 1–2 недели.
routine-expect-slow = Тон, текстура и морщины меняются медленно: обычно 6–12 недель.
routine-expect-tone = Тон и рельеф кожи меняются медленно: обычно 6–12 недель.
routine-expect-redness = Покраснение успокаивается постепенно: обычно 6–12 недель.
routine-expect-base = Оценивайте уход через 6–12 недель.
routine-expect-doctor = Если за 8–12 недель лучше не стало — покажитесь дерматологу.

routine-warn-retinoid = Ретиноид в первые недели может сушить и шелушить кожу: начинайте с 1–2 вечеров в неделю, с горошины, не у глаз и губ; утром обязательно SPF 30+.
routine-warn-sun = { $name }: кожа становится чувствительнее к солнцу, при кислотах — ещё до недели после. SPF 30+ каждое утро, даже в облачный день.
routine-warn-bpo = Бензоилпероксид обесцвечивает ткань: светлое полотенце и наволочка. В ЕС это лекарство, не косметика.
routine-warn-no-sunscreen = Солнцезащитного средства, которое вам подходит по этим условиям, в каталоге нет. Пока берегите кожу так: тень с 10 до 16 часов, шляпа, очки, закрытая одежда — и спросите в аптеке SPF 30+ с подходящим составом.
routine-warn-no-step = В каталоге нет подходящего вам средства для шага «{ $step }»; лучше пропустить шаг, чем рисковать.
routine-warn-isotretinoin = Во время приёма изотретиноина уход решает врач, который его назначил: никаких ретиноидов, кислот, скрабов и процедур, только мягкое очищение, плотное увлажнение, губы и SPF.
routine-warn-procedure = После недавней процедуры следуйте памятке клиники; спросите там, когда можно вернуться к активным средствам.
routine-warn-eczema = При коже, склонной к экземе, новое — по одному и без отдушек; при мокнутии или трещинах нужен врач.
routine-warn-minor = До 18 лет достаточно мягкой основы без ретиноидов и сильных кислот; покажите этот план родителям.
routine-warn-pregnancy = Ретиноиды и гидрохинон исключены. Покажите список средств врачу, который вас наблюдает.
routine-warn-allergy = Аллергия: { $names }. Составы меняются — перед покупкой сверьте этикетку.
routine-warn-allergy-type = Аллергия: { $names }. Здесь названы типы средств, а не марки: у каждой марки состав свой, обязательно прочтите этикетку.
routine-warn-shelf-unknown = «{ $name }»: состав нам неизвестен, поэтому мы его не оцениваем.
routine-warn-shelf-unknown-many = { $names }: составы нам неизвестны, поэтому мы их не оцениваем.
routine-quoted = «{ $name }»
routine-warn-shelf-allergy = «{ $name }» мы не включили: состав нам неизвестен, а у вас аллергия. Проверьте этикетку.
routine-warn-shelf-caution = «{ $name }» мы не включили: состав нам неизвестен, а в вашей ситуации активные вещества важно проверить. Покажите этикетку врачу или фармацевту.
routine-warn-shelf-no = «{ $name }» пока отложите: { $because }.
routine-warn-shelf-medicine = «{ $name }» похоже на лекарство: о нём решает врач. Мы его в план не включаем и сильных активных рядом не добавляем.
routine-warn-shelf-extra = «{ $name }» в этот план не вошло: достаточно коротких шагов.
routine-warn-budget-minimal = Бюджета { $budget } ₽ хватает только на основу: очищение, увлажнение и SPF.
routine-warn-budget-basics = В бюджет { $budget } ₽ поместилась основа; активное средство можно добавить позже.
routine-warn-budget-short = В бюджет { $budget } ₽ не поместилось: { $missing }.
routine-warn-budget-over = Даже самое доступное подходящее средство дороже бюджета { $budget } ₽: итог { $total } ₽.
routine-warn-missing = { $step } (от { $price } ₽)

routine-no-under-14 = До 14 лет я не составляю личный уход. Достаточно мягкого очищения, увлажняющего крема и защиты от солнца; какие именно — решите с родителями, а если кожа беспокоит, с педиатром или детским дерматологом.

# Why a product was left out. Subject and circumstance are the stable terms.
routine-circumstance-pregnancy = не для беременности
routine-circumstance-breastfeeding = не для кормления грудью
routine-circumstance-trying_to_conceive = не при планировании беременности
routine-circumstance-isotretinoin = не во время приёма изотретиноина
routine-circumstance-recent_procedure = не после недавней процедуры
routine-circumstance-minor = не до 18 лет
routine-circumstance-eczema_prone = не для кожи, склонной к экземе
routine-circumstance-sensitive = не для чувствительной кожи
routine-circumstance-fragrance_free = вы просили без отдушки
routine-circumstance-allergies = у вас аллергия
routine-circumstance-everyone = выше разрешённого в ЕС или лекарство
routine-circumstance-other = не подходит по вашим условиям
routine-subject-fragrance = отдушка
routine-subject-fragrance-unknown = неизвестно, есть ли отдушка
routine-subject-unknown-ingredients = состав неизвестен

# The plain-text routine.
routine-title = Ваш уход
routine-title-minimal = Ваш уход: минимум
routine-empty = Под ваши условия в каталоге не нашлось ни одного средства, поэтому ухода пока нет. Проверьте, всё ли я поняла верно; если что-то не так, напишите — соберу заново.
routine-head-morning = Утро
routine-head-evening = Вечер
routine-line-price = { $price } ₽
routine-line-owned = уже есть
routine-line-partner = партнёр: { $partner }
routine-line-cheaper = дешевле: { $name }, { $price } ₽
routine-head-introduction = Как вводить
routine-head-patch = Тест на коже
routine-head-expect = Чего ждать
routine-head-warnings = Важно
routine-head-left = Не включили
routine-diff = Что изменилось: { $changes }.
routine-diff-same = Средства остаются прежними: они подходят и так.
routine-diff-days = Средства остаются прежними, меняются только дни.
routine-diff-name = «{ $name }»
routine-diff-swapped = вместо «{ $old }» теперь { $new }
routine-diff-added = добавила { $new }
routine-diff-removed = убрала «{ $old }»
routine-diff-total = итого { $after } ₽ вместо { $before } ₽
routine-total = Итого: { $total } ₽
routine-total-from = Итого: от { $total } ₽

routine-chart-plan = План на 6 недель
routine-chart-times = { $times } раза
routine-chart-how = Полоски — дни недели с понедельника. Цветная — день использования.
routine-chart-note = Новое — по одному, после теста на коже. Щиплет или шелушится — сделайте паузу.
routine-chart-week = нед. { $week }
routine-chart-day-mon = пн
routine-chart-day-tue = вт
routine-chart-day-wed = ср
routine-chart-day-thu = чт
routine-chart-day-fri = пт
routine-chart-day-sat = сб
routine-chart-day-sun = вс
