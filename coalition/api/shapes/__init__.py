"""What goes into the interface for programs and comes out of it: one frozen record a thing."""
