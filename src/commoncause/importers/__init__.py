"""What comes from outside, one file a format."""
