"""What others subscribe to: Atom feeds of conflicts and measures, and a calendar of days to watch."""
