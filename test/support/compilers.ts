import type { Program, Step } from "../../src/engine/program";
import { createOnnxProgram } from "../../src/engine/onnx/program";
import { createTensorFlowProgram } from "../../src/engine/tensorflow/program";
import type { Values } from "../../src/tensor/values";
import { RUNTIMES } from "./onnx";

/** Makes a program of a step and its first state. */
export type Compile = (step: Step, state: Record<string, Values>) => Program | Promise<Program>;

/** What compiles a step, by the names of the engines. */
export const COMPILERS: Record<string, () => Promise<Compile>> = {
  TensorFlow: () =>
    Promise.resolve((step, state) => createTensorFlowProgram(step, state, { xla: false })),
  ...Object.fromEntries(
    Object.entries(RUNTIMES).map(([name, start]) => [
      name,
      async () => {
        const runtime = await start();
        return (step: Step, state: Record<string, Values>) =>
          createOnnxProgram(runtime, step, state);
      },
    ]),
  ),
};
