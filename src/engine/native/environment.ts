import { availableParallelism } from "node:os";

/**
 * The environment variables that TensorFlow reads once, while its library is being loaded; whoever
 * forks a trainer adds them to the child's environment. A variable that the user has set keeps the
 * user's value.
 */
export function engineEnvironment(
  env: NodeJS.ProcessEnv = process.env,
  threads = availableParallelism(),
): Record<string, string> {
  const ours: Record<string, string> = {
    // TensorFlow reports its CPU features on stderr, where our own errors have to stay readable.
    TF_CPP_MIN_LOG_LEVEL: "2",
    // The order of float additions in a convolution depends on the number of threads: pinned, a run
    // can be repeated.
    TF_NUM_INTRAOP_THREADS: String(threads),
    // oneDNN rounds differently; its default differs between TensorFlow's builds, so it is said
    // here.
    TF_ENABLE_ONEDNN_OPTS: "1",
    // A step allocates and frees thousands of small blocks, also across threads. Longer thread
    // caches, and no fast bins, which glibc consolidates again and again, make small steps 5 %
    // faster. Caches of 127 blocks would take 140 MB more on mnist. Only Linux reads this variable.
    GLIBC_TUNABLES: "glibc.malloc.tcache_count=32:glibc.malloc.mxfast=0",
    // Lets a program have its own number of threads (`session-threads.ts`).
    TF_OVERRIDE_GLOBAL_THREADPOOL: "1",
  };
  return Object.fromEntries(
    Object.entries(ours).map(([name, value]) => [name, env[name] ?? value]),
  );
}

/** Threads that TensorFlow's operations may use. */
export const engineThreads = (env: NodeJS.ProcessEnv = process.env): number =>
  Number(engineEnvironment(env)["TF_NUM_INTRAOP_THREADS"]);
