"""The pure rules: no input or output, no clock, no German, nothing but the standard library."""
