"""Usage as a COUNTER 5.1 Item Report (IR), in its two shapes: JSON and a table.

https://cop5.countermetrics.org/en/5.1.0.1/04-reports/04-item-reports.html. This is the report of an
open repository to the world. What is measured here: items alone, without parents and components.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from coalition.records.record import Creator, Record
from coalition.usage.counting import Numbers
from coalition.usage.periods import Period
from coalition.usage.queries import Month

RELEASE = "5.1"
WORLD = "The World"  # what the Code calls all users together
METRICS: dict[str, Callable[[Numbers], int]] = {
    "Total_Item_Investigations": lambda n: n.investigations,
    "Total_Item_Requests": lambda n: n.requests,
    "Unique_Item_Investigations": lambda n: n.unique_investigations,
    "Unique_Item_Requests": lambda n: n.unique_requests,
}
SHOWN = ("Authors", "Publication_Date", "YOP", "Access_Type", "Access_Method")
DATA_TYPES = {  # of the Code's list, table 3.p; others are what it calls Other
    "background-paper": "Report",
    "report": "Report",
    "workshop-brief": "Conference_Item",
    "presentation": "Conference_Item",
    "minutes": "Conference_Item",
    "transcript": "Conference_Item",
}
COLUMNS = (
    "Item", "Publisher", "Publisher_ID", "Platform", "Authors", "Publication_Date",
    "Article_Version", "DOI", "Proprietary_ID", "ISBN", "Print_ISSN", "Online_ISSN", "URI",
    "Data_Type", "YOP", "Access_Type", "Access_Method", "Metric_Type", "Reporting_Period_Total",
)  # fmt: skip
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WHOLE_DATE = len("YYYY-MM-DD")
LONGEST_NAMESPACE = 17
Items = Sequence[tuple[Record, Sequence[Month]]]


@dataclass(frozen=True, slots=True)
class Platform:
    """Who reports: the name of the coalition, and what its identifiers begin with."""

    name: str
    namespace: str


def platform_of(name: str, acronym: str) -> Platform:
    """Return the platform of a coalition; its namespace has letters and digits alone."""
    plain = re.sub(r"[^A-Za-z0-9]", "", acronym or name)[:LONGEST_NAMESPACE]
    return Platform(name, plain.lower() or "coalition")


def item_report(items: Items, period: Period, platform: Platform, at: datetime) -> dict[str, Any]:
    """Return the report as JSON is made of."""
    listed = [_item(record, months, platform) for record, months in items]
    return {
        "Report_Header": {
            "Release": RELEASE,
            "Report_ID": "IR",
            "Report_Name": "Item Report",
            "Created": _moment(at),
            "Created_By": platform.name,
            "Institution_ID": {"Proprietary": [f"{platform.namespace}:world"]},
            "Institution_Name": WORLD,
            "Registry_Record": "",
            "Report_Attributes": {"Attributes_To_Show": list(SHOWN)},
            "Report_Filters": {
                "Begin_Date": period.first_on.isoformat(),
                "End_Date": period.last_on.isoformat(),
            },
        },
        "Report_Items": [{"Items": listed}] if listed else [],
    }


def item_table(
    items: Items, period: Period, platform: Platform, at: datetime
) -> Iterator[tuple[str, ...]]:
    """Give the rows of the report as a table: its header, an empty row, columns, one row a metric."""
    yield "Report_Name", "Item Report"
    yield "Report_ID", "IR"
    yield "Release", RELEASE
    yield "Institution_Name", WORLD
    yield "Institution_ID", f"{platform.namespace}:world"
    yield "Metric_Types", "; ".join(METRICS)
    yield "Report_Filters", ""
    yield "Report_Attributes", f"Attributes_To_Show={'|'.join(SHOWN)}"
    yield "Exceptions", ""
    yield "Reporting_Period", f"Begin_Date={period.first_on}; End_Date={period.last_on}"
    yield "Created", _moment(at)
    yield "Created_By", platform.name
    yield "Registry_Record", ""
    yield ()
    yield *COLUMNS, *(f"{MONTHS[month.month - 1]}-{month.year}" for month in period.months)
    for record, months in items:
        yield from _rows(record, months, period, platform)


def _item(record: Record, months: Sequence[Month], platform: Platform) -> dict[str, Any]:
    publisher_id = {"ROR": [record.publisher.ror]} if record.publisher.ror else None
    told = {
        "Item": record.title,
        "Publisher": record.publisher.name,
        "Publisher_ID": publisher_id,
        "Platform": platform.name,
        "Authors": [_author(one) for one in record.creators],
        "Publication_Date": _date(record),
        "Item_ID": _kept(
            {
                "DOI": record.doi,
                "Proprietary": _proprietary(record, platform),
                "URI": record.address,
            }
        ),
    }
    performance = {
        "Data_Type": data_type(record.kind),
        "YOP": record.year,
        "Access_Type": access_type(record),
        "Access_Method": "Regular",
        "Performance": _performance(months),
    }
    return _kept(told) | {"Attribute_Performance": [performance]}


def _performance(months: Sequence[Month]) -> dict[str, dict[str, int]]:
    """Return the figures by metric and month; the Code leaves out those that are zero."""
    found = {
        name: {f"{one.month:%Y-%m}": value for one in months if (value := figure(one.numbers)) > 0}
        for name, figure in METRICS.items()
    }
    return {name: by_month for name, by_month in found.items() if by_month}


def _rows(
    record: Record, months: Sequence[Month], period: Period, platform: Platform
) -> Iterator[tuple[str, ...]]:
    by_month: Mapping[Any, Numbers] = {one.month: one.numbers for one in months}
    about = (
        record.title,
        record.publisher.name,
        f"ROR:{record.publisher.ror}" if record.publisher.ror else "",
        platform.name,
        "; ".join(_named(one) for one in record.creators),
        _date(record),
        "",
        record.doi,
        _proprietary(record, platform),
        "",
        "",
        "",
        record.address,
        data_type(record.kind),
        record.year,
        access_type(record),
        "Regular",
    )
    for name, figure in METRICS.items():
        figures = [figure(by_month.get(month, Numbers())) for month in period.months]
        if any(figures):
            yield *about, name, str(sum(figures)), *map(str, figures)


def data_type(kind: str) -> str:
    """Return what the Code calls a kind of document."""
    return DATA_TYPES.get(kind, "Other")


def access_type(record: Record) -> str:
    """Return what the Code calls it: open to everybody, or for members."""
    return "Open" if record.is_open else "Controlled"


def _author(creator: Creator) -> dict[str, str]:
    return _kept({"Name": creator.name, "ORCID": creator.orcid})


def _named(creator: Creator) -> str:
    return f"{creator.name} (ORCID:{creator.orcid})" if creator.orcid else creator.name


def _date(record: Record) -> str:
    """Return the date it is of where it is known to the day; the Code knows no other."""
    return record.issued if len(record.issued) == WHOLE_DATE else ""


def _proprietary(record: Record, platform: Platform) -> str:
    return f"{platform.namespace}:{record.document_id}"


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _kept(told: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out what is not known."""
    return {key: value for key, value in told.items() if value}
