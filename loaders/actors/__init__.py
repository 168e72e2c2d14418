"""Who acts: states, organisations, the words that name them, and the people who hold their offices."""
