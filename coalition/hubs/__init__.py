"""Remote hubs: gatherings elsewhere that follow a meeting, their hosts, and their local times."""
