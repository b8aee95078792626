/* The name under which src/search still asks for a figure's title. */
export { figureTitle as measureTitle } from "./figures";
