"""Member organisations as they come out."""

from typing import Annotated

from msgspec import Meta

from coalition.api.shapes.parts import Country, Language, Moment, Number, Shape, Url, one_of
from coalition.api.shapes.words import said as _l
from coalition.members.models import State
from coalition.members.places import REGIONS


class Organisation(Shape, frozen=True, kw_only=True):
    """A member of the coalition."""

    id: Number
    url: Annotated[Url, Meta(description=_l("The page of it."))]
    api_url: Url
    documents_url: Annotated[Url, Meta(description=_l("Its documents, in this interface."))]
    state: Annotated[
        str,
        one_of(State),
        Meta(description=_l("Others than approved are shown to those who represent it.")),
    ]
    name: Annotated[str, Meta(description=_l("In its own language."))]
    name_language: Language
    english_name: str
    acronym: str | None
    country: Country
    region: Annotated[
        Annotated[str, one_of(REGIONS)] | None,
        Meta(description=_l("The regional group of the United Nations.")),
    ]
    group: Annotated[str, Meta(description=_l("The stakeholder group."))]
    website: Url | None
    ror: Annotated[Url | None, Meta(description=_l("Its address in the registry ROR."))]
    member_since: Moment | None
