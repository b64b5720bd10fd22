module bole.dev/examples/client

go 1.22

require (
	bole.dev/api v0.0.0
	google.golang.org/genproto/googleapis/rpc v0.0.0-20250218202821-56aae31c358a
	google.golang.org/grpc v1.71.0
)

// The stubs that `buf generate` writes.
replace bole.dev/api => ../../../build/stubs/go
