"""The use cases: each reads as one sentence of data flow, and only here is its order known."""
