"""Optuna's TPE as a program that is asked for points: a line of JSON in, a line of JSON out.

In: {"space": ..., "seed": n} begins a study; {"loss": x} is what the last point came to.
Out: a point, as src/search/space/space.ts writes it.
"""
import json
import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).parents[2] / "test" / "fixtures"))
import optuna
from optuna.samplers import TPESampler

from search_common import distribution


def suggest(trial, space):
    """A point in the order of the space, whose parents come first."""
    point, labels = {}, {}
    for p in space:
        when = p.get("when")
        if when and labels.get(when["parameter"]) not in when["labels"]:
            continue
        name, domain = p["name"], distribution(p["domain"])
        value = trial._suggest(name, domain)
        if p["domain"]["kind"] == "choice":
            labels[name] = value
            value = p["domain"]["labels"].index(value)
        point[name] = value
    return point


study = trial = space = None
for line in sys.stdin:
    message = json.loads(line)
    if "space" in message:
        space = message["space"]
        sampler = TPESampler(seed=message["seed"], multivariate=True, group=True, constant_liar=True)
        study = optuna.create_study(sampler=sampler)
    else:
        study.tell(trial, message["loss"])
    trial = study.ask()
    print(json.dumps(suggest(trial, space)), flush=True)
