"""A routine as a readable card in Telegram's HTML, every value escaped. Pure."""

from collections.abc import Callable, Iterator
from html import escape

from assistant.routine import Routine, RoutineStep
from assistant.telegram.splitting import TEXT_LIMIT, join_blocks, units

Words = Callable[..., str]
BLOCK_LIMIT = 3500  # one block with its heading stays far below one message


def safe(text: str, limit: int = 700) -> str:
    """Escaped for HTML; an overlong value is cut so that a block always fits."""
    cut = text if units(text) <= limit else text[: limit // 2].rstrip() + "…"
    return escape(cut, quote=False)


def _title(step: RoutineStep) -> str:
    brand = f" ({safe(step.brand, 100)})" if step.brand else ""
    return f"<b>{safe(step.name, 200)}</b>{brand}"


def _more(step: RoutineStep, words: Words) -> Iterator[str]:
    if step.why:
        yield f"<i>{safe(step.why, 400)}</i>"
    if step.wait:
        yield safe(step.wait, 200)
    if step.alternative:
        other = step.alternative
        name = safe(other.name, 200) + (f" ({safe(other.brand, 100)})" if other.brand else "")
        yield words("tg-card-cheaper", name=name, price=other.price_rub)


def _step(number: int, step: RoutineStep, words: Words, *, brief: bool) -> str:
    price = words("tg-card-price", price=step.price_rub) if step.price_rub is not None else ""
    partner = words("tg-card-partner", partner=safe(step.partner, 80)) if step.partner else ""
    head = " · ".join(part for part in (f"{number}. {_title(step)}", price, partner) if part)
    how = " · ".join(safe(part, 250) for part in (step.when, step.amount) if part)
    lines = [head, how, *(() if brief else _more(step, words))]
    return "\n".join(line for line in lines if line)


def _part(key: str, steps: tuple[RoutineStep, ...], words: Words, *, brief: bool) -> Iterator[str]:
    for number, step in enumerate(steps, start=1):
        block = _step(number, step, words, brief=brief)
        yield f"{words(key)}\n\n{block}" if number == 1 else block


def _folded(title: str, lines: list[str]) -> Iterator[str]:
    """A heading with its lines folded away, in as many blocks as their length asks for."""
    body: list[str] = []
    size = 0
    for line in lines:
        if size + units(line) > BLOCK_LIMIT:
            yield f"{title}\n<blockquote expandable>{chr(10).join(body)}</blockquote>"
            body, size = [], 0
        body.append(line)
        size += units(line)
    if body:
        yield f"{title}\n<blockquote expandable>{chr(10).join(body)}</blockquote>"


def _details(routine: Routine, words: Words) -> Iterator[str]:
    if routine.morning or routine.evening:
        yield from _folded(words("tg-card-introduction"), [safe(x) for x in routine.introduction])
        told = (("tg-card-patch", routine.patch_test), ("tg-card-expect", routine.expect))
        yield from (f"{words(key)}\n{safe(text)}" for key, text in told if text)
    out = [
        f"• {safe(item.name or item.product_id, 200)}: {safe(item.text or item.because, 300)}"
        for item in routine.left_out
    ]
    yield from _folded(words("tg-card-left-out"), out)


def card(routine: Routine, words: Words, *, brief: bool = False) -> list[str]:
    """Messages of HTML that show the routine; warnings and the disclaimer are in every view."""
    blocks = [
        *_part("tg-card-morning", routine.morning, words, brief=brief),
        *_part("tg-card-evening", routine.evening, words, brief=brief),
    ]
    if routine.total_rub:
        blocks.append(words("tg-card-total", total=routine.total_rub))
    if not blocks:
        blocks.append(words("tg-card-empty"))
    if not brief:
        blocks.extend(_details(routine, words))
    blocks.extend(f"⚠️ {safe(warning.text)}" for warning in routine.warnings)
    blocks.append(f"<i>{safe(routine.disclaimer, 1500)}</i>")
    return list(join_blocks(blocks, TEXT_LIMIT))
