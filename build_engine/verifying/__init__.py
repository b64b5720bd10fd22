"""Is what a running Triton serves fit for use?"""
