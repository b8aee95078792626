import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Finding } from "./finding";
import type { DataConfig, Experiment, NetworkConfig } from "./schema";

/*
 * Paths in a config: what they are relative to, and the experiment with all of them made absolute.
 */

/**
 * The experiment with the paths of its data, modules and weights made absolute: those in its file
 * start at that file's folder, and a run may be anywhere.
 */
export function withAbsolutePaths(experiment: Experiment, folder: string): Experiment {
  const { data, generator, discriminator, weightsFrom } = experiment;
  const network = (config: NetworkConfig): NetworkConfig =>
    config.module === undefined ? config : { module: resolve(folder, config.module) };
  return {
    ...experiment,
    data: absoluteData(data, folder),
    generator: network(generator),
    discriminator: network(discriminator),
    ...(weightsFrom
      ? { weightsFrom: { ...weightsFrom, run: resolve(folder, weightsFrom.run) } }
      : {}),
  };
}

/** The data with its paths, which start at `folder`, made absolute. */
export function absoluteData(data: DataConfig, folder: string): DataConfig {
  if (data.source === "npy" && data.labels !== undefined)
    return { ...data, file: resolve(folder, data.file), labels: resolve(folder, data.labels) };
  if ("file" in data && data.file !== undefined)
    return { ...data, file: resolve(folder, data.file) };
  if ("path" in data) return { ...data, path: resolve(folder, data.path) };
  return data;
}

/**
 * Files of modules that a config names and that are not there. `folder`: where its relative paths
 * start.
 */
export function missingFiles({ generator, discriminator }: Experiment, folder: string): Finding[] {
  return Object.entries({ generator, discriminator }).flatMap(
    ([network, { module }]): Finding[] => {
      if (module === undefined) return [];
      const file = resolve(folder, module);
      return existsSync(file)
        ? []
        : [
            {
              severity: "error",
              message: `there is no file ${file}`,
              hint: "a relative path starts at the folder of the config",
              path: [network, "module"],
            },
          ];
    },
  );
}

export const isNpy = (file: string): boolean => file.toLowerCase().endsWith(".npy");
