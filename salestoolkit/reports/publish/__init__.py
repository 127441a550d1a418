"""Where pages end up: the folder and its lock, the manifest, copies. Nothing here makes a page."""
