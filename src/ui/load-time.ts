/** When the extension's code began to be run. Must be the first import of `extension.ts`. */
export const loadBegan = performance.now();
