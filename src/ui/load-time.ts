/* When the extension began to be loaded, and the processor time that was used by then. */

/**
 * Processor time that this thread has used, in milliseconds; on Node before 23.9 that of the whole
 * process.
 */
export function processorTime(): number {
  const { threadCpuUsage } = process as { threadCpuUsage?: () => NodeJS.CpuUsage };
  const { user, system } = threadCpuUsage ? threadCpuUsage.call(process) : process.cpuUsage();
  return (user + system) / 1000;
}

/**
 * When the extension's code began to be run, and the processor time used by then. Must be the first
 * import of `extension.ts`.
 */
export const loadBegan = performance.now();
export const usedBefore = processorTime();
