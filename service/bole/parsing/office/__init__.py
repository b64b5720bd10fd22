"""Old and protected office documents: opened with their password, converted to DOCX."""
