"""one_to_one."""
