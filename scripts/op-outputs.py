"""Writes the names of the outputs of TensorFlow's ops, by which the body of a function refers to them.

    python scripts/op-outputs.py

Needs `tensorflow-cpu==2.21.0`. It writes src/engine/graph/op-outputs.json for the ops that can be recorded, which it
reads from src/engine/graph/shapes.ts, and for those that the lowering adds. A star marks an output that is a list.
"""
import json
import re
from pathlib import Path

import tensorflow as tf
from tensorflow.python.framework import op_def_registry

ADDED = ["AddV2", "Cast", "Const", "GatherV2", "Less", "Pack", "Reshape", "Sub", "TensorScatterUpdate", "StatelessWhile"]  # see src/engine/tensorflow/lower.ts
graph = Path(__file__).parent.parent / "src" / "engine" / "graph"

names = set(ADDED)
for line in (graph / "shapes.ts").read_text().split("const OPS")[1].split("function padded")[0].splitlines():
    for quoted in re.findall(r'"([A-Z][A-Za-z0-9 ]+)"', line):
        names.update(quoted.split())
    names.update(re.findall(r"(?:^|, ) *([A-Z][A-Za-z0-9]+): ", line))

table = {}
for name in sorted(names):
    op = op_def_registry.get(name)
    if op:
        table[name] = [arg.name + ("*" if arg.number_attr or arg.type_list_attr else "") for arg in op.output_arg]
lines = ",\n".join(f"  {json.dumps(name)}: {json.dumps(outputs)}" for name, outputs in table.items())
(graph / "op-outputs.json").write_text("{\n" + lines + "\n}\n")
print(f"{len(table)} ops of TensorFlow {tf.__version__}; not ops: {sorted(names - set(table))}")
