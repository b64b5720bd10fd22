"""Ways to draft a rubric, fill it in and write an interview kit."""
