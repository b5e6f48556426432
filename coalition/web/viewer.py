"""The viewer: who is looking or acting, with every right that follows from it now."""

from dataclasses import dataclass

PUBLIC = "public"
MEMBERS = "members"


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person as seen by policies and queries, or nobody in particular.

    organisation_ids: approved organisations the person represents now.
    application_ids: organisations the person represents that are not (or no longer) approved.
    lacks_factor: a second factor is required of them, and until they have one the rights it is
    required for are not theirs.
    """

    person_id: int | None = None
    name: str = ""
    email: str = ""
    is_coordinator: bool = False
    organisation_ids: frozenset[int] = frozenset()
    application_ids: frozenset[int] = frozenset()
    lacks_factor: bool = False

    @property
    def is_signed_in(self) -> bool:
        """Tell whether this is a person who signed in."""
        return self.person_id is not None

    @property
    def is_member(self) -> bool:
        """Tell whether what is for members is open: coordinators and representatives."""
        return self.is_coordinator or bool(self.organisation_ids)

    @property
    def audiences(self) -> frozenset[str]:
        """Return the audiences whose documents this viewer may read."""
        return frozenset({PUBLIC, MEMBERS}) if self.is_member else frozenset({PUBLIC})

    @property
    def roles(self) -> frozenset[str]:
        """Return the roles the role table speaks of."""
        if not self.is_signed_in:
            return frozenset({"anonymous"})
        found = {"person"}
        if self.is_coordinator:
            found.add("coordinator")
        if self.organisation_ids:
            found.add("representative")
        if self.application_ids:
            found.add("applicant")
        return frozenset(found)


ANONYMOUS = Viewer()
