"""The console that recruiters open in a browser, and the JSON gateway: clients of the gRPC API."""
