"""The description of the interface, made from its shapes and from what each view says of itself."""
