set -e
# needs 4 GPUs of one kind, about 48 GB of disk, TensorRT-LLM 1.2.1
# needs build_engine where `python3` finds it; ends where a folder is there already

# weights
test '!' -e models/weights
hf download Qwen/Qwen2.5-7B-Instruct --revision a09a35458c702b33eeacc393d103063234e8bc28 --local-dir models/weights.partial
python3 -m build_engine.building.weights models/weights.partial --model 7B --hub
mv -T models/weights.partial models/weights

# checkpoint
test '!' -e models/checkpoint
rm -rf models/checkpoint.partial
python3 /app/examples/models/core/qwen/convert_checkpoint.py --model_dir models/weights --output_dir models/checkpoint.partial --dtype bfloat16 --tp_size 4 --workers 4 --use_parallel_embedding
mv -T models/checkpoint.partial models/checkpoint

# engine
test '!' -e models/engine
rm -rf models/engine.partial
trtllm-build --checkpoint_dir models/checkpoint --output_dir models/engine.partial --gpt_attention_plugin bfloat16 --gemm_plugin bfloat16 --context_fmha enable --remove_input_padding enable --kv_cache_type paged --use_paged_context_fmha enable --use_fp8_context_fmha disable --tokens_per_block 32 --multiple_profiles enable --logits_dtype float32 --max_beam_width 1 --max_batch_size 128 --max_seq_len 8192 --max_num_tokens 8192 --workers 4
python3 /app/examples/generate_xgrammar_tokenizer_info.py --model_dir models/weights --output_dir models/engine.partial
cp models/weights/tokenizer.json models/engine.partial/tokenizer.json
python3 -m build_engine.building.record models --kind engine --model 7B --tp 4 --precision bf16 --max-batch-size 128 --max-seq-len 8192 --max-num-tokens 8192 --kv-memory-fraction 0.9
mv -T models/engine.partial models/engine

# repository
test '!' -e models/repository
rm -rf models/repository.partial
python3 -m build_engine render --engine models/engine --out models/repository.partial
mv -T models/repository.partial models/repository
