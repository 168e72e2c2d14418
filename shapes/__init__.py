"""The shapes that data must hold, one file per class, and the validator."""
