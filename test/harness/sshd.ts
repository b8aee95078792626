import { execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { once } from "node:events";
import { tmpdir, userInfo } from "node:os";
import { delimiter, join } from "node:path";

/*
 * An ssh server on this machine, with keys and files of its own: Debian's openssh-server. To the
 * system's ssh it is two hosts, `one` and `two`.
 */

export interface Sshd {
  /** In which `ssh` finds the server's hosts and no others. */
  readonly env: Record<string, string>;
  stop(): Promise<void>;
}

const SSHD = "/usr/sbin/sshd";
const PORT = 26822;

/** Why an ssh server cannot be had here; undefined where it can. */
export function sshdMissing(): string | undefined {
  if (process.platform !== "linux") return "the ssh server is tried on Linux";
  if (process.getuid?.() !== 0) return "an ssh server is started as root";
  const missing = [SSHD, "ssh", "ssh-keygen"].find(
    (name) => spawnSync("which", [name]).status !== 0,
  );
  return missing && `${missing} is not installed (Debian: openssh-server)`;
}

export async function startSshd(): Promise<Sshd> {
  const dir = mkdtempSync(join(tmpdir(), "gan-sshd-"));
  const at = (name: string) => join(dir, name);
  for (const key of ["host", "user"])
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", at(key)]);
  writeFileSync(at("sshd.conf"), serverConfig(at));
  writeFileSync(at("ssh.conf"), clientConfig(at));
  mkdirSync(at("bin"));
  // The system's own ssh looks for its configuration in the home of the user, whatever HOME says.
  writeFileSync(at("bin/ssh"), `#!/bin/sh\nexec /usr/bin/ssh -F '${at("ssh.conf")}' "$@"\n`);
  chmodSync(at("bin/ssh"), 0o755);
  // Where sshd leaves its rights behind.
  if (!existsSync("/run/sshd")) mkdirSync("/run/sshd", { mode: 0o755 });
  const server = spawn(SSHD, ["-D", "-e", "-f", at("sshd.conf")], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  let said = "";
  const listens = new Promise<void>((resolve, reject) => {
    server.stderr.on("data", (data: Buffer) => {
      said += data.toString();
      if (said.includes("Server listening")) resolve();
    });
    server.once("exit", () => reject(new Error(`sshd does not start: ${said}`)));
  });
  await listens;
  return {
    env: { PATH: [at("bin"), process.env["PATH"] ?? ""].join(delimiter) },
    async stop() {
      const left = once(server, "exit");
      server.kill("SIGTERM");
      await left;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

const serverConfig = (at: (name: string) => string): string =>
  `${[
    "ListenAddress 127.0.0.1",
    `Port ${PORT}`,
    `HostKey ${at("host")}`,
    `AuthorizedKeysFile ${at("user.pub")}`,
    `PidFile ${at("sshd.pid")}`,
    "PermitRootLogin prohibit-password",
    "PasswordAuthentication no",
    "KbdInteractiveAuthentication no",
    "UsePAM no",
    // The folder for temporary files is everybody's.
    "StrictModes no",
  ].join("\n")}\n`;

const clientConfig = (at: (name: string) => string): string =>
  `${[
    "Host one two",
    "HostName 127.0.0.1",
    `Port ${PORT}`,
    `User ${userInfo().username}`,
    `IdentityFile ${at("user")}`,
    "IdentitiesOnly yes",
    `UserKnownHostsFile ${at("known")}`,
    "StrictHostKeyChecking accept-new",
    "LogLevel ERROR",
  ].join("\n")}\n`;
