import { join } from "node:path";
import { GanError } from "../../shared/errors";
import { studyFiles } from "../store/study-files";
import { shellWord, shellWords } from "./shell";
import { threadsOf } from "./settings";
import { type Launch, workerCommand } from "./worker-command";

/* Workers on other machines by the system's ssh. They go on when the connection has ended. */

/**
 * An ssh command for each worker, on one host after the other. The remote shell, whichever it is,
 * starts a POSIX shell.
 *
 * @throws GanError `bad-usage` where a host is none
 */
export function sshCommands(launch: Launch, hosts: readonly string[]): string[][] {
  const { dir, workers, settings } = launch;
  const wrong = hosts.find((host) => /^-|\s/.test(host) || host === "");
  if (hosts.length === 0 || wrong !== undefined)
    throw new GanError(
      "bad-usage",
      wrong === undefined ? "on which hosts?" : `"${wrong}" is no host`,
      "name them as ssh knows them: --on ssh HOST...",
    );
  const { threads } = threadsOf(settings);
  return Array.from({ length: workers }, (_, i) => {
    const host = hosts[i % hosts.length] ?? "";
    const log = join(studyFiles(dir).logs, `ssh-${host.replace(/[^\w.-]/g, "_")}-${i}.txt`);
    const command = workerCommand(launch, threads);
    const script = [
      ...(settings.setup === undefined ? [] : [settings.setup]),
      `nohup sh -c ${shellWord(`exec env ${command}`)} >>${shellWord(log)} 2>&1 </dev/null &`,
      "echo $!",
    ].join("\n");
    return ["ssh", "-o", "BatchMode=yes", "--", host, `exec sh -c ${shellWord(script)}`];
  });
}

export const sshText = (commands: readonly string[][]): string =>
  commands.map((command) => `${shellWords(command)}\n`).join("");
