# Asks GitHub, Gitea or Forgejo which open pull requests from branches proposals/ID of this repository somebody approved
# just as they stand, and has svc approve --forge write that down on the branch. Who they are svc takes from login: in
# people/, else from the name of the account. Written by svc init --ci; change it as you like.
import json
import os
import re
import subprocess
import sys
import urllib.request

HOME = f"{os.environ['GITHUB_API_URL']}/repos/{os.environ['GITHUB_REPOSITORY']}/"
BRANCH = re.compile(r"proposals/([A-Z]{1,5}-[0-9]{4}-[0-9A-Z]{9})")
ACCOUNT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
DECIDED = ("APPROVED", "CHANGES_REQUESTED", "REQUEST_CHANGES", "DISMISSED")


def asked(path, page=1):
    headers = {"Authorization": f"token {os.environ['FORGE_TOKEN']}", "Accept": "application/json"}
    paging = f"{'&' if '?' in path else '?'}page={page}&per_page=50&limit=50"
    with urllib.request.urlopen(urllib.request.Request(HOME + path + paging, headers=headers), timeout=60) as answer:
        found = json.load(answer)
    return [*found, *asked(path, page + 1)] if found else []


def approvers(pull):
    last = {}
    for review in asked(f"pulls/{int(pull['number'])}/reviews"):
        if review["state"] in DECIDED and review.get("user"):
            last[review["user"]["login"]] = review
    # An approval of an earlier commit is none of this one.
    return [who for who, one in last.items() if one["state"] == "APPROVED" and not one.get("dismissed")
            and one["commit_id"] == pull["head"]["sha"] and ACCOUNT.fullmatch(who)]


failed = False
for pull in asked("pulls?state=open"):
    named = BRANCH.fullmatch(pull["head"]["ref"])
    # What strangers propose from repositories of their own is not looked at.
    if named and (pull["head"].get("repo") or {}).get("full_name") == os.environ["GITHUB_REPOSITORY"]:
        for who in approvers(pull):
            failed |= subprocess.run(["svc", "approve", named[1], f"--forge={who}"], check=False).returncode > 1
sys.exit(1 if failed else 0)
