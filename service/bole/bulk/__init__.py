"""Screening past one machine: the pipeline of the service in actors of Ray Data, from files to Parquet."""
