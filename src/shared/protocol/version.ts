/**
 * Raised whenever a message changes in a way that the other side must know of. By itself, so that
 * it costs nothing to load.
 */
export const PROTOCOL_VERSION = 2;
