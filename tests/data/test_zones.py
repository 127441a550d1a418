"""Time zones as people write them are read as what they mean, and what is none is named."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_exports import column, loaded, rejected

import salestoolkit as st
from salestoolkit.data.practice.practice import practice_of
from salestoolkit.words.errors import InputError

LEADS = "lead_id,owner_id,created_at,first_response_at\n" + "".join(
    f"{i},R1,2026-03-{i:02d}T08:00:00+08:00,2026-03-{i:02d}T08:30:00+08:00\n" for i in range(2, 14)
)


@pytest.mark.parametrize(
    ("written", "zone"),
    [
        ("WIB", "Asia/Jakarta"),
        ("wita", "Asia/Makassar"),
        ("WIT", "Asia/Jayapura"),
        ("GMT+8", "Etc/GMT-8"),
        ("UTC +07:00", "Etc/GMT-7"),
        ("+08:00", "Etc/GMT-8"),
        ("-0300", "Etc/GMT+3"),
        ("UTC", "UTC"),
        ("GMT+0", "Etc/UTC"),
        ("(UTC+08:00) Kuala Lumpur, Singapore", "Etc/GMT-8"),
        ("asia/makassar", "Asia/Makassar"),
    ],
)
def test_a_zone_is_read_as_it_is_written(tmp_path: Path, written: str, zone: str) -> None:
    sales = loaded(tmp_path, f'rep_id,name,timezone\nR1,Ani,"{written}"\n', name="reps.csv", as_of="2026-04-01")
    assert column(sales, "timezone", "reps") == [zone]


@pytest.mark.parametrize("written", ["WITA", "GMT+8", "+08:00", "Asia/Makassar"])
def test_the_hours_of_an_office_are_its_own(tmp_path: Path, written: str) -> None:
    (tmp_path / "leads.csv").write_text(LEADS, encoding="utf-8")
    sales = loaded(tmp_path, f"rep_id,name,timezone\nR1,Ani,{written}\n", name="reps.csv", as_of="2026-04-01")
    [row] = st.compute("lead_response_time.working_hours", sales).frame.to_dict("records")
    assert row["value"] == 1800  # half an hour of work; by Jakarta's clock the office was still closed


@pytest.mark.parametrize("written", ["Jakarta", "GMT+15", "+08:30:00", "8", "CST"])
def test_what_is_no_zone_is_named(tmp_path: Path, written: str) -> None:
    text = f"rep_id,name,timezone\nR1,Ani,{written}\nR2,Budi,WIB\n"
    sales = loaded(tmp_path, text, name="reps.csv", as_of="2026-04-01", max_rejected=0.5)
    assert rejected(sales) == [(2, "timezone", "bad_zone")]
    with pytest.raises(InputError, match=f"No time zone is called '{written.replace('+', '.')}'"):
        loaded(tmp_path, text, name="reps.csv", timezone=written)


def test_the_business_zone_may_be_written_so_too(tmp_path: Path) -> None:
    sales = loaded(tmp_path, "rep_id,name\nR1,Ani\n", 'timezone = "WITA"', name="reps.csv", as_of="2026-04-01")
    assert sales.timezone == "Asia/Makassar"
    assert loaded(
        tmp_path, "rep_id,name\nR1,Ani\n", name="reps.csv", as_of="2026-04-01", timezone="GMT+9"
    ).timezone == ("Etc/GMT-9")


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"ramadan_opens": "15:00", "ramadan_closes": "08:00"}, "ramadan_closes"),
        ({"ramadan_opens": "18:00"}, "ramadan_opens"),
        ({"ramadan_closes": "07:00"}, "ramadan_closes"),
        ({"opens": "18:00"}, "closes"),
        ({"opens": "8:00"}, "opens"),
        ({"opens": "0800"}, "opens"),
        ({"closes": "17:00+07:00"}, "closes"),
        ({"response_target_minutes": float("inf")}, "response_target_minutes"),
        ({"response_target_minutes": float("nan")}, "response_target_minutes"),
        ({"gross_margin": 0.0}, "gross_margin"),
        ({"cost_lag_days": -1}, "cost_lag_days"),
        ({"working_days": ""}, "working_days"),
        ({"country": "XX"}, "country"),
    ],
)
def test_a_practice_that_cannot_be_is_refused(given: dict[str, object], wrong: str) -> None:
    with pytest.raises(InputError, match=rf"In \[practice\], {wrong} is "):
        practice_of(given)


def test_every_key_of_practice_is_documented() -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "mappings.md").read_text(encoding="utf-8")
    section = text.partition("## Keys of `[practice]`")[2].partition("\n## ")[0]
    assert all(f"`{name}`" in section for name in st.Practice.__dataclass_fields__)
