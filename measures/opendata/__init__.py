"""The whole data as open data: a folder of tables with their dictionary and description, out and in again."""
