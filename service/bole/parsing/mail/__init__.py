"""E-mails and web archives: what they say and what is attached."""
