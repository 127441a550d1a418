"""Addresses of readers: each reaches one reader, and what cannot be right is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from mail_server import SECRET, MailServer, to

from salestoolkit.reports.send.addresses import Address, addresses
from salestoolkit.reports.send.delivery import send
from salestoolkit.reports.send.mailer import Post
from salestoolkit.words.errors import InputError, UsageError

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")


def test_what_a_service_says_is_told_without_login_and_token() -> None:
    post = Post(f"mailto://user%40x:{SECRET}@localhost?from=a@example.com")
    said = f"localhost refused user@x and user%40x with {SECRET}"
    assert post._without_secrets(said, Address("R1", "r1@example.com", 2)) == "localhost refused … and … with …"
    hook = Address("R1", "slack://tokenA/tokenB/#team", 2)
    assert post._without_secrets("tokenA/tokenB to team", hook) == "…/… to …"


@pytest.mark.parametrize(
    "via",
    [
        "json://localhost",
        "mailto://localhost?from=a@example.com&cc=chief@example.com",
        "mailto://localhost/chief@example.com?from=a@example.com",
    ],
)
def test_a_mail_server_that_names_readers_itself_is_refused(via: str) -> None:
    with pytest.raises(UsageError, match="--via is"):
        Post(via)


def test_two_readers_in_one_address_are_refused(folder: Path, mail: MailServer) -> None:
    done = send(folder, [Address("R1", "r1@example.com, r2@example.com", 2)], via=mail.via, really=True)
    assert (done[0].state, done[0].why, mail.mails) == ("refused", "one", [])


@pytest.mark.parametrize(
    "url",
    [
        "mailto://u:p@example.com?to=a@example.com,b@example.com",
        "mailto://u:p@example.com?to=a@example.com&cc=b@example.com",
        "tgram://123456789:abcdefg_hijklmnop/12315544/1253444",
    ],
)
def test_a_service_s_url_that_reaches_several_is_refused(folder: Path, url: str) -> None:
    (done, *_) = send(folder, [Address("R1", url, 2)])
    assert (done.state, done.why) == ("refused", "one")


def test_an_unusual_address_reaches_its_reader_alone(folder: Path, mail: MailServer) -> None:
    address = "Siti.Rahma+Laporan@Kantor.Example.com"
    assert send(folder, [Address("R1", address, 2)], via=f"{mail.via}&to=chief@example.com", really=True)
    assert list(mail.arrived) == [address]


def test_a_mail_address_needs_a_mail_server(folder: Path) -> None:
    assert [(each.state, each.why) for each in send(folder, to("R1"))][:1] == [("refused", "via")]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            "rep,address\nR1,a@example.com\nR2,A@example.com\n",
            "row 3, .*that of rep 'R1' in row 2 already; a page is for one",
        ),
        ("rep,address\nR1,a@example.com\nR1,a@example.com\n", "row 3, .*in row 2 already"),
        ("rep,address\nR1,a@example.com,b@example.com\n", "row 2: has more cells than the heading"),
        ('rep,address\nR1,"a@example.com,b@example.com"\n', "row 2, column 'address': holds more than one address"),
        ("rep,address\nR1,a@example.com;b@example.com\n", "holds more than one address"),
        ("rep,address\nR1,a@example.com b@example.com\n", "holds more than one address"),
        ('rep,address\nR1,"a@example.com\nb@example.com"\n', "row 3, column 'address': holds more than one address"),
        ('rep,address\nR1,"a@example.com\r\nBcc: b@example.com"\n', "holds more than one address"),
        ('rep,address\nR1,"json://a.example/x\njson://b.example/y"\n', "holds more than one address"),
        ("rep,address\nR1,Siti <a@example.com>\n", "holds more than one address, or what no address holds"),
        ("rep,address\n,a@example.com\n", "row 2, column 'rep': has an address and no rep"),
        ("rep,address,Address\nR1,a@example.com,b@example.com\n", "several columns 'address'"),
        ('rep,address\nR1,"a@example.com\n', "cannot be read"),
        ("rep,address\nR1,a@exa\0mple.com\n", "cannot be read|what no address holds"),
        ("rep,mail\nR1,a@example.com\n", "no column 'address'"),
        ("", "no column 'rep'"),
    ],
)
def test_a_table_of_addresses_that_cannot_be_right_is_refused(tmp_path: Path, text: str, why: str) -> None:
    (tmp_path / "a.csv").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=why):
        addresses(tmp_path / "a.csv")
