"""The item reports of COUNTER, as programs read them."""

import csv
import io
import json
from dataclasses import replace

from coalition.database import now
from coalition.library import service as library
from coalition.library.models import Audience, Document
from coalition.usage.models import UsageDay
from tests.conftest import Someone
from tests.library.conftest import FIELDS
from tests.members.making import own_of
from tests.usage.conftest import published
from tests.usage.views.test_totals import HIDDEN, used

METRICS = (
    "Total_Item_Investigations",
    "Total_Item_Requests",
    "Unique_Item_Investigations",
    "Unique_Item_Requests",
)


def report(someone: Someone, path: str) -> dict[str, object]:
    """Return a report that is there."""
    answer = someone.client.get(path)
    assert answer.status_code == 200
    assert answer.content_type == "application/json; charset=utf-8"
    found: dict[str, object] = json.loads(answer.data)
    return found


def titles(someone: Someone, path: str) -> list[str]:
    """Return the items of a report by their titles."""
    parts = report(someone, path)["Report_Items"]
    assert isinstance(parts, list)
    return [item["Item"] for part in parts for item in part["Items"]]


def test_json_is_an_item_report_of_release_5_1(anonymous: Someone, document: Document) -> None:
    used(document.id, 4, 2)
    found = report(anonymous, "/usage.json")
    header = found["Report_Header"]
    assert isinstance(header, dict)
    assert (header["Release"], header["Report_ID"], header["Report_Name"]) == (
        "5.1",
        "IR",
        "Item Report",
    )
    assert header["Created_By"] == "Dynamic Coalition on Public Access in Libraries"
    assert set(header["Report_Filters"]) == {"Begin_Date", "End_Date"}
    month = now().strftime("%Y-%m")
    assert found["Report_Items"] == [
        {
            "Items": [
                {
                    "Item": "Reading rooms and the network",
                    "Publisher": "Library Association of the Low Lands",
                    "Platform": "Dynamic Coalition on Public Access in Libraries",
                    "Authors": [{"Name": "Working group of librarians"}],
                    "Item_ID": {
                        "Proprietary": f"dcpal:{document.id}",
                        "URI": f"http://127.0.0.1:8000/library/{document.id}",
                    },
                    "Attribute_Performance": [
                        {
                            "Data_Type": "Report",
                            "YOP": "2012",
                            "Access_Type": "Open",
                            "Access_Method": "Regular",
                            "Performance": {
                                "Total_Item_Investigations": {month: 6},
                                "Total_Item_Requests": {month: 6},
                                "Unique_Item_Investigations": {month: 4},
                                "Unique_Item_Requests": {month: 4},
                            },
                        }
                    ],
                }
            ]
        }
    ]


def test_csv_has_the_header_of_the_code_and_a_row_for_each_metric(
    anonymous: Someone, document: Document
) -> None:
    used(document.id, 4, 2)
    answer = anonymous.client.get("/usage.csv")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="usage-12.csv"'
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[:3] == [["Report_Name", "Item Report"], ["Report_ID", "IR"], ["Release", "5.1"]]
    assert rows[13] == []
    columns = rows[14]
    assert columns[-1] == now().strftime("%b-%Y")
    told = [dict(zip(columns, row, strict=True)) for row in rows[15:]]
    assert [(row["Metric_Type"], row["Reporting_Period_Total"]) for row in told] == [
        *zip(METRICS, ("6", "6", "4", "4"), strict=True)
    ]
    assert {row["Item"] for row in told} == {"Reading rooms and the network"}


def test_report_without_anything_is_empty(anonymous: Someone, document: Document) -> None:
    assert report(anonymous, "/usage.json")["Report_Items"] == []
    assert report(anonymous, f"/library/{document.id}/usage.json")["Report_Items"] == []


def test_nothing_hidden_is_in_any_report(
    anonymous: Someone, representative: Someone, document: Document
) -> None:
    hidden = published(
        representative, fields=replace(FIELDS, title=HIDDEN, audience=Audience.MEMBERS)
    )
    gone = published(representative, fields=replace(FIELDS, title="Withdrawn since"))
    for one in (document, hidden, gone):
        used(one.id, 4)
    library.withdraw(gone.id, "A mistake.", by=representative.viewer)
    open_one = ["Reading rooms and the network"]
    both = sorted([HIDDEN, *open_one])
    for path in ("/usage.json", f"/members/{own_of(representative)}/usage.json"):
        assert titles(anonymous, path) == open_one
        assert sorted(titles(representative, path)) == both
    for number in (hidden.id, 999):
        assert anonymous.client.get(f"/library/{number}/usage.json").status_code == 404
        assert anonymous.client.get(f"/library/{number}/usage.csv").status_code == 404
    assert titles(anonymous, f"/library/{gone.id}/usage.json") == []
    assert titles(representative, f"/library/{hidden.id}/usage.json") == [HIDDEN]


def test_report_says_who_a_members_only_document_is_open_to(
    representative: Someone,
) -> None:
    hidden = published(
        representative, fields=replace(FIELDS, title=HIDDEN, audience=Audience.MEMBERS)
    )
    used(hidden.id, 1)
    parts = report(representative, f"/library/{hidden.id}/usage.json")["Report_Items"]
    assert isinstance(parts, list)
    assert parts[0]["Items"][0]["Attribute_Performance"][0]["Access_Type"] == "Controlled"


def test_days_of_usage_have_nothing_of_people() -> None:
    assert {column.name for column in UsageDay.__table__.columns} == {
        "document_id",
        "day",
        "view_count",
        "reading_count",
        "download_count",
        "unique_investigations",
        "unique_requests",
    }
