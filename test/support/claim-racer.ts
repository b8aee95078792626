import { existsSync } from "node:fs";
import { join } from "node:path";
import { tryClaim } from "../../src/search/store/claims";

/*
 * A process that claims all it can get: `claim-racer.ts DIR NAME RUNS`. It begins when the file
 * `go` is in the folder, and prints what it has got.
 */

const [dir = "", worker = "", count = "0"] = process.argv.slice(2);
process.stdout.write("ready\n");
while (!existsSync(join(dir, "go")));
const won: number[] = [];
for (let run = 0; run < Number(count); run++)
  if (tryClaim(dir, { run: `run-${run}`, epoch: 0, worker })) won.push(run);
process.stdout.write(`${JSON.stringify(won)}\n`);
