"""The role library: what is usually asked of people of a trade, as YAML files that a folder can override."""
