"""A routine as short plain text for people. Pure."""

from assistant.routine.admitting import EVERYONE
from assistant.routine.model import LeftOut, NoRoutine, Routine, RoutineStep, Texts
from assistant.routine.shelf import PREFIX
from assistant.routine.writing import capitalised

MOST_CHARACTERS = 3300
"""A chat message that people still read; Telegram's own limit is 4096."""


def render(routine: Routine | NoRoutine, texts: Texts, *, previous: Routine | None = None) -> str:
    """The routine for a terminal or a chat. Details give way to length, safety never does.

    Args:
        previous: The routine that the person has read before: what is as it was there is only
            named again. Warnings and the disclaimer always stay.
    """
    if isinstance(routine, NoRoutine):
        return f"{routine.text}\n\n{routine.disclaimer}"
    text = ""
    for detail in (4, 3, 2, 1, 0):
        text = _render(routine, texts, detail, previous)
        if len(text) <= MOST_CHARACTERS:
            break
    return text


def _render(routine: Routine, texts: Texts, detail: int, previous: Routine | None) -> str:
    title = texts("routine-title-minimal" if routine.minimal else "routine-title")
    steps_found = bool(routine.morning or routine.evening)
    blocks = [f"{title}. {_total(routine, texts)}" if steps_found else texts("routine-empty")]
    seen = set() if previous is None else _named(previous)
    fresh = _named(routine) - seen
    for key, steps in (("morning", routine.morning), ("evening", routine.evening)):
        if not steps:
            continue
        lines = [texts(f"routine-head-{key}")]
        for number, step in enumerate(steps, 1):
            again = step.name in seen
            seen.add(step.name)
            lines += _step(number, step, texts, detail, again=again)
        blocks.append("\n".join(lines))
    if len(routine.introduction) > 1 and (previous is None or fresh):
        short = [texts("routine-intro-short")]
        lines = list(routine.introduction) if detail >= 4 else short
        blocks.append(_block("introduction", lines, texts))
    if routine.patch_test and detail >= 1 and (previous is None or fresh):
        blocks.append(_block("patch", [routine.patch_test], texts))
    if routine.expect and previous is None and steps_found:
        blocks.append(_block("expect", [routine.expect], texts))
    if routine.warnings:
        blocks.append(_block("warnings", [item.text for item in routine.warnings], texts))
    if routine.left_out and detail >= 2 and previous is None:
        personal = [item for item in routine.left_out if _personal(item)][:2]
        left = [f"{capitalised(item.name)}. {item.text}" for item in personal]
        if left:
            blocks.append(_block("left", left, texts))
    blocks.append(routine.disclaimer)
    return "\n\n".join(blocks)


def _named(routine: Routine) -> set[str]:
    return {step.name for step in (*routine.morning, *routine.evening)}


def _total(routine: Routine, texts: Texts) -> str:
    """The total; "from" where the catalogue knows only price ranges."""
    ranged = routine.total_rub_max > routine.total_rub
    return texts("routine-total-from" if ranged else "routine-total", total=routine.total_rub)


def _step(number: int, step: RoutineStep, texts: Texts, detail: int, *, again: bool) -> list[str]:
    """A step's lines; one that was shown in the morning is only named in the evening."""
    name = f"{step.brand} {step.name}" if step.brand else step.name
    price = _price(step, texts)
    head = f"{number}. {texts(f'routine-step-{step.step}')}: {name}"
    if again:
        return [f"{head} — {step.when}"]
    head += f" ({price})" if price else ""
    lines = [head, f"   {step.when}; {step.amount}" if step.amount else f"   {step.when}"]
    if step.why:
        lines.append(f"   {step.why if detail >= 1 else _first_sentence(step.why)}")
    if detail >= 3 and step.wait:
        lines.append(f"   {step.wait[:1].upper()}{step.wait[1:]}.")
    if detail >= 3 and step.alternative is not None:
        cheaper = texts(
            "routine-line-cheaper", name=step.alternative.name, price=step.alternative.price_rub
        )
        lines.append(f"   {cheaper[:1].upper()}{cheaper[1:]}")
    return lines


def _personal(item: LeftOut) -> bool:
    """Whether the reason is the person's own; shelf items are spoken of among the warnings."""
    return not item.because.endswith(f"; {EVERYONE}") and not item.product_id.startswith(PREFIX)


def _first_sentence(text: str) -> str:
    return text.split(". ", 1)[0].rstrip(".") + "."


def _price(step: RoutineStep, texts: Texts) -> str:
    said = [texts("routine-line-owned")] if step.product_id is None else []
    if step.price_rub is not None:
        said.append(texts("routine-line-price", price=step.price_rub))
    if step.partner:
        said.append(texts("routine-line-partner", partner=step.partner))
    return ", ".join(said)


def _block(key: str, lines: list[str], texts: Texts) -> str:
    head = texts(f"routine-head-{key}")
    if len(lines) == 1:
        return f"{head}: {lines[0]}"
    return "\n".join([f"{head}:", *(f"• {line}" for line in lines)])
