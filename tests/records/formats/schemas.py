"""What the schemas of DataCite, Dublin Core and MARCXML require, written down for the tests.

After http://schema.datacite.org/meta/kernel-4.6/metadata.xsd,
http://www.openarchives.org/OAI/2.0/oai_dc.xsd and
http://www.loc.gov/standards/marcxml/schema/MARC21slim.xsd. Faults are sentences; none is right.
"""

import re
from collections.abc import Iterator, Mapping

from lxml.etree import QName, _Element

KERNEL = "http://datacite.org/schema/kernel-4"
ELEMENTS = "http://purl.org/dc/elements/1.1/"
OAI_DC = "http://www.openarchives.org/OAI/2.0/oai_dc/"
MARCXML = "http://www.loc.gov/MARC21/slim"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"

LANGUAGE = re.compile(r"[a-zA-Z]{1,8}(-[a-zA-Z0-9]{1,8})*", re.ASCII)  # xs:language
REQUIRED = ["creators", "identifier", "publicationYear", "publisher", "resourceType", "titles"]
GROUPS = {
    "creators": "creator",
    "titles": "title",
    "subjects": "subject",
    "dates": "date",
    "alternateIdentifiers": "alternateIdentifier",
    "relatedIdentifiers": "relatedIdentifier",
    "sizes": "size",
    "formats": "format",
    "rightsList": "rights",
    "descriptions": "description",
}
SINGLE = {"identifier", "publisher", "publicationYear", "resourceType", "language", "version"}
SCHEME = {"schemeURI"}
# The attributes each element may have; those with a mark must be there.
ATTRIBUTES: Mapping[str, set[str]] = {
    "identifier": {"identifierType!"},
    "creatorName": {"nameType", LANG},
    "nameIdentifier": {"nameIdentifierScheme!", "schemeURI"},
    "title": {"titleType", LANG},
    "publisher": {"publisherIdentifier", "publisherIdentifierScheme", LANG} | SCHEME,
    "resourceType": {"resourceTypeGeneral!"},
    "subject": {"subjectScheme", "valueURI", "classificationCode", LANG} | SCHEME,
    "date": {"dateType!", "dateInformation"},
    "alternateIdentifier": {"alternateIdentifierType!"},
    "relatedIdentifier": {"relatedIdentifierType!", "relationType!", "resourceTypeGeneral"}
    | {"relatedMetadataScheme", "schemeType"}
    | SCHEME,
    "rights": {"rightsURI", "rightsIdentifier", "rightsIdentifierScheme", LANG} | SCHEME,
    "description": {"descriptionType!", LANG},
}
TYPES = [
    "Audiovisual",
    "Award",
    "Book",
    "BookChapter",
    "Collection",
    "ComputationalNotebook",
    "ConferencePaper",
    "ConferenceProceeding",
    "DataPaper",
    "Dataset",
    "Dissertation",
    "Event",
    "Image",
    "Instrument",
    "InteractiveResource",
    "Journal",
    "JournalArticle",
    "Model",
    "OutputManagementPlan",
    "PeerReview",
    "PhysicalObject",
    "Preprint",
    "Project",
    "Report",
    "Service",
    "Software",
    "Sound",
    "Standard",
    "StudyRegistration",
    "Text",
    "Workflow",
    "Other",
]
VALUES = {
    "nameType": ["Organizational", "Personal"],
    "resourceTypeGeneral": TYPES,
    "dateType": [
        "Accepted",
        "Available",
        "Collected",
        "Copyrighted",
        "Coverage",
        "Created",
        "Issued",
        "Other",
        "Submitted",
        "Updated",
        "Valid",
        "Withdrawn",
    ],
    "descriptionType": [
        "Abstract",
        "Methods",
        "SeriesInformation",
        "TableOfContents",
        "TechnicalInfo",
        "Other",
    ],
    "relatedIdentifierType": [
        "ARK",
        "arXiv",
        "bibcode",
        "CSTR",
        "DOI",
        "EAN13",
        "EISSN",
        "Handle",
        "IGSN",
        "ISBN",
        "ISSN",
        "ISTC",
        "LISSN",
        "LSID",
        "PMID",
        "PURL",
        "RRID",
        "UPC",
        "URL",
        "URN",
        "w3id",
    ],
    "relationType": [
        "IsCitedBy",
        "Cites",
        "IsSupplementTo",
        "IsSupplementedBy",
        "IsContinuedBy",
        "Continues",
        "IsNewVersionOf",
        "IsPreviousVersionOf",
        "IsPartOf",
        "HasPart",
        "IsPublishedIn",
        "IsReferencedBy",
        "References",
        "IsDocumentedBy",
        "Documents",
        "IsCompiledBy",
        "Compiles",
        "IsVariantFormOf",
        "IsOriginalFormOf",
        "IsIdenticalTo",
        "HasMetadata",
        "IsMetadataFor",
        "Reviews",
        "IsReviewedBy",
        "IsDerivedFrom",
        "IsSourceOf",
        "Describes",
        "IsDescribedBy",
        "HasVersion",
        "IsVersionOf",
        "Requires",
        "IsRequiredBy",
        "Obsoletes",
        "IsObsoletedBy",
        "Collects",
        "IsCollectedBy",
        "HasTranslation",
        "IsTranslationOf",
    ],
}
CREATOR = ["creatorName", "givenName", "familyName", "nameIdentifier", "affiliation"]
FIFTEEN = [
    "contributor",
    "coverage",
    "creator",
    "date",
    "description",
    "format",
    "identifier",
    "language",
    "publisher",
    "relation",
    "rights",
    "source",
    "subject",
    "title",
    "type",
]


def datacite_faults(resource: _Element) -> list[str]:
    """Return what is not as the schema of DataCite 4.6 has it."""
    return list(_datacite_faults(resource))


def _datacite_faults(resource: _Element) -> Iterator[str]:
    if resource.tag != f"{{{KERNEL}}}resource":
        yield f"the root is {resource.tag}"
    yield from _order_faults(resource)
    for part in resource.iter():
        if QName(part).namespace != KERNEL:
            yield f"{part.tag} is of another namespace"
        yield from _attribute_faults(part)
        if not len(part) and not (part.text or "").strip():
            yield f"{QName(part).localname} is empty"
    for creator in resource.iter(f"{{{KERNEL}}}creator"):
        inner = [QName(one).localname for one in creator]
        if inner != sorted(inner, key=CREATOR.index) or inner.count("creatorName") != 1:
            yield f"a creator holds {inner}"
    year, language = (
        resource.findtext(f"{{{KERNEL}}}{n}") for n in ("publicationYear", "language")
    )
    if not re.fullmatch(r"\d{4}", year or ""):
        yield f"the year is {year}"
    if language is not None and not LANGUAGE.fullmatch(language):
        yield f"the language is {language}"


def _order_faults(resource: _Element) -> Iterator[str]:
    names = [QName(part).localname for part in resource]
    yield from (f"{name} is missing" for name in REQUIRED if name not in names)
    yield from (f"{name} is there twice" for name in set(names) if names.count(name) > 1)
    for part in resource:
        name = QName(part).localname
        inner = [QName(one).localname for one in part]
        if name in GROUPS and set(inner) != {GROUPS[name]}:
            yield f"{name} holds {inner}"
        if name not in GROUPS and (name not in SINGLE or inner):
            yield f"{name} is no element of a resource, or holds some"


def _attribute_faults(part: _Element) -> Iterator[str]:
    name = QName(part).localname
    known = ATTRIBUTES.get(name, set())
    given = {str(key) for key in part.attrib if "schemaLocation" not in str(key)}
    yield from (f"{name} has {key}" for key in given - {each.rstrip("!") for each in known})
    needed = {each.rstrip("!") for each in known if each.endswith("!")}
    yield from (f"{name} lacks {key}" for key in needed - given)
    for key in given:
        value = part.get(key) or ""
        if not value or (key in VALUES and value not in VALUES[key]):
            yield f"{name} has {key}={value!r}"
        if key == LANG and not LANGUAGE.fullmatch(value):
            yield f"{name} is in {value!r}"


def dublin_core_faults(dc: _Element) -> list[str]:
    """Return what is not as the schema of oai_dc has it."""
    faults = [] if dc.tag == f"{{{OAI_DC}}}dc" else [f"the root is {dc.tag}"]
    for part in dc:
        name = QName(part)
        if name.namespace != ELEMENTS or name.localname not in FIFTEEN:
            faults.append(f"{part.tag} is none of the fifteen elements")
        if len(part) or set(part.attrib) - {LANG} or not (part.text or "").strip():
            faults.append(f"{name.localname} is empty, or holds more than text and its language")
    return faults


def marcxml_faults(record: _Element) -> list[str]:
    """Return what is not as the schema of MARCXML has it."""
    faults = [] if record.tag == f"{{{MARCXML}}}record" else [f"the root is {record.tag}"]
    leader = record.findtext(f"{{{MARCXML}}}leader") or ""
    shape = (
        r"[\d ]{5}[\dA-Za-z ][\dA-Za-z][\dA-Za-z ]{3}(2| )(2| )[\d ]{5}[\dA-Za-z ]{3}(4500|    )"
    )
    if not re.fullmatch(shape, leader):
        faults.append(f"the leader is {leader!r}")
    names = [QName(part).localname for part in record]
    order = ["leader", "controlfield", "datafield"]
    if names != sorted(names, key=order.index):
        faults.append(f"the order is {names}")
    faults += [
        f"a control field is {field.get('tag')}"
        for field in record.iter(f"{{{MARCXML}}}controlfield")
        if not re.fullmatch(r"00[1-9A-Za-z]", field.get("tag") or "")
    ]
    for field in record.iter(f"{{{MARCXML}}}datafield"):
        indicators = [field.get("ind1") or "", field.get("ind2") or ""]
        if not all(re.fullmatch(r"[\da-z ]", one) for one in indicators):
            faults.append(f"{field.get('tag')} has the indicators {indicators}")
        if not re.fullmatch(r"(0[1-9]|[1-9]\d)\d|0[1-9]\d", field.get("tag") or ""):
            faults.append(f"a field is {field.get('tag')}")
        if not len(field) or any(not one.text or not one.get("code") for one in field):
            faults.append(f"{field.get('tag')} has no subfields, or empty ones")
    return faults
