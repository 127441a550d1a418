"""The pages of a report: one from an executed notebook, and the index; may import only words."""
