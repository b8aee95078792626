import util from "node:util";

/*
 * tfjs-node 4.22 calls `util.isNullOrUndefined` and `util.isArray`, which Node 23 removed and
 * before that warned of on stderr; without them its first reduction or optimizer throws. To be
 * imported before any module of tfjs-node: bundled, those look the functions up while they are
 * being loaded.
 */
const target = util as {
  isNullOrUndefined?: (value: unknown) => boolean;
  isArray?: (value: unknown) => boolean;
};
target.isNullOrUndefined = (value) => value === null || value === undefined;
target.isArray = Array.isArray;
