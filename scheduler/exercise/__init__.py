"""An exercise: a period of the archive played as live feeds, polled by the real scheduler in quick motion."""
