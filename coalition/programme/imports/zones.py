"""The time zones a calendar file names: of the IANA database, of Windows, or described in the file."""

import warnings
from datetime import UTC, datetime, tzinfo

from icalendar import Calendar, Timezone
from icalendar.error import GloballyUniqueTZIDGuessed
from icalendar.timezone.tzp import TZP

from coalition.programme.models import Meeting
from coalition.programme.times import moment

# /vendor/Europe/Berlin is taken for Europe/Berlin, which is what we want
warnings.filterwarnings("ignore", category=GloballyUniqueTZIDGuessed)


class Zones:
    """Finds zones for one file.

    The library's own memory of zones is shared by all files and so not used: there a zone that one
    file calls "Local" would be that of the next file as well.
    """

    def __init__(self, calendar: Calendar, meeting: Meeting) -> None:
        self._meeting = meeting
        self._names = TZP("zoneinfo")
        self._described = {
            str(clocks["TZID"]): clocks
            for clocks in calendar.walk("VTIMEZONE")
            if isinstance(clocks, Timezone) and "TZID" in clocks
        }

    def find(self, name: str) -> tzinfo | None:
        """Return the zone of this name, None when neither we nor the file know it."""
        known = self._names.timezone(name)
        if known is None and name in self._described:
            try:
                known = self._described[name].to_tz(self._names, lookup_tzid=False)
            except (ValueError, KeyError, AttributeError, TypeError):  # no description after all
                return None
        return known

    def moment(self, shown: datetime, name: str) -> datetime:
        """Return the moment in UTC. `name` is that of its zone, empty where the time is floating.

        What floats is in the meeting's zone. Raises Invalid for times its clocks leave out, and
        LookupError for a zone nobody knows.
        """
        if name:
            zone = self.find(name)
            if zone is None:
                raise LookupError(name)
            return shown.replace(tzinfo=zone).astimezone(UTC)
        if shown.tzinfo is not None:
            return shown.astimezone(UTC)
        return moment(shown.date(), shown.time(), self._meeting.zone)
