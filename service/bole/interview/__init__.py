"""Interview kits: questions tied to what a resume says and a role asks, and the checks that each one passes."""
