"""Sessions as iCalendar: one, a day, a meeting, or what a person chose, for calendar programs."""
