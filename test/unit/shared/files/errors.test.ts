import assert from "node:assert/strict";
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatError, GanError, toGanError } from "../../../../src/shared/errors";
import { explainFileError, onFile } from "../../../../src/shared/files/errors";
import { present } from "../../../support/values";

describe("an error of the file system", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gan-files-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const caught = (work: () => unknown): GanError => {
    try {
      work();
    } catch (error) {
      return toGanError(error);
    }
    throw new Error("nothing was thrown");
  };

  it("says which file, what hinders, and what to do", () => {
    const at = (name: string) => join(folder, name);
    writeFileSync(at("file"), "");
    mkdirSync(join(at("full"), "inner"), { recursive: true });
    symlinkSync(at("loop"), at("loop"));
    for (const [work, file, words] of [
      [() => readFileSync(at("none")), "none", /cannot be opened: there is no such file.*ENOENT/],
      [() => writeFileSync(at("full"), ""), "full", /it is a folder, not a file \(EISDIR\)/],
      [() => readFileSync(at("file/x")), "x", /a part of the path is a file.*ENOTDIR/],
      [() => mkdirSync(at("file")), "file", /cannot be created: there is one already.*EEXIST/],
      [() => rmdirSync(at("full")), "full", /cannot be deleted: the folder is not empty/],
      [() => readFileSync(at("loop")), "loop", /links lead in a circle \(ELOOP\)/],
      [
        () => writeFileSync(at("a".repeat(300)), ""),
        "aaa",
        /the name is too long \(ENAMETOOLONG\)/,
      ],
    ] as const) {
      const error = caught(work);
      assert.equal(error.code, "file-access");
      assert.match(error.message, words);
      assert.ok(error.message.includes(file), error.message);
      assert.notEqual(error.hint, "");
      assert.doesNotMatch(formatError(error), /undefined/);
    }
  });

  it("names the file, also of an open handle and of one that is written aside", () => {
    const file = join(folder, "rows.jsonl");
    writeFileSync(file, "");
    const handle = openSync(file, "r");
    const error = caught(() => onFile(file, () => writeSync(handle, "x")));
    closeSync(handle);
    // EBADF is a mistake of the program's own, and none that a person could mend.
    assert.equal(error.code, "internal");
    const full = Object.assign(new Error("ENOSPC"), { code: "ENOSPC", syscall: "write" });
    assert.match(
      caught(() =>
        onFile(file, () => {
          throw full;
        }),
      ).message,
      /rows\.jsonl cannot be written: no space is left on the disk \(ENOSPC\)/,
    );
    const aside = Object.assign(new Error(), {
      code: "EROFS",
      syscall: "open",
      path: `${file}.123.tmp`,
    });
    assert.match(
      present(explainFileError(aside)).message,
      /rows\.jsonl cannot be opened: .*read-only/,
    );
  });

  it("of every kind that a person can do something about has its words", () => {
    const codes = "EPERM EACCES ENOENT ENAMETOOLONG ENOSPC EROFS EMFILE ENFILE EDQUOT EBUSY EIO";
    for (const code of codes.split(" ")) {
      const path = join(folder, "x");
      const { message, hint } = toGanError(
        Object.assign(new Error(code), { code, syscall: "open", path }),
      );
      assert.match(message, new RegExp(`^.*x cannot be opened: .+ \\(${code}\\)$`));
      assert.match(hint, /^[a-z]/);
    }
  });

  it("is not seen in errors of other kinds", () => {
    for (const other of [new Error("x"), new GanError("busy", "y"), "ENOENT", undefined, null])
      assert.equal(explainFileError(other), undefined);
    const network = Object.assign(new Error("ECONNREFUSED"), {
      code: "ECONNREFUSED",
      syscall: "connect",
    });
    assert.equal(toGanError(network).code, "internal");
  });
});
