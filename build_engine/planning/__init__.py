"""How much memory and time an engine takes, before there is one."""
