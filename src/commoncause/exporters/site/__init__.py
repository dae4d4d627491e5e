"""The page people open: one self-contained HTML file, made through pyvis with our own template."""
