"""Editing the knowledge base by commands: skeletons of what is new, the canonical form of what is there."""
