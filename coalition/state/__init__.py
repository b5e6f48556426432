"""state: how the site is: what it stands on, measured for those who watch it and for coordinators."""
