"""`make audit`: known holes in the locked dependencies, by pip-audit; says plainly when the index cannot be asked."""

from __future__ import annotations

import subprocess
import sys

UNREACHABLE = ("ConnectionError", "NewConnectionError", "NameResolutionError", "Max retries", "Failed to connect")
UNKNOWN = "could not be audited"
"""What the index says nothing about is not clean."""
NOT_ASKED = 2
VERDICTS = {"clean": 0, "findings": 1, "incomplete": NOT_ASKED}


def main() -> int:
    """0 when there is none, 1 when there are some, 2 when not all of it could be asked about."""
    asked = [sys.executable, "-m", "pip_audit", "--disable-pip", "--require-hashes", "--progress-spinner", "off"]
    wanted = [part for path in sys.argv[1:] or ["requirements.txt"] for part in ("--requirement", path)]
    result = subprocess.run([*asked, *wanted], capture_output=True, text=True, check=False, timeout=600)
    if result.returncode and any(word in result.stderr for word in UNREACHABLE):
        print("audit=not_asked: the package index cannot be reached; this check needs the internet", file=sys.stderr)
        return NOT_ASKED
    print(result.stdout + result.stderr, end="")
    unknown = sum(UNKNOWN in line for line in result.stdout.splitlines())
    verdict = "findings" if result.returncode else "incomplete" if unknown else "clean"
    print(f"audit={verdict} not_audited={unknown}")
    return VERDICTS[verdict]


if __name__ == "__main__":
    sys.exit(main())
