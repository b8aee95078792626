/** Every word of the form that changes the layers of networks in a new run. */
export const LAYERS_STRINGS = {
  open: "Layers…",
  openTip: (network: string) =>
    `Change the layers of the ${network.toLowerCase()} in a new run; this one stays as it is`,
  ofCode: "A network as code has no layers to change here",
  title: "Layers of a new run",
  explained:
    "The run begins from step 0 with random weights, and with the settings of this run. This " +
    "one goes on as it is.",
  listOf: (network: string) => `Layers of the ${network.toLowerCase()}`,
  place: (place: number, type: string, network: string) =>
    `layer ${place} (${type}) of the ${network.toLowerCase()}`,
  fewer: (setting: string, layer: string) => `Fewer ${setting} in ${layer}`,
  more: (setting: string, layer: string) => `More ${setting} in ${layer}`,
  widthOf: (setting: string, layer: string) => `${setting} of ${layer}`,
  remove: (layer: string) => `Remove ${layer}`,
  add: (layer: string) => `Add a layer after ${layer}`,
  removed: (layer: string) => `Removed ${layer}`,
  added: (layer: string) => `Added ${layer}`,
  apply: "Train New Run",
  same: "No layer is changed yet: change one first.",
};
