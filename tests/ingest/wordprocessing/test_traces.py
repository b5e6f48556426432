"""What a document carries besides its text is counted."""

from coalition.ingest.extractors.docx import extract
from coalition.ingest.reading import Notice
from tests.ingest import made
from tests.ingest.conftest import Put
from tests.ingest.made_docx import OFFICE, SAYS_NOTHING, picture


def test_extract_counts_pictures_without_an_alternativetext_of(put: Put) -> None:
    body = (
        picture('descr="A reading room"')
        + picture('title="A reading room"')
        + picture("", '<adec:decorative xmlns:adec="d" val="1"/>')
        + picture('descr=""')
        + picture('descr="IMG_0042.jpg"')
        + '<w:p><w:r><w:pict xmlns:v="urn:v"><v:shape><v:imagedata/></v:shape>'
        '<v:shape alt="A map"><v:imagedata/></v:shape></w:pict></w:r></w:p>'
    )
    assert Notice("no-alternatives", None, "3") in extract(put(made.docx_of(body))).notices


def test_extract_says_what_the_file_gives_away(put: Put) -> None:
    company = "<Properties><Company>Jet</Company><Manager>Cy</Manager></Properties>"
    data = made.repacked(
        made.docx_of('<w:p><w:ins w:author="Dee"><w:r><w:t>a</w:t></w:r></w:ins></w:p>'),
        {
            "docProps/app.xml": company,
            "word/people.xml": '<x:l xmlns:x="x"><x:person x:author="Eve"/></x:l>',
            "word/_rels/document.xml.rels": f'<Relationships><Relationship Id="r"'
            f' Target="/word/people.xml" Type="{OFFICE}/people"/></Relationships>',
            "word/vbaProject.bin": b"",
            "word/embeddings/budget.xlsx": b"",
        },
    )
    assert extract(put(data)).notices == (
        Notice("tracked-changes", None, "1"),
        *SAYS_NOTHING,
        Notice("author-names", None, "Cy, Jet, Dee, Eve"),
        Notice("macros"),
        Notice("attachments", None, "budget.xlsx"),
    )
