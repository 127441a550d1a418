"""One word for one thing: no text has a word that means two things, and with one of anything a sentence is right."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

import salestoolkit as st
from salestoolkit.words.catalogue import texts
from salestoolkit.words.text import REQUIRED, Text, fill, placeholders

ROOT = Path(__file__).parents[2]

AVOIDED = {
    "id": {
        r"kesepakatan": "deal; an agreement is a komitmen",
        r"sasaran": "target",
        r"(?:tingkat )?kemenangan": "win rate, deal berhasil",
        r"triwulan|TW\d": "kuartal",
        r"siklus(?! penjualan)": "siklus penjualan; a month or a quarter is a periode",
        r"saluran": "funnel, kanal",
        r"marjin": "margin",
        r"ukuran transaksi": "nilai rata-rata per deal",
        r"poin persen(?!tase)": "poin persentase",
        r"kebetulan saja|melebihi kebetulan|batas kebetulan": "bisa saja kebetulan, naik turun biasa, kisaran wajar",
        r"bersandar|ditarik ke arah": "disesuaikan dengan angka tim",
        r"separuh tengah": "separuh anggota tim",
        r"memuat": "mencakup",
        r"membawa|dibawa": "menghasilkan, masuk",
        r"(?:di|men)jawab(?:nya)?": "direspons, merespons",
        r"target waktu": "batas waktu respons",
        r"surel|obrolan|server surat": "email, chat, server email",
        r"enkode(?:nya)?": "penyandian",
        r"butir|(?:pe|di)?selamatkan|penyelamatan": "deal dan prospek; yang masih bisa dikejar",
        r"berjaga|menyapa": "piket; tanyakan kabarnya",
        r"orang-orang": "anggota tim",
        r"anak tangga": "langkah",
        r"satu banding lima": "20%",
        r"hari dalam minggu": "nama hari",
        r"sedangkan biasanya": "whose number it is: angka semua tenaga penjualan",
        r"masih akan naik": "masih dapat naik",
        r"tanda hubung": "the sign itself: “–”",
        r"memimpin|repetisi|omset|terhenti|di luar jangkauan|pembicaraan berdua": "see the words of the house",
    },
    "en": {
        r"h(?:eld|olds?|olding) (?:\w+ ){0,2}(?:against|towards)": "compared with, adjusted towards",
        r"leans? on": "the fewer deals, the closer to",
        r"com(?:e|es|ing) of": "come from",
        r"lately": "recently",
        r"data (?:are|do|have|hold|run|take)": "the data is, does, has, holds",
        r"verdicts?": "judgement, conclusion, result",
        r"set (?:\w+ ){0,2}anew": "revisit",
        r"limits of chance": "chance limits, more than chance",
        r"own value": "this rep's value",
        r"hardly chance": "rarely chance",
        r"number of groups": "12 groups",
        r"will (?:still )?rise": "can still rise",
        r"e-mail": "email",
        r"taken down|put off|pushed back": "reduced, pushed out",
        r"tell(?:s)? about somebody": "reveal somebody's number",
        r"(?:deals|they) lie": "deals stall, stand still",
        r"lies? with": "has",
        r"rung": "step",
        r"one chance in five": "a one-in-five chance",
        r"(?:\}|reps?|people) (?:improves?|declines?)": "a rate rises or falls",
    },
}
"""What no text for readers says, as a pattern, and what it says instead."""

# Never one: the least number that is judged, the length of a window; and what is no count.
FIXED = (
    dict.fromkeys(("least", "limit", "days", "within", "window", "points"), 14)
    | dict.fromkeys(("value", "rate", "eventual", "last_link"), "18.3%")
    | dict.fromkeys(("period", "who", "total", "quota_whole", "country"), "a text")
)
KINDS = "won|open|closed|full|past|other|new|web|business|refund|deal|working"
NOUNS = (
    "deals|leads|reps|people|groups|periods|months|days|years|rows|lines|values|amounts|closings|stages|products|goals"
    "|places|entries|customers|visitors|sessions|agreements|assignments|wins|duplicates|tests|dates|hours"
)
NOT_ONE = re.compile(rf"\b1 (?:(?:{KINDS}) )?(?:{NOUNS})\b|\b1 (?:are|were|have)\b")


def texts_of(thing: object) -> Iterator[Text]:
    """Every text in a definition, however deep."""
    if isinstance(thing, Text):
        yield thing
    elif isinstance(thing, tuple | list | Mapping):
        for part in thing.values() if isinstance(thing, Mapping) else thing:
            yield from texts_of(part)
    elif is_dataclass(thing):
        for field in fields(thing):
            yield from texts_of(getattr(thing, field.name))


def told(lang: str) -> dict[str, str]:
    """All that readers of a language are told: the catalogue, and the texts of the KPIs and their studies."""
    of_kpis = {
        f"{kpi.name}, text {i}": text.to(lang) for kpi in st.definitions() for i, text in enumerate(texts_of(kpi), 1)
    }
    return dict(texts(lang)) | of_kpis


def found(texts: dict[str, str], avoided: dict[str, str]) -> list[str]:
    """Each text with a word to avoid, the word, and what to write."""
    return [
        f"{key}: {match[0]!r} (write: {instead})"
        for key, text in texts.items()
        for pattern, instead in avoided.items()
        if (match := re.search(rf"(?<!\w)(?:{pattern})\b", _without_names(text), re.IGNORECASE))
    ]


def _without_names(text: str) -> str:
    return re.sub(r"\{\w+", "{", text)


@pytest.mark.parametrize("lang", REQUIRED)
def test_no_text_has_a_word_to_avoid(lang: str) -> None:
    assert found(told(lang), AVOIDED[lang]) == []


def test_the_indonesian_readme_keeps_to_the_words() -> None:
    words = {pattern: instead for pattern, instead in AVOIDED["id"].items() if "jawab" not in pattern}
    assert found({"README.id.md": (ROOT / "README.id.md").read_text(encoding="utf-8")}, words) == []


def test_a_word_to_avoid_is_found() -> None:
    assert len(found({"a": "Target tercapai pada triwulan ini.", "b": "Rp5 juta"}, AVOIDED["id"])) == 1
    assert len(found({"a": "Each rate is held against the team's."}, AVOIDED["en"])) == 1


def test_no_indonesian_sentence_begins_with_a_bare_yang() -> None:
    assert [key for key, text in told("id").items() if re.search(r"(?:^|[.?!] )Yang\b", text)] == []


def test_with_one_of_anything_an_english_sentence_is_right() -> None:
    ones = {key: fill(text, "en", _Ones()) for key, text in told("en").items() if placeholders(text)}

    assert {key: text for key, text in ones.items() if NOT_ONE.search(text)} == {}


def test_every_text_can_be_filled_in_as_it_is_shown() -> None:
    for lang in REQUIRED:
        for key, text in told(lang).items():
            assert not {"{", "}", "|"} & set(fill(text, lang, _Ones())), key


class _Ones(dict[str, Any]):
    def __missing__(self, name: str) -> int | str:
        return FIXED.get(name, 1)


@pytest.mark.parametrize("lang", REQUIRED)
def test_times_and_minus_have_their_own_signs(lang: str) -> None:
    """Formulas wrote a letter and a hyphen for them."""
    assert [key for key, text in told(lang).items() if re.search(r" (?:x|-) |(?:^|[ (=])-\d", text)] == []


@pytest.mark.parametrize("lang", REQUIRED)
def test_brackets_close_and_no_mark_or_space_is_doubled(lang: str) -> None:
    opened = {key: [text.count(mark) for mark in "()“”"] for key, text in told(lang).items()}

    assert [key for key, (a, b, c, d) in opened.items() if (a, c) != (b, d)] == []
    assert [
        key for key, text in told(lang).items() if re.search(r"(?<!\.)\.\.(?!\.)|  | [,.;:](?![\w.])|[,;:]{2}", text)
    ] == []


@pytest.mark.parametrize("lang", REQUIRED)
def test_no_reader_is_told_the_name_of_a_function(lang: str) -> None:
    assert [key for key, text in told(lang).items() if re.search(r"\bst\.\w", text)] == []
