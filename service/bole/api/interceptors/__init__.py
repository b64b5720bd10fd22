"""Concerns that every call has, one a module, around servicers that know nothing of them."""
