"""Served language models: the tokenizer, what is sent and what comes back, and the clients of model servers."""
