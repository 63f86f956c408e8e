"""What the course claims about speed, measured: `make bench`. Nothing here is a test; a slow machine is no failure."""
