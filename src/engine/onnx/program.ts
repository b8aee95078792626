import type { Values } from "../../tensor/values";
import type { ElementType } from "../graph/ir";
import { inputName, recordFunction, recordStep, stateName } from "../graph/record";
import type { Argument, TensorHandle, Program, PureFunction, Step } from "../program";
import { bytesPerIteration, fillFeed, givenTypes } from "./runtime/feeding";
import { functionModel, NUMBERS, stepModel } from "./models";
import type { RuntimeTensor, Runtime, Session } from "./runtime/runtime";

/** Bytes of noise and rows that may lie ready for a call. */
const MOST_FED = 64 * 2 ** 20;

/** Records a step, lowers it to a model with a loop and loads that. @throws GanError `not-recordable`. */
export async function createOnnxProgram(
  runtime: Runtime,
  step: Step,
  initial: Record<string, Values>,
): Promise<Program> {
  const graph = recordStep(step, initial);
  const model = stepModel(graph, givenTypes(step.inputs));
  const session = await runtime.load(model.bytes);
  const functions = new Map<string, Promise<{ session: Session; inputs: readonly string[] }>>();
  const state = new Map<string, RuntimeTensor>(
    Object.entries(initial).map(([name, { dtype, shape, values }]) => [
      stateName(name),
      runtime.create(dtype, shape, (numbers) => numbers.set(values)),
    ]),
  );

  /** The numbers of a result, which is released. */
  function taken(held: RuntimeTensor): Float32Array {
    const values = runtime.read(held).slice() as Float32Array;
    runtime.release(held);
    return values;
  }

  async function prepare(
    f: PureFunction,
    args: Record<string, Argument>,
  ): Promise<{ session: Session; inputs: readonly string[] }> {
    const types = new Map(
      Object.entries(args).map(([name, { dtype }]) => [inputName(name), dtype as ElementType]),
    );
    const lowered = functionModel(recordFunction(f, initial, args), types);
    return { session: await runtime.load(lowered.bytes), inputs: lowered.inputs };
  }

  /** What a function gives, which belongs to the caller. */
  async function resultOf(
    name: string,
    f: PureFunction,
    args: Record<string, Argument>,
  ): Promise<RuntimeTensor> {
    const key = JSON.stringify([
      name,
      Object.entries(args).map(([argument, { dtype, shape }]) => [argument, dtype, shape]),
    ]);
    let ready = functions.get(key);
    if (!ready) functions.set(key, (ready = prepare(f, args)));
    const { session: run, inputs } = await ready;
    const given: Record<string, RuntimeTensor> = {};
    const created: RuntimeTensor[] = [];
    try {
      for (const [argument, numbers] of Object.entries(args)) {
        const held =
          "values" in numbers
            ? runtime.create(numbers.dtype, numbers.shape, (into) => into.set(numbers.values))
            : tensorBehind(numbers);
        if ("values" in numbers) created.push(held);
        given[inputName(argument)] = held;
      }
      const [result] = await run.run(
        Object.fromEntries(inputs.map((input) => [input, given[input] ?? state.get(input)!])),
      );
      return result!;
    } finally {
      created.forEach(runtime.release);
    }
  }

  return {
    kind: "compiled",
    capacity: Math.max(1, Math.floor(MOST_FED / Math.max(1, bytesPerIteration(model.feeds)))),
    async run(from, count) {
      const given: Record<string, RuntimeTensor> = {};
      try {
        given[NUMBERS] = runtime.create("int32", [count], (numbers) =>
          numbers.forEach((_, turn) => {
            numbers[turn] = from + turn;
          }),
        );
        for (const feed of model.feeds) {
          given[feed.name] = runtime.create(feed.type, [count, ...feed.shape], (numbers) =>
            fillFeed(feed, step.inputs, from, count, numbers as Float32Array | Uint8Array),
          );
        }
        const held = Object.fromEntries(
          [...model.changing, ...model.constant].map((name) => [name, state.get(name)!]),
        );
        const made = await session.run({ ...held, ...given });
        model.changing.forEach((name, i) => {
          runtime.release(state.get(name)!);
          state.set(name, made[i]!);
        });
        return taken(made[model.changing.length]!);
      } finally {
        Object.values(given).forEach(runtime.release);
      }
    },
    async state() {
      return Object.fromEntries(
        Object.entries(initial).map(([name, { dtype, shape }]): [string, Values] => [
          name,
          {
            dtype,
            shape: [...shape],
            values: runtime.read(state.get(stateName(name))!).slice() as Values["values"],
          },
        ]),
      );
    },
    async compute(name, f, args = {}) {
      return taken(await resultOf(name, f, args));
    },
    async computeHandle(name, f, args) {
      return new RuntimeTensorHandle(runtime, await resultOf(name, f, args));
    },
    upload: ({ dtype, shape, values }) =>
      new RuntimeTensorHandle(
        runtime,
        runtime.create(dtype, shape, (numbers) => numbers.set(values)),
      ),
    dispose() {
      for (const held of state.values()) runtime.release(held);
      state.clear();
      void session.release();
      for (const ready of functions.values()) void ready.then((one) => one.session.release());
    },
  };
}

/** A handle of a tensor of ONNX Runtime. */
class RuntimeTensorHandle implements TensorHandle {
  constructor(
    readonly runtime: Runtime,
    readonly tensor: RuntimeTensor,
  ) {}

  get dtype(): Values["dtype"] {
    return this.tensor.type as Values["dtype"];
  }

  get shape(): number[] {
    return [...this.tensor.shape];
  }

  release(): void {
    this.runtime.release(this.tensor);
  }
}

function tensorBehind(handle: TensorHandle): RuntimeTensor {
  if (handle instanceof RuntimeTensorHandle) return handle.tensor;
  throw new Error("the tensor belongs to another engine");
}
