/* Starting workers of a study elsewhere. */

export { RAY_ADDRESS, rayJobs, rayText, submitToRay } from "./ray";
export { launchSettings, threadsOf } from "./settings";
export { slurmJob, slurmText } from "./slurm";
export { sshCommands, sshText } from "./ssh";
export type { Launch } from "./worker-command";
