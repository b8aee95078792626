/** When the extension's code began to be run, and what the process had used by then. Must be the first import of `extension.ts`. */
export const loadBegan = performance.now();
export const usedBefore = process.cpuUsage();
