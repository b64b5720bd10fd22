"""The gRPC edge: servicers, converters between protobuf and domain, the error table, interceptors."""
