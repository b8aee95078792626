// Known faults of the packages that ship. They are development dependencies to npm, since they are
// bundled; those that do not ship are left out: `node scripts/audit.mjs`.
import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);
const npm = process.platform === "win32" ? "npm.cmd" : "npm";

const list = await run(process.execPath, ["esbuild.mjs", "--packages"]);
const shipped = new Set(
  list.stdout
    .trim()
    .split("\n")
    .map((line) => line.replace(/@[^@]+$/, "")),
);
// npm exits with 1 where it finds any.
const { stdout } = await run(npm, ["audit", "--json"], { maxBuffer: 1 << 26 }).catch(
  (error) => error,
);
const { vulnerabilities, message } = JSON.parse(stdout);
if (!vulnerabilities) throw new Error(`the registry has no answer for npm audit: ${message}`);
const found = Object.values(vulnerabilities).filter(({ name }) => shipped.has(name));
for (const { name, severity, range } of found) console.log(`${name} ${range}: ${severity}`);
console.log(`${shipped.size} packages ship, ${found.length} of them with known faults`);
process.exitCode = found.length > 0 ? 1 : 0;
