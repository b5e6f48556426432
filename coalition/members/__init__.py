"""members: organisations: application, decision, representatives, register."""
