"""Generated stubs of the API: `make proto` writes them, nobody edits them."""
