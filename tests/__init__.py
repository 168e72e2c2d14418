"""The tests of Diplograph; the folders mirror those of the project."""
