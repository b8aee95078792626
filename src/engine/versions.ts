/**
 * The TensorFlow.js packages this project is built with; a test holds it against tfjs-core's own
 * word.
 */
export const TFJS_VERSION = "4.22.0";

/**
 * The Node-API level of tfjs-node's addon. Node-API is stable, so one addon serves every Node from
 * 20 on.
 */
export const ADDON_NAPI = 8;
