import type { Values } from "../../tensor/values";
import { lookup, zip } from "../collections";
import { copyInTurns } from "../copy-state";
import type { ElementType } from "../graph/ir";
import { inputName, recordFunction, recordStep, stateName } from "../graph/record";
import type { Argument, Program, PureFunction, Step, TensorHandle } from "../program";
import { bytesPerIteration, fillFeed, givenTypes } from "./runtime/feeding";
import { functionModel, NUMBERS, type StepModel, stepModel } from "./models";
import type { Runtime, RuntimeTensor, Session } from "./runtime/runtime";

/* A program on ONNX Runtime: keeps a step's state, feeds its calls and reads their metrics. */

/** The most bytes of noise and rows that a call is fed. */
const MAX_FED_BYTES = 64 * 2 ** 20;

/**
 * Records a step, lowers it to a model with a loop and loads that. @throws GanError
 * `not-recordable`.
 */
export async function createOnnxProgram(
  runtime: Runtime,
  step: Step,
  initial: Record<string, Values>,
): Promise<Program> {
  const model = stepModel(recordStep(step, initial), givenTypes(step.inputs));
  const session = await runtime.load(model.bytes);
  return new OnnxProgram(runtime, step, initial, model, session);
}

type Named = Record<string, RuntimeTensor>;

/** A function that is ready to run, and the names of its inputs. */
interface LoadedFunction {
  session: Session;
  inputs: readonly string[];
}

class OnnxProgram implements Program {
  readonly kind = "compiled";
  readonly capacity: number;
  readonly #state: Map<string, RuntimeTensor>;
  readonly #functions = new Map<string, Promise<LoadedFunction>>();

  constructor(
    readonly runtime: Runtime,
    readonly step: Step,
    readonly initial: Record<string, Values>,
    readonly model: StepModel,
    readonly session: Session,
  ) {
    this.capacity = Math.max(
      1,
      Math.floor(MAX_FED_BYTES / Math.max(1, bytesPerIteration(model.feeds))),
    );
    this.#state = new Map(
      Object.entries(initial).map(([name, values]) => [stateName(name), this.#create(values)]),
    );
  }

  async run(from: number, count: number): Promise<Float32Array> {
    const { changing, constant } = this.model;
    const fed: Named = {};
    try {
      this.#feed(fed, from, count);
      const state = [...changing, ...constant].map((name) => [name, this.#stateTensor(name)]);
      const results = await this.session.run({ ...Object.fromEntries(state), ...fed });
      for (const [name, tensor] of zip(changing, results.slice(0, changing.length))) {
        this.runtime.release(this.#stateTensor(name));
        this.#state.set(name, tensor);
      }
      return this.#take(results.slice(changing.length));
    } finally {
      Object.values(fed).forEach(this.runtime.release);
    }
  }

  async state(): Promise<Record<string, Values>> {
    return copyInTurns(
      Object.entries(this.initial).map(([name, { dtype, shape }]) => ({
        name,
        dtype,
        shape,
        copy: () =>
          this.runtime.read(this.#stateTensor(stateName(name))).slice() as Values["values"],
      })),
    );
  }

  async compute(
    name: string,
    f: PureFunction,
    args: Record<string, Argument> = {},
  ): Promise<Float32Array> {
    return this.#take(await this.#call(name, f, args));
  }

  async computeHandle(
    name: string,
    f: PureFunction,
    args: Record<string, Argument>,
  ): Promise<TensorHandle> {
    return new RuntimeTensorHandle(this.runtime, only(await this.#call(name, f, args)));
  }

  upload(values: Values): TensorHandle {
    return new RuntimeTensorHandle(this.runtime, this.#create(values));
  }

  dispose(): void {
    for (const tensor of this.#state.values()) this.runtime.release(tensor);
    this.#state.clear();
    void this.session.release();
    for (const ready of this.#functions.values())
      void ready.then(({ session }) => session.release());
  }

  /** Creates what the model is fed for each of `count` iterations, in `into`. */
  #feed(into: Named, from: number, count: number): void {
    into[NUMBERS] = this.runtime.create("int32", [count], (numbers) =>
      numbers.forEach((_, turn) => {
        numbers[turn] = from + turn;
      }),
    );
    for (const feed of this.model.feeds) {
      into[feed.name] = this.runtime.create(feed.type, [count, ...feed.shape], (numbers) =>
        fillFeed(feed, this.step.inputs, from, count, numbers as Float32Array | Uint8Array),
      );
    }
  }

  /** Runs a function of the state and of arguments. The caller owns its results. */
  async #call(
    name: string,
    f: PureFunction,
    args: Record<string, Argument>,
  ): Promise<RuntimeTensor[]> {
    const { session, inputs } = await this.#loaded(name, f, args);
    const given = new Map<string, RuntimeTensor>();
    const created: RuntimeTensor[] = [];
    try {
      for (const [argument, numbers] of Object.entries(args)) {
        const isNew = "values" in numbers;
        const tensor = isNew ? this.#create(numbers) : tensorBehind(numbers);
        if (isNew) created.push(tensor);
        given.set(inputName(argument), tensor);
      }
      const tensors = inputs.map((input) => [input, given.get(input) ?? this.#stateTensor(input)]);
      return await session.run(Object.fromEntries(tensors) as Named);
    } finally {
      created.forEach(this.runtime.release);
    }
  }

  /** A function as a loaded model: one for each name and shapes of arguments. */
  #loaded(name: string, f: PureFunction, args: Record<string, Argument>): Promise<LoadedFunction> {
    const key = JSON.stringify([
      name,
      Object.entries(args).map(([argument, { dtype, shape }]) => [argument, dtype, shape]),
    ]);
    let ready = this.#functions.get(key);
    if (!ready) this.#functions.set(key, (ready = this.#load(f, args)));
    return ready;
  }

  async #load(f: PureFunction, args: Record<string, Argument>): Promise<LoadedFunction> {
    const types = new Map(
      Object.entries(args).map(([name, { dtype }]) => [inputName(name), dtype as ElementType]),
    );
    const { bytes, inputs } = functionModel(recordFunction(f, this.initial, args), types);
    return { session: await this.runtime.load(bytes), inputs };
  }

  #create({ dtype, shape, values }: Exclude<Argument, TensorHandle>): RuntimeTensor {
    return this.runtime.create(dtype, shape, (numbers) => numbers.set(values));
  }

  #stateTensor(name: string): RuntimeTensor {
    return lookup(this.#state, name, name);
  }

  /** The numbers of a model's only result, which is released. */
  #take(results: readonly RuntimeTensor[]): Float32Array {
    const tensor = only(results);
    const values = this.runtime.read(tensor).slice() as Float32Array;
    this.runtime.release(tensor);
    return values;
  }
}

function only(results: readonly RuntimeTensor[]): RuntimeTensor {
  const [result] = results;
  if (!result) throw new Error("internal: the model gave no result");
  return result;
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
