"""What people may ask of those who hold data on them, and when it is forgotten."""
