"""preservation: nothing lost: backups, restoring, and files compared with what was deposited."""
