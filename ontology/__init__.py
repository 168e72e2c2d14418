"""The vocabulary: its terms, its Turtle files, IRIs of data, and the reading and writing of RDF documents."""
