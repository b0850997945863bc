"""People who follow a script: say their lines, then answer what is asked. Pure."""

import random
from collections.abc import Mapping
from typing import Any

from assistant.reply import Reply
from eval.playing import Said
from knowledge.vocabulary import Language


class ScriptedPerson:
    """Says the script's turns in order, whatever is asked; then answers until a routine comes."""

    def __init__(
        self,
        script: Mapping[str, Any],
        stock: Mapping[str, Mapping[str, str]],
        ask_for_routine: Mapping[str, str],
        run: int = 1,
    ) -> None:
        """`stock` and `ask_for_routine` hold, by language, what a script need not repeat."""
        self.id = f"{script['id']}-{run}"
        self.language = Language(script["language"])
        self._speaks = self.language
        self._turns = list(script["turns"])
        self._answers = script.get("answers", {})
        self._stock, self._routine = stock, ask_for_routine
        self._ends_unasked = bool(script["criteria"].get("no_routine"))
        self._random = random.Random(self.id)

    def next(self, reply: Reply) -> Said | None:
        """The next line of the script, or an answer; None: done."""
        if self._turns:
            return self._say(self._turns.pop(0))
        if reply.routine or reply.step in ("close", "refer") or self._ends_unasked:
            return None
        return self._answer(reply)

    def _say(self, entry: Mapping[str, Any], *, answers: bool = False) -> Said:
        if "reply_language" in entry:
            self._speaks = Language(entry["reply_language"])
        return Said(
            text=entry["say"],
            facts=entry.get("facts", {}),
            retract=entry.get("retract", {}),
            language=self._speaks,
            answers=answers,
        )

    def _answer(self, reply: Reply) -> Said:
        asked = reply.asked or ""
        slot = asked.removeprefix("confirm:")
        if asked.startswith("skin_test") and reply.options:
            return Said(text=self._random.choice(reply.options).say, answers=True)
        if slot in self._answers:
            return self._say(self._answers[slot], answers=True)
        if not asked:
            return Said(text=self._routine[self._speaks])
        stock = self._stock[self._speaks]
        return Said(text=stock.get(slot, stock["other"]), answers=True)
