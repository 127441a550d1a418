"""Sending, to a real mail server on this machine: each rep gets the own page, whole, once, and nobody another's."""

from __future__ import annotations

import json
import socket
from email import message_from_bytes, policy
from hashlib import sha256
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from mail_server import REPS, SECRET, MailServer, to

from salestoolkit.cli.app import main
from salestoolkit.reports.publish import manifest, store
from salestoolkit.reports.purging import purge
from salestoolkit.reports.send.addresses import Address
from salestoolkit.reports.send.delivery import Delivery, send
from salestoolkit.reports.send.journal import SENT, Sent, fingerprint
from salestoolkit.reports.send.mailer import Post
from salestoolkit.words.errors import InputError, UsageError

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")


def states(deliveries: list[Delivery]) -> dict[str, str]:
    return {each.rep: each.state for each in deliveries}


def test_each_rep_gets_the_own_page_byte_by_byte_and_nobody_anothers(folder: Path, mail: MailServer) -> None:
    done = send(folder, to(*REPS), via=mail.via, really=True)
    assert states(done) == {"R1": "sent", "R2": "sent", "R3": "sent", "R4": "no_address"}
    assert mail.arrived == {
        f"{rep.lower()}@example.com": [(folder / f"reps/{rep.lower()}.html").read_bytes()] for rep in REPS
    }
    assert [len(readers) for readers, _ in mail.mails] == [1, 1, 1]


def test_the_pdf_that_a_run_made_of_a_page_goes_with_it_whole_or_neither_leaves(folder: Path, mail: MailServer) -> None:
    about = manifest.manifest(folder)
    copies = [_copy(folder, report) for report in about["reports"] if report["id"] in ("R1", "R2")]
    (folder / "manifest.json").write_text(json.dumps(about | {"copies": copies}), encoding="utf-8")
    (folder / "reps/r2.pdf").write_bytes(b"%PDF-")
    done = send(folder, to(*REPS), via=mail.via, really=True)

    assert [(each.state, each.why) for each in done[:3]] == [("sent", ""), ("refused", "damaged"), ("sent", "")]
    pages = {name: (folder / "reps" / name).read_bytes() for name in ("r1.html", "r1.pdf", "r3.html")}
    assert mail.arrived == {
        "r1@example.com": [pages["r1.html"], pages["r1.pdf"]],
        "r3@example.com": [pages["r3.html"]],
    }
    message: Any = message_from_bytes(mail.mails[0][1], policy=policy.default)
    kinds = [(part.get_filename(), part.get_content_type()) for part in message.iter_attachments()]
    assert kinds == [("r1.html", "text/html"), ("r1.pdf", "application/pdf")]


def _copy(folder: Path, report: dict[str, Any]) -> dict[str, Any]:
    name, data = report["file"].replace(".html", ".pdf"), f"%PDF-1.7 of {report['id']}\0\r\n".encode()
    (folder / name).write_bytes(data)
    return {"file": name, "of": report["sha256"], "sha256": sha256(data).hexdigest(), "bytes": len(data)}


def test_a_letter_says_in_the_pages_language_what_it_is(folder: Path, mail: MailServer) -> None:
    send(folder, to("R1"), via=mail.via, really=True)
    message: Any = message_from_bytes(mail.mails[0][1], policy=policy.default)
    assert message["Subject"] == "Laporan penjualan Anda"
    assert "Juni 2025" in message.get_body().get_content()
    assert [part.get_filename() for part in message.iter_attachments()] == ["r1.html"]


def test_without_yes_nothing_leaves_and_nothing_is_written(folder: Path, mail: MailServer) -> None:
    before = sorted(folder.rglob("*"))
    assert states(send(folder, to("R1", "R9"), via=mail.via))["R1"] == "ready"
    assert (mail.mails, sorted(folder.rglob("*"))) == ([], before)


def test_a_second_run_sends_nothing_twice_and_again_does(folder: Path, mail: MailServer) -> None:
    send(folder, to("R1"), via=mail.via, really=True)
    second = send(folder, to("R1", "R2"), via=mail.via, really=True)
    assert (states(second)["R1"], states(second)["R2"], len(mail.mails)) == ("already", "sent", 2)
    assert states(send(folder, to("R1"), via=mail.via, really=True, again=True))["R1"] == "sent"
    assert len(mail.mails) == 3


def test_what_a_power_cut_leaves_unclear_is_said_and_not_sent(folder: Path, mail: MailServer) -> None:
    page = sha256((folder / "reps/r1.html").read_bytes()).hexdigest()
    Sent(folder).note(("R1", fingerprint("r1@example.com"), page), "begun")
    with (folder / SENT).open("ab") as stream:
        stream.write(b'{"rep": "R2", "addr')
    done = send(folder, to("R1", "R2"), via=mail.via, really=True)
    assert (states(done)["R1"], states(done)["R2"]) == ("unclear", "sent")
    assert list(mail.arrived) == ["r2@example.com"]


def test_a_mail_whose_answer_was_lost_is_unclear_and_is_not_sent_twice_unasked(folder: Path, mail: MailServer) -> None:
    mail.drops = frozenset({"r1@example.com"})
    via = f"{mail.via}&retry=3"
    first = send(folder, to(*REPS), via=via, really=True)
    assert states(first) == {"R1": "unclear", "R2": "sent", "R3": "sent", "R4": "no_address"}
    assert first[0].why
    assert len(mail.mails) == 3

    mail.drops = frozenset()
    assert states(send(folder, to(*REPS), via=via, really=True))["R1"] == "unclear"
    assert len(mail.mails) == 3
    assert states(send(folder, to("R1"), via=via, really=True, again=True))["R1"] == "sent"
    assert states(send(folder, to("R1"), via=via, really=True))["R1"] == "already"
    assert len(mail.mails) == 4


def test_what_was_refused_or_lost_before_it_was_given_has_failed_and_is_sent_again(
    folder: Path, mail: MailServer
) -> None:
    mail.refuses = frozenset({"r1@example.com"})
    mail.rejects, mail.hangs_up_on = frozenset({"r2@example.com"}), frozenset({"r3@example.com"})
    done = send(folder, to(*REPS), via=mail.via, really=True)
    assert [(each.state, each.why) for each in done[:2]] == [
        ("failed", "550 no such reader"),
        ("failed", "554 5.7.1 too many links"),
    ]
    assert done[2].state == "failed"
    mail.refuses = mail.rejects = mail.hangs_up_on = frozenset()
    assert {each.state for each in send(folder, to(*REPS), via=mail.via, really=True)[:3]} == {"sent"}


def test_a_server_that_is_not_there_has_got_nothing(folder: Path) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        via = f"mailto://127.0.0.1:{closed.getsockname()[1]}?from=sales@example.com"
        (done, *_) = send(folder, to("R1"), via=via, really=True)
    assert (done.state, "refused" in done.why.lower()) == ("failed", True)


@pytest.mark.parametrize(
    ("answer", "fate"), [(b"", "unclear"), (b"HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n", "failed")]
)
def test_a_service_of_the_web_that_hangs_up_is_unclear_and_one_that_refuses_is_not(
    folder: Path, answer: bytes, fate: str
) -> None:
    asked = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(30)

        def once() -> None:
            connection, _ = server.accept()
            asked.append(connection.recv(1 << 20))
            connection.sendall(answer)
            connection.close()

        thread = Thread(target=once)
        thread.start()
        hook = Address("R1", f"json://127.0.0.1:{server.getsockname()[1]}/hook?retry=3", 2)
        (done, *_) = send(folder, [hook], really=True)
        thread.join()
    assert (done.state, len(asked)) == (fate, 1)


def test_what_went_wrong_is_listed_first_and_the_rest_is_counted(
    folder: Path, mail: MailServer, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    mail.refuses, mail.drops = frozenset({"r3@example.com"}), frozenset({"r2@example.com"})
    table = tmp_path / "addresses.csv"
    table.write_text("rep,address\n" + "".join(f"{each.rep},{each.text}\n" for each in to(*REPS)), encoding="utf-8")
    with pytest.raises(SystemExit) as stopped:
        main(["send", str(folder), "--to", str(table), "--via", mail.via, "--yes", "--quiet"])
    out, complaint = capfd.readouterr()

    assert stopped.value.code == 3
    assert (
        complaint
        == "salestoolkit: Of 4 reports, 1 could not be sent and 1 may have arrived or not; the list says why.\n"
    )
    _, failed, unclear, nobody, *rest = out.splitlines()
    assert failed.startswith("R3")
    assert failed.endswith("gagal: 550 no such reader")
    assert unclear.startswith("R2")
    assert nobody.startswith("R4")
    assert rest == ["terkirim: 1"]


def test_a_page_that_is_not_as_written_or_was_not_made_does_not_leave(folder: Path, mail: MailServer) -> None:
    (folder / "reps/r1.html").write_bytes((folder / "reps/r2.html").read_bytes())
    (folder / "reps/r2.html").unlink()
    done = send(folder, to("R1", "R2", "R3", "R4"), via=mail.via, really=True)
    assert [(each.state, each.why) for each in done] == [
        ("refused", "damaged"),
        ("refused", "damaged"),
        ("sent", ""),
        ("refused", "not_made"),
    ]
    assert list(mail.arrived) == ["r3@example.com"]


def test_a_reader_whom_the_server_refuses_does_not_stop_the_others(folder: Path, mail: MailServer) -> None:
    mail.refuses = frozenset({"r1@example.com"})
    done = send(folder, to(*REPS), via=mail.via, really=True)
    assert states(done) == {"R1": "failed", "R2": "sent", "R3": "sent", "R4": "no_address"}
    mail.refuses = frozenset()
    assert states(send(folder, to("R1"), via=mail.via, really=True))["R1"] == "sent"


def test_passwords_are_nowhere_to_be_read(
    folder: Path, mail: MailServer, tmp_path: Path, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        hook = f"json://127.0.0.1:{closed.getsockname()[1]}/{SECRET}-hook"
        table = tmp_path / "addresses.csv"
        table.write_text(f"\ufeffRep;Address\nR1;r1@example.com\nR2;{hook}\nR3;{SECRET}://x\n", encoding="utf-8")
        monkeypatch.setenv("SALESTOOLKIT_VIA", mail.via.replace("//", f"//user:{SECRET}@"))
        for options in ([], ["--yes"]):
            with pytest.raises(SystemExit) as stopped:
                main(["send", str(folder), "--to", str(table), *options])
            assert stopped.value.code == 3
    shown = "".join(capfd.readouterr())
    assert list(mail.arrived) == ["r1@example.com"]
    assert "json://… (row 3)" in shown
    assert "-hook" not in shown
    assert SECRET not in shown.replace(f"{SECRET}://…", "")
    assert SECRET not in (folder / SENT).read_text(encoding="utf-8")
    assert (folder / SENT).stat().st_mode & 0o077 == 0


def test_a_run_that_has_not_ended_is_not_sent(folder: Path) -> None:
    (folder / store.JOURNAL).write_bytes(b"")
    with pytest.raises(InputError, match="has not ended"):
        send(folder, to("R1"))


def test_purge_forgets_who_got_what(folder: Path, mail: MailServer) -> None:
    send(folder, to("R1"), via=mail.via, really=True)
    purge(folder)
    assert not (folder / SENT).exists()


def test_without_the_extra_its_name_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("salestoolkit.reports.send.mailer.find_spec", lambda _: None)
    with pytest.raises(UsageError, match=r"salestoolkit\[send\]"):
        Post()
