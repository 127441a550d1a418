"""What became of deals and customers. One SQL file for each fact, as in all rooms beside."""
