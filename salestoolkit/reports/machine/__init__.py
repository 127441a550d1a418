"""What the operating system gives and takes: memory, signals, whole files. Knows no report."""
