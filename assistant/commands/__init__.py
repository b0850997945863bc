"""Commands of the `aloe` command line, one module a command."""
