"""Speed and memory, measured by a command; results are ratios within one run."""
