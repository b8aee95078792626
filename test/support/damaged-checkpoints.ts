import assert from "node:assert/strict";
import type { Values } from "../../src/tensor/values";
import { entry, found } from "./values";

/** The tensors and words of a checkpoint, which a damage changes in place. */
interface Parts {
  tensors: Record<string, Values>;
  metadata: Record<string, string>;
}

const KERNEL = "generator/0/kernel";
const SLOT = "optimizer/discriminator/";
const slotOf = (tensors: Parts["tensors"]): string =>
  found(Object.keys(tensors), (name) => name.startsWith(SLOT));
const drop = (from: object, name: string): boolean => Reflect.deleteProperty(from, name);
const first = (values: Values, value: number): void => {
  values.values[0] = value;
};

const settingsOf = ({ settings }: Parts["metadata"]): string => {
  assert.ok(settings, "a checkpoint has settings");
  return settings;
};
function setSetting(metadata: Parts["metadata"], path: string, value: unknown): void {
  const settings = JSON.parse(settingsOf(metadata)) as Record<string, unknown>;
  metadata["settings"] = JSON.stringify({ ...settings, [path]: value });
}
/** The metadata made that of a checkpoint of an earlier version. */
function earlier(metadata: Parts["metadata"]): Parts["metadata"] {
  const settings = JSON.parse(settingsOf(metadata)) as Record<string, unknown>;
  metadata["optimizers"] = JSON.stringify({
    generator: settings["optimizer.generator"],
    discriminator: settings["optimizer.discriminator"],
  });
  metadata["objective"] = JSON.stringify(settings["objective"]);
  drop(metadata, "settings");
  drop(metadata, "batchOffset");
  return metadata;
}

/** A checkpoint that is a whole file but not one of this run at this step. */
export const WRONG_PARTS: Record<string, (parts: Parts) => void> = {
  "no step": ({ metadata }) => drop(metadata, "step"),
  "an empty step": ({ metadata }) => (metadata["step"] = ""),
  "a step that is no number": ({ metadata }) => (metadata["step"] = "NaN"),
  "a step that is a word": ({ metadata }) => (metadata["step"] = "many"),
  "a negative step": ({ metadata }) => (metadata["step"] = "-4"),
  "another step": ({ metadata }) => (metadata["step"] = "3"),
  "a huge step": ({ metadata }) => (metadata["step"] = "1e300"),
  "no trainingSeconds": ({ metadata }) => drop(metadata, "trainingSeconds"),
  "trainingSeconds that are no number": ({ metadata }) => (metadata["trainingSeconds"] = "NaN"),
  "endless trainingSeconds": ({ metadata }) => (metadata["trainingSeconds"] = "Infinity"),
  "negative trainingSeconds": ({ metadata }) => (metadata["trainingSeconds"] = "-1"),
  "no settings": ({ metadata }) => drop(metadata, "settings"),
  "settings null": ({ metadata }) => (metadata["settings"] = "null"),
  "settings that are a list": ({ metadata }) => (metadata["settings"] = "[]"),
  "torn settings": ({ metadata }) => (metadata["settings"] = settingsOf(metadata).slice(0, 20)),
  "an unknown optimizer": ({ metadata }) =>
    (metadata["settings"] = settingsOf(metadata).replaceAll("adam", "madam")),
  "an objective that is none": ({ metadata }) => setSetting(metadata, "objective", []),
  "no k": ({ metadata }) => setSetting(metadata, "training.discriminatorSteps", 0),
  "no batchOffset": ({ metadata }) => drop(metadata, "batchOffset"),
  "a batchOffset that is none": ({ metadata }) => (metadata["batchOffset"] = '"0"'),
  "no optimizers, of an earlier version": ({ metadata }) => drop(earlier(metadata), "optimizers"),
  "torn optimizers, of an earlier version": ({ metadata }) =>
    (earlier(metadata)["optimizers"] = '{"generator":{"type"'),
  "an objective that is none, of an earlier version": ({ metadata }) =>
    (earlier(metadata)["objective"] = "[]"),
  "a numbering that is none, of an earlier version": ({ metadata }) =>
    (earlier(metadata)["numbering"] = '{"batchOffset":0}'),
  "no tensors": (parts) => (parts.tensors = {}),
  "a tensor missing": ({ tensors }) => drop(tensors, KERNEL),
  "a slot missing": ({ tensors }) => drop(tensors, slotOf(tensors)),
  "a tensor renamed": ({ tensors }) => {
    tensors["generator/0/kernal"] = entry(tensors, KERNEL);
    drop(tensors, KERNEL);
  },
  "a tensor too many": ({ tensors }) => (tensors["generator/9/kernel"] = entry(tensors, KERNEL)),
  "a tensor with the name of a method": ({ tensors }) =>
    (tensors["toString"] = entry(tensors, KERNEL)),
  "a tensor of another shape": ({ tensors }) =>
    (tensors[KERNEL] = {
      ...entry(tensors, KERNEL),
      shape: [...entry(tensors, KERNEL).shape].reverse(),
    }),
  "a tensor with a dimension more": ({ tensors }) =>
    (tensors[KERNEL] = { ...entry(tensors, KERNEL), shape: [...entry(tensors, KERNEL).shape, 1] }),
  "a tensor of fewer numbers": ({ tensors }) =>
    (tensors[KERNEL] = { dtype: "float32", shape: [1, 1], values: Float32Array.of(1) }),
  "a tensor of another type": ({ tensors }) => {
    const { shape, values } = entry(tensors, KERNEL);
    tensors[KERNEL] = { dtype: "int32", shape, values: Int32Array.from(values) };
  },
  "NaN in a weight": ({ tensors }) => first(entry(tensors, KERNEL), NaN),
  "infinity in a weight": ({ tensors }) => first(entry(tensors, KERNEL), Infinity),
  "NaN in a slot": ({ tensors }) => first(entry(tensors, slotOf(tensors)), NaN),
};

/** A checkpoint whose bytes are damaged. */
export const WRONG_BYTES: Record<string, (file: Buffer) => Buffer> = {
  "an empty file": () => Buffer.alloc(0),
  "a few bytes": (file) => file.subarray(0, 5),
  "a torn header": (file) => file.subarray(0, 100),
  "torn values": (file) => file.subarray(0, file.length - 7),
  "values missing": (file) => file.subarray(0, 8 + Number(file.readBigUInt64LE(0))),
  "bytes that follow": (file) => Buffer.concat([file, Buffer.alloc(8)]),
  "itself twice": (file) => Buffer.concat([file, file]),
  "zeros alone": (file) => Buffer.alloc(file.length),
  "a header of zeros": (file) => Buffer.from(file).fill(0, 8, 200),
  "an endless header": (file) => {
    const damaged = Buffer.from(file);
    damaged.writeBigUInt64LE(0xffff_ffff_ffff_ffffn, 0);
    return damaged;
  },
  text: () => Buffer.from("not a checkpoint"),
  "places that overlap": (file) =>
    Buffer.from(
      file.toString("latin1").replace(/"data_offsets":\[\d/, '"data_offsets":[9'),
      "latin1",
    ),
};
