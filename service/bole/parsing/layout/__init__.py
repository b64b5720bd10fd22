"""Puts pieces of text on a page into the order in which a person reads them."""
