"""Articles and queries that a first run loads; the articles are written for the project, and README.md says where their facts are from."""
