"""Asks the model behind Triton one question, guided by a grammar, with nothing but public packages.

pip install 'tritonclient[grpc]' tokenizers, then:
python examples/triton_client.py --address HOST:8001 --tokenizer tokenizer.json "Does the text name Python? ..."
"""

from __future__ import annotations

import argparse
import uuid
from pathlib import Path

import numpy as np
import tritonclient.grpc as triton
from tokenizers import Tokenizer

GRAMMAR = 'root ::= "yes" | "no"'
MAX_OUTPUT_TOKENS = 16

INPUTS = {
    "input_ids": np.int32,
    "input_lengths": np.int32,
    "request_output_len": np.int32,
    "end_id": np.int32,
    "pad_id": np.int32,
    "streaming": np.bool_,
    "exclude_input_in_output": np.bool_,
    "runtime_top_k": np.int32,
    "return_num_input_tokens": np.bool_,
    "return_num_output_tokens": np.bool_,
    "guided_decoding_guide_type": np.object_,
    "guided_decoding_guide": np.object_,
}
KSERVE = {np.int32: "INT32", np.bool_: "BOOL", np.object_: "BYTES"}
OUTPUTS = ("output_ids", "sequence_length", "num_input_tokens", "num_output_tokens")


def control_id(tokenizer: Tokenizer, token: str) -> int:
    """Returns the id of a control token of Qwen2.5."""
    found = tokenizer.token_to_id(token)
    if found is None:
        raise SystemExit(f"{token} is no token of this tokenizer.json: take that of the served model.")
    return found


def prompt_ids(tokenizer: Tokenizer, question: str) -> list[int]:
    """Returns a chat of one question; text is encoded apart from control tokens, which it may not smuggle in."""
    tokenizer.encode_special_tokens = True  # what looks like a control token in a text is text
    begin, end = control_id(tokenizer, "<|im_start|>"), control_id(tokenizer, "<|im_end|>")

    def text(words: str) -> list[int]:
        ids: list[int] = tokenizer.encode(words, add_special_tokens=False).ids
        return ids

    return [begin, *text(f"user\n{question}"), end, *text("\n"), begin, *text("assistant\n")]


def request_of(ids: list[int], tokenizer: Tokenizer) -> list[triton.InferInput]:
    """Returns the tensors of a greedy request: every one with a leading dimension of 1."""
    values = {
        "input_ids": ids,
        "input_lengths": [len(ids)],
        "request_output_len": [MAX_OUTPUT_TOKENS],
        "end_id": [control_id(tokenizer, "<|im_end|>")],
        "pad_id": [control_id(tokenizer, "<|endoftext|>")],
        "streaming": [False],
        "exclude_input_in_output": [True],
        "runtime_top_k": [1],
        "return_num_input_tokens": [True],
        "return_num_output_tokens": [True],
        "guided_decoding_guide_type": [b"ebnf_grammar"],
        "guided_decoding_guide": [GRAMMAR.encode()],
    }
    inputs = []
    for name, data_type in INPUTS.items():
        array = np.array([values[name]], data_type)
        tensor = triton.InferInput(name, list(array.shape), KSERVE[data_type])
        tensor.set_data_from_numpy(array)
        inputs.append(tensor)
    return inputs


def read_arguments() -> argparse.Namespace:
    """Reads the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--address", default="127.0.0.1:8001")
    parser.add_argument("--tokenizer", required=True, help="tokenizer.json of the served model")
    parser.add_argument("--root-certificates", help="PEM file; turns TLS on")
    parser.add_argument("--client-certificate", help="PEM file, where the server asks for one")
    parser.add_argument("--client-key", help="PEM file of its key")
    parser.add_argument("--restricted-key", help="NAME=VALUE of Triton's restricted protocols")
    parser.add_argument("question")
    return parser.parse_args()


def main() -> None:
    """Prints the answer, and what it cost."""
    arguments = read_arguments()
    named = (arguments.tokenizer, arguments.root_certificates, arguments.client_certificate, arguments.client_key)
    for path in filter(None, named):
        if not Path(path).is_file():
            raise SystemExit(f"There is no file {path}.")
    tokenizer = Tokenizer.from_file(arguments.tokenizer)
    ids = prompt_ids(tokenizer, arguments.question)
    name, _, value = (arguments.restricted_key or "").partition("=")
    with triton.InferenceServerClient(
        arguments.address,
        ssl=arguments.root_certificates is not None,
        root_certificates=arguments.root_certificates,
        certificate_chain=arguments.client_certificate,
        private_key=arguments.client_key,
    ) as client:
        try:
            result = client.infer(
                "tensorrt_llm",
                request_of(ids, tokenizer),
                outputs=[triton.InferRequestedOutput(name) for name in OUTPUTS],
                request_id=str(uuid.uuid4()),  # unique among the requests that are under way
                headers={f"triton-grpc-protocol-{name}": value} if name else None,
                client_timeout=60,
            )
        except triton.InferenceServerException as error:
            raise SystemExit(f"Triton refuses: {error}") from error
    length = int(result.as_numpy("sequence_length")[0, 0])
    print(tokenizer.decode(result.as_numpy("output_ids")[0, 0, :length].tolist()))
    counts = {name: int(result.as_numpy(name)[0, 0]) for name in OUTPUTS[2:]}
    print(f"{counts['num_input_tokens']} prompt tokens, {counts['num_output_tokens']} output tokens")


if __name__ == "__main__":
    main()
