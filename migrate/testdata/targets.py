"""Answers, one JSON object a line, which revisions Alembic would apply or take back."""
import json
import sys
import warnings

from alembic.script.revision import Revision, RevisionMap

warnings.simplefilter("ignore")


def answer(question):
    revisions = [
        Revision(r["id"], tuple(r["parents"]) or None, branch_labels=r["label"] or None)
        for r in question["revisions"]
    ]
    graph = RevisionMap(lambda: revisions)
    current = tuple(question["current"]) or "base"
    if question["down"]:
        steps = graph.iterate_revisions(current, question["target"], select_for_downgrade=True)
    else:
        steps = graph.iterate_revisions(question["target"], current, implicit_base=True)
    return sorted(r.revision for r in steps)


for line in sys.stdin:
    try:
        print(json.dumps({"steps": answer(json.loads(line))}), flush=True)
    except Exception as e:
        print(json.dumps({"error": type(e).__name__ + ": " + str(e)}), flush=True)
