"""What became of leads: answers, owners, customers."""
