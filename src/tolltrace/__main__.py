"""`python -m tolltrace` is `tolltrace`."""

from tolltrace.cli import main

if __name__ == "__main__":
    main()
