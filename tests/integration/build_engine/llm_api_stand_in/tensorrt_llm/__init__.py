"""Stands for the package `tensorrt_llm`, which needs a GPU: see llmapi."""
