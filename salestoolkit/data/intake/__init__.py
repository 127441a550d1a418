"""The door: rows are accepted or rejected with a reason, and doubts are told. Reads no file."""
