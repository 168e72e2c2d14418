"""Commands of the command line, one file a subject; each is registered in ``diplograph.cli``."""
