"""The views that any result can be drawn in, and a rep's band. No figure of one section alone."""
