"""What happens to the demo company's leads and deals, event by event."""
