"""Downloads are whole or not there, and go on where they stopped (a real server on loopback)."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from knowledge.catalogue import Catalogue
from knowledge.errors import MissingPart, UnusableInput
from knowledge.fetching import fetch
from knowledge.importing import import_file
from knowledge.mapping import load_mapping
from knowledge.vocabulary import Step

BODY = (
    "code\tproduct_name\tbrands\tcategories_tags\tcategories\tingredients_text\t"
    "product_name_en\tingredients_text_en\tingredients_text_fr\tquantity\n"
    '1\tCrème 5" visage\tX\ten:face-creams\t\tAqua, Glycerin\t\t\t\t50 ml\n'
    "2\t\tX\t\t\t\t\t\t\t\n"
).encode()


class Handler(BaseHTTPRequestHandler):
    """Serves BODY, by range where asked; breaks off or refuses on other paths."""

    def do_GET(self):
        start = int(self.headers.get("Range", "bytes=0-")[6:-1])
        if self.path == "/refuses":
            self.send_error(503)
            return
        if start >= len(BODY):
            self.send_error(416)
            return
        self.send_response(206 if start and self.path != "/norange" else 200)
        body = BODY if self.path == "/norange" else BODY[start:]
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[:40] if self.path == "/breaks" and not start else body)

    def log_message(self, *_):
        pass


@pytest.fixture(scope="module")
def server():
    made = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=made.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{made.server_address[1]}"
    made.shutdown()


def test_a_file_arrives_whole_and_progress_is_told(server, tmp_path):
    told = []
    fetch(server + "/file", tmp_path / "f.csv", lambda done, total: told.append((done, total)))
    assert (tmp_path / "f.csv").read_bytes() == BODY
    assert told[-1] == (len(BODY), len(BODY))


def test_a_broken_download_is_not_there_and_goes_on_later(server, tmp_path):
    target = tmp_path / "f.csv"
    with pytest.raises(MissingPart, match="goes on where it stopped"):
        fetch(server + "/breaks", target)
    assert not target.exists()
    fetch(server + "/breaks", target)
    assert target.read_bytes() == BODY


@pytest.mark.parametrize("already", [BODY[:10], BODY])
def test_what_is_here_already_is_used(server, tmp_path, already):
    (tmp_path / "f.csv.part").write_bytes(already)
    fetch(server + "/file", tmp_path / "f.csv")
    assert (tmp_path / "f.csv").read_bytes() == BODY


def test_a_server_without_ranges_is_read_from_the_start(server, tmp_path):
    (tmp_path / "f.csv.part").write_bytes(b"something old")
    fetch(server + "/norange", tmp_path / "f.csv")
    assert (tmp_path / "f.csv").read_bytes() == BODY


@pytest.mark.parametrize("path", ["/refuses", None])
def test_a_server_that_refuses_or_is_not_there_is_said(server, tmp_path, path):
    url = server + path if path else "http://127.0.0.1:9/file"
    with pytest.raises(MissingPart, match="check the network"):
        fetch(url, tmp_path / "f.csv")


def test_a_target_that_cannot_be_written_is_said(server, tmp_path):
    (tmp_path / "folder").mkdir()
    with pytest.raises(UnusableInput, match="choose another file"):
        fetch(server + "/file", tmp_path / "folder")


def test_the_export_imports_with_its_mapping(server, tmp_path):
    fetch(server + "/file", tmp_path / "f.csv")
    plan = load_mapping("openbeautyfacts")
    report = import_file(tmp_path / "f.csv", tmp_path / "c.sqlite3", mapping=plan)
    one = Catalogue.load(tmp_path / "c.sqlite3").get("1")
    assert (report.good, report.bad) == (1, 1)
    assert (one.name, one.name_ru, one.step) == ('Crème 5" visage', None, Step.MOISTURIZER)
    assert (one.ingredients, one.price_rub) == (("AQUA", "GLYCERIN"), None)
