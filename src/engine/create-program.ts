import { GanError } from "../shared/errors";
import type { Values } from "../tensor/values";
import type { LoadedEngine } from "./load";
import { createEagerProgram } from "./eager/program";
import type { CompileMode } from "./names";
import type { Program, Step } from "./program";

/**
 * Makes a step ready to run on an engine: compiled where the engine can and the step can be
 * recorded, else op by op, with a notice that says why.
 */
export async function createProgram(
  engine: LoadedEngine,
  step: Step,
  state: Record<string, Values>,
  compile: CompileMode,
): Promise<Program> {
  if (compile === "off") return createEagerProgram(step, state);
  try {
    return await compiled(engine, step, state, compile);
  } catch (error) {
    if (!(error instanceof GanError) || error.code !== "not-recordable") throw error;
    return createEagerProgram(
      step,
      state,
      `This run is not compiled and several times slower, because ${error.message}`,
    );
  }
}

async function compiled(
  engine: LoadedEngine,
  step: Step,
  state: Record<string, Values>,
  compile: "loop" | "xla",
): Promise<Program> {
  if (engine.name === "tensorflow")
    return (await import("./tensorflow/program")).createTensorFlowProgram(step, state, {
      xla: compile === "xla",
    });
  if (engine.onnx)
    return (await import("./onnx/program")).createOnnxProgram(engine.onnx, step, state);
  return createEagerProgram(step, state);
}
