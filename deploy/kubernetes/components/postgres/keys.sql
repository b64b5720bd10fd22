-- The keys of what is kept lie in a database of their own: whoever gets a copy of one cannot read it.
CREATE DATABASE bole_keys;
