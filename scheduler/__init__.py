"""Time: what is polled when, and the way of an item from feed to conflict."""
