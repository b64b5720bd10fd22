"""From the weights of Qwen2.5 to a TensorRT-LLM engine that Triton serves: plan, build, render, verify."""
