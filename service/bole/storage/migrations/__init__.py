"""How the schema came to be: one file a level, applied in order when the storage is opened."""
