"""Our numbers beside those of the frameworks that are installed: `make parity`."""
