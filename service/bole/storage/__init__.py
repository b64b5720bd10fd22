"""What is kept beyond the life of a process: batches and answers, in SQLite or PostgreSQL."""
