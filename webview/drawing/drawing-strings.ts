/* What the page on which data is drawn says. */

export const DRAWING_STRINGS = {
  opening: "Opening the drawing…",
  title: { points: "Points", curve: "Curve" },
  about: {
    points: "2-D data: a point of it is drawn from one of these, with normal noise around it.",
    curve: "1-D data: its density is this line, brought to an area of 1.",
  },
  sheet: { points: "Drawing of points", curve: "Drawing of a curve" },
  sheetHelp: {
    points:
      "Draw with the pointer. With the keys: the arrows move the cursor, with Shift by ten times " +
      "as much, Enter puts a point, Delete erases around the cursor.",
    curve:
      "Draw with the pointer. With the keys: the arrows move the cursor, with Shift by ten times " +
      "as much, Enter draws from the last place to the cursor, Delete sets the density there to 0.",
  },
  picture: {
    points: (count: string) => `${count} points`,
    curve: (from: string, to: string) => `A density from ${from} to ${to}`,
    empty: "Nothing is drawn",
  },
  tool: "Tool",
  draw: "Draw",
  erase: "Erase",
  undo: "Undo",
  redo: "Redo",
  clear: "Clear",
  spread: "Spread",
  spreadHelp: "Standard deviation of the normal noise around each point that is drawn from now on.",
  density: "Density",
  densityHelp:
    "How close to each other the points of a stroke are. Where there are more of them the data is " +
    "more probable.",
  densities: { "0.5": "sparse", "1": "even", "2": "dense", "4": "very dense" },
  reach: "Axes",
  reachOf: (reach: string) => `-${reach} to ${reach}`,
  train: "Train",
  trainHelp: (config: string) => `Saves the drawing and trains ${config}`,
  openConfig: "Open Config",
  makeConfig: "Create Config",
  openText: "Open as Text",
  line: (line: number, message: string) => `Line ${line} ${message}`,
  whole: (message: string) => `The file ${message}`,
  cursor: (x: string, y: string) => `x ${x}, y ${y}`,
  cursorOfCurve: (x: string, density: string, drawn: string) =>
    `x ${x}, density ${density} (drawn: ${drawn})`,
  full: (most: string) => `A drawing has at most ${most}: erase some to draw others.`,
} as const;
