"""Keys of what is sealed, in a database of their own, and the vault that seals with them."""
