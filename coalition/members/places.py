"""Countries and territories: their names in the reader's language and their UN regional group.

Codes are those officially assigned in ISO 3166-1 alpha-2, and XK, which ISO 3166-1 leaves to users
and CLDR gives to Kosovo. Groups are those of UN member states as the Department for General
Assembly and Conference Management lists them, with three readings that the list leaves open:
the United States belongs to no group but attends the Western European and others as an observer,
and is counted there; Türkiye takes part in two and is counted where it stands for election, with
the Western European and others; Kiribati, which joined none for long, is listed in Asia-Pacific.

A place that is not a member state is in no group: observers (the Holy See, the State of
Palestine), places whose standing is disputed, and territories. Counting a territory with the
state that administers it would put libraries of the Caribbean or the Pacific among those of
Western Europe, and would take a side where that state is disputed.
"""

from functools import lru_cache
from typing import Any

from babel import Locale, UnknownLocaleError
from flask_babel import lazy_gettext as _l

from coalition.members.names import fold

OTHER = "other"

# In the order in which the United Nations lists them; what belongs to no state's group comes last.
REGIONS: dict[str, Any] = {
    "african": _l("African States"),
    "asia-pacific": _l("Asia-Pacific States"),
    "eastern-european": _l("Eastern European States"),
    "grulac": _l("Latin American and Caribbean States"),
    "weog": _l("Western European and other States"),
    "intergovernmental": _l("Intergovernmental organisations"),
    OTHER: _l("In no regional group"),
}

_GROUPS = {
    "african": """
        AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG ER ET GA GH GM GN GQ GW KE KM LR LS LY MA MG ML
        MR MU MW MZ NA NE NG RW SC SD SL SN SO SS ST SZ TD TG TN TZ UG ZA ZM ZW
    """,
    "asia-pacific": """
        AE AF BD BH BN BT CN CY FJ FM ID IN IQ IR JO JP KG KH KI KP KR KW KZ LA LB LK MH MM MN MV
        MY NP NR OM PG PH PK PW QA SA SB SG SY TH TJ TL TM TO TV UZ VN VU WS YE
    """,
    "eastern-european": """
        AL AM AZ BA BG BY CZ EE GE HR HU LT LV MD ME MK PL RO RS RU SI SK UA
    """,
    "grulac": """
        AG AR BB BO BR BS BZ CL CO CR CU DM DO EC GD GT GY HN HT JM KN LC MX NI PA PE PY SR SV TT
        UY VC VE
    """,
    "weog": """
        AD AT AU BE CA CH DE DK ES FI FR GB GR IE IL IS IT LI LU MC MT NL NO NZ PT SE SM TR US
    """,
    OTHER: """
        AI AQ AS AW AX BL BM BQ BV CC CK CW CX EH FK FO GF GG GI GL GP GS GU HK HM IM IO JE KY MF
        MO MP MQ MS NC NF NU PF PM PN PR PS RE SH SJ SX TC TF TK TW UM VA VG VI WF XK YT
    """,
}
_REGION_OF = {code: region for region, codes in _GROUPS.items() for code in codes.split()}

# Written order by code point means nothing to readers of Chinese. These two encodings list common
# characters by pinyin and by strokes, which is the order of their dictionaries. Three names begin
# with a character too rare for that part of the first; they go where their homophones are.
_CHINESE_ORDER = {"Hans": "gb18030", "Hant": "big5"}
_HOMOPHONES = str.maketrans("斐梵瑙", "肥饭脑")


def is_country(code: str) -> bool:
    """Tell whether this is the code, in capitals, of a country or territory."""
    return code in _REGION_OF


def region_of(code: str) -> str | None:
    """Return the key in REGIONS of a place's UN regional group, "other" for a place in none.

    Returns None for what is no code of a place. Never "intergovernmental": an organisation is
    that by its stakeholder group, wherever its seat is.
    """
    return _REGION_OF.get(code)


def country_name(code: str, locale: str) -> str:
    """Return a place's name in the language of a locale such as "fr" or "zh-Hant", else its code."""
    return str(_locale(locale).territories.get(code, code))


@lru_cache(maxsize=32)
def countries(locale: str) -> tuple[tuple[str, str], ...]:
    """Return every place as (code, name), names in the locale's language and in its order."""
    names = [(code, country_name(code, locale)) for code in _REGION_OF]
    return tuple(sorted(names, key=lambda place: (_rank(place[1], _locale(locale)), place[0])))


@lru_cache(maxsize=32)
def _locale(tag: str) -> Locale:
    """Return the locale of a tag written with "-" or "_"; English for an unknown one."""
    try:
        return Locale.parse(tag.replace("-", "_"))
    except (ValueError, UnknownLocaleError):
        return Locale("en")


def _rank(name: str, locale: Locale) -> bytes:
    """Return what a name is sorted by: its letters without case and accents."""
    if locale.language != "zh":
        return fold(name).encode()
    encoding = _CHINESE_ORDER.get(locale.script or "Hans", "gb18030")
    return name.translate(_HOMOPHONES).encode(encoding, errors="replace")
