"""What `ledger status` says, for the claims of the chapters."""
import re


def state(told, asset):
    """The row of an asset in `ledger status`."""
    found = re.search(rf"^ +\S+ +{re.escape(asset)} +(\S+)", told.out, re.M)
    return found[1] if found else "absent"


def figures(told, organisation):
    found = re.search(rf"^ +{organisation} +((?: *\d+)+)$", told.out, re.M)
    n, p, exception, claimed, a, gone, never, u, unheard, stale, incomplete, suspected, x = map(int, found[1].split())
    return dict(N=n, P=p, A=a, U=u, X=x, exception=exception, claimed=claimed, gone=gone, never=never, unheard=unheard,
                incomplete=incomplete, suspected=suspected)
