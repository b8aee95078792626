import type { Parameter, Space } from "../../space/space";

/**
 * Divides a space into the parameters that exist together: those under the same condition. Each
 * group is estimated from the trials that have it, as with `group=True` of Optuna, which finds the
 * same groups from the trials that there were (Watanabe 2023, arXiv 2304.11127, section 3.2).
 *
 * @returns a group comes after that of the parameter which its condition names
 */
export function groupsOf(space: Space): Parameter[][] {
  const groups = new Map<string, Parameter[]>();
  for (const parameter of space) {
    const { when } = parameter;
    const key = JSON.stringify(when ? [when.parameter, [...when.labels].sort()] : []);
    groups.set(key, [...(groups.get(key) ?? []), parameter]);
  }
  return [...groups.values()];
}
