"""Who is let in, who waits at the door, and who is told to come back: rules without gRPC."""
