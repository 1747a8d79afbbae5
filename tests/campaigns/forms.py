"""The proof of the forms at length: pairs of single-field changes, merged by git merge-file and by git's ort.

    python tests/campaigns/forms.py [PAIRS]     1,000 pairs a form when no number is given

Prints, for each form blank and filled, how many pairs merged clean, how many met that are meant to, how many
met that are not, and how many clean merges lost a change. Exit status 1 when one of the last two is not zero.
"""

from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from merging import FORMS, Count, blank, edits, filled, merge_file, merge_tree, random_pairs


def main(count: int) -> int:
    bad = 0
    print(f"{'form':<20} {'':<7} edits   clean meant unmeant lost   (ort: the same four)")
    with tempfile.TemporaryDirectory() as folder:
        for form in FORMS:
            for name, text in (("blank", blank(form)), ("filled", filled(form))):
                chance = random.Random(f"{form} {name}")
                found = edits(text, chance)
                pairs = random_pairs(found, count, chance)
                by_file, by_tree = Count(), Count()
                trees = merge_tree(text, [(a.text, b.text) for a, b in pairs], Path(folder))
                for (one, two), tree in zip(pairs, trees, strict=True):
                    by_file.take(one, two, merge_file(text, one.text, two.text, Path(folder)))
                    by_tree.take(one, two, tree)
                print(f"{form:<20} {name:<7} {len(found):>5}   {figures(by_file)}   {figures(by_tree)}", flush=True)
                for each in (by_file, by_tree):
                    for line in sorted({*(each.unmeant or []), *(each.lost or [])}):
                        print(f"    {line}")
                    bad += len(each.unmeant or []) + len(each.lost or [])
    return 1 if bad else 0


def figures(count: Count) -> str:
    return f"{count.clean:>5} {count.meant:>5} {len(count.unmeant or []):>7} {len(count.lost or []):>4}"


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if sys.argv[1:] else 1000))
