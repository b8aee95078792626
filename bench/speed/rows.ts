import { join } from "node:path";
import type { EngineName } from "../../src/engine/names";
import { REPOSITORY } from "../../test/support/paths";
import type { OwnEngines } from "./engines";
import { measureCli } from "./measure-cli";
import { measurePeer } from "./measure-peer";
import { type Row, startLimit } from "./measurement";
import type { Python } from "./venv";
import { configFile, WORKLOADS, type Workload } from "./workloads";

const PEERS = join(REPOSITORY, "bench", "speed", "peers");
const DENSE: readonly Workload[] = ["toy", "ring", "mnist"];

/** Workloads that an engine cannot train, or would need seconds an iteration for. */
const SKIPPED_WORKLOADS: Partial<Record<EngineName, readonly Workload[]>> = {
  wasm: ["dcgan"],
  cpu: ["mnist", "dcgan"],
};

export interface RowsContext {
  engines: OwnEngines;
  python: Python;
  mnist: string;
  quick: boolean;
}

/** Everything that can be timed here. */
export function rowsOf(context: RowsContext): Row<Workload>[] {
  return [...ownRows(context), ...tfjsRows(context), ...pythonRows(context)];
}

function ownRows({ engines, quick }: RowsContext): Row<Workload>[] {
  const row = (
    id: string,
    label: string,
    subjects: readonly Workload[],
    args: string[],
  ): Row<Workload> => ({
    id,
    label: `GAN Workbench, ${label}`,
    subjects,
    measure: (workload, seconds) => measureCli(workload, args, seconds, startLimit(quick)),
  });
  return engines.available.flatMap((engine) => {
    const subjects = WORKLOADS.filter((workload) => !SKIPPED_WORKLOADS[engine]?.includes(workload));
    const plain = row(engine, engine, subjects, ["--engine", engine]);
    if (engine !== "tensorflow" || !engines.canChooseCompile) return [plain];
    return [
      plain,
      // XLA takes minutes for convolutions on a processor.
      {
        ...row("tensorflow-xla", "tensorflow, XLA", DENSE, [
          "--engine",
          engine,
          "--set",
          "compile=xla",
        ]),
        slowStart: true as const,
      },
      {
        ...row("tensorflow-off", "tensorflow, op by op", WORKLOADS, [
          "--engine",
          engine,
          "--set",
          "compile=off",
        ]),
        slowStart: true as const,
      },
    ];
  });
}

function tfjsRows({ engines, mnist, quick }: RowsContext): Row<Workload>[] {
  const program = [process.execPath, "--import", "tsx", join(PEERS, "tfjs-peer.ts")];
  const row = (
    id: string,
    label: string,
    subjects: readonly Workload[],
    variant: string,
  ): Row<Workload> => ({
    id,
    label,
    subjects,
    measure: (workload, seconds) =>
      measurePeer(program, configFile(workload), variant, seconds, {
        limit: startLimit(quick),
        env: { GAN_BENCH_MNIST: mnist },
      }),
  });
  return [
    ...(engines.available.includes("tensorflow")
      ? [row("tfjs-node", "tfjs-node, eager", WORKLOADS, "node")]
      : []),
    // It has no Conv2DBackpropFilter.
    row("tfjs-wasm", "tfjs WASM, eager", DENSE, "wasm"),
  ];
}

function pythonRows({ python, mnist, quick }: RowsContext): Row<Workload>[] {
  const { program } = python;
  if (!program) return [];
  const row = (
    file: string,
    id: string,
    label: string,
    subjects: readonly Workload[],
    variant: string,
  ): Row<Workload> => ({
    id,
    label,
    subjects,
    measure: (workload, seconds) =>
      measurePeer([program, join(PEERS, file)], configFile(workload), variant, seconds, {
        limit: startLimit(quick),
        env: { GAN_BENCH_MNIST: mnist },
      }),
  });
  const torch = (id: string, label: string, variant: string) =>
    row("torch_peer.py", id, label, WORKLOADS, variant);
  const tensorflow = (
    id: string,
    label: string,
    variant: string,
    subjects = WORKLOADS as readonly Workload[],
  ) => row("tensorflow_peer.py", id, label, subjects, variant);
  return [
    ...(python.torch
      ? [
          torch("torch", "PyTorch, eager", "eager"),
          torch("torch-fused", "PyTorch, eager, fused optimizers", "fused"),
          {
            ...torch("torch-compile", "PyTorch, torch.compile", "compile"),
            slowStart: true as const,
          },
        ]
      : []),
    ...(python.tensorflow
      ? [
          {
            ...tensorflow("tf-step", "tf.function, a call a step", "step"),
            slowStart: true as const,
          },
          tensorflow("tf-loop", "tf.function, loop", "loop"),
          {
            ...tensorflow("tf-xla", "tf.function, XLA loop", "xla", DENSE),
            slowStart: true as const,
          },
        ]
      : []),
  ];
}

/** Programs that tell how fast a large matrix product is here. */
export function sgemmRows({ engines, python, quick }: RowsContext): Row<"sgemm">[] {
  const row = (id: string, label: string, program: string[], variant: string): Row<"sgemm"> => ({
    id,
    label,
    subjects: ["sgemm"],
    measure: (_, seconds) =>
      measurePeer(program, "sgemm", variant, seconds, { limit: startLimit(quick), env: {} }),
  });
  return [
    ...(engines.available.includes("tensorflow")
      ? [
          row(
            "sgemm-tfjs",
            "tfjs-node",
            [process.execPath, "--import", "tsx", join(PEERS, "tfjs-peer.ts")],
            "node",
          ),
        ]
      : []),
    ...(python.program && python.torch
      ? [row("sgemm-torch", "PyTorch", [python.program, join(PEERS, "torch_peer.py")], "eager")]
      : []),
  ];
}
