"""``python -m commoncause`` is the ``commoncause`` command."""

from .cli import main

if __name__ == "__main__":
    main()
