import io
import sys

import structlog

from assistant import logs


def test_words_of_people_cannot_be_logged(capsys) -> None:
    logs.configure("info")
    structlog.get_logger("x").info("heard", said="у меня экзема", person="tg:1", ms=3)
    shown = capsys.readouterr().err
    assert "экзема" not in shown
    assert "tg:1" not in shown
    assert "fields withheld" in shown


def test_a_closed_stream_of_an_earlier_command_stops_nobody(capsys) -> None:
    before = sys.stderr
    sys.stderr = io.StringIO()
    try:
        logs.configure("info")
        sys.stderr.close()
    finally:
        sys.stderr = before
    structlog.get_logger("x").warning("still_here")
    assert "still_here" in capsys.readouterr().err


def test_the_level_is_respected(capsys) -> None:
    logs.configure("error")
    structlog.get_logger("x").warning("quiet")
    assert capsys.readouterr().err == ""
