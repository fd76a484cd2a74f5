"""`python -m bot` is `adep`."""

from bot.cli import main

if __name__ == "__main__":
    main()
