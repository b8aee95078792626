import { availableParallelism } from "node:os";

/**
 * The environment variables that TensorFlow reads once, while its library is being loaded; whoever forks a trainer
 * adds them to the child's environment. A variable that the user has set keeps the user's value.
 */
export function engineEnvironment(env: NodeJS.ProcessEnv = process.env): Record<string, string> {
  const ours: Record<string, string> = {
    // TensorFlow reports its CPU features on stderr, where our own errors have to stay readable.
    TF_CPP_MIN_LOG_LEVEL: "2",
    // The order of float additions in a convolution depends on the number of threads: pinned, a run can be repeated.
    TF_NUM_INTRAOP_THREADS: String(availableParallelism()),
    // oneDNN rounds differently; its default differs between TensorFlow's builds, so it is said here.
    TF_ENABLE_ONEDNN_OPTS: "1",
    // A step asks for thousands of small pieces of memory and gives them back, also on other threads. With longer lists of free pieces for each thread, and without
    // glibc's older ones, which it clears up again and again, small steps are a twentieth faster. Lists of 127 pieces would keep 140 MB more from other use on
    // mnist. Other systems than Linux do not read it.
    GLIBC_TUNABLES: "glibc.malloc.tcache_count=32:glibc.malloc.mxfast=0",
    // Programs may have other numbers of threads than the rest (`session-threads.ts`).
    TF_OVERRIDE_GLOBAL_THREADPOOL: "1",
  };
  return Object.fromEntries(
    Object.entries(ours).map(([name, value]) => [name, env[name] ?? value]),
  );
}

/** Threads that TensorFlow's operations may use. */
export const engineThreads = (env: NodeJS.ProcessEnv = process.env): number =>
  Number(engineEnvironment(env)["TF_NUM_INTRAOP_THREADS"]);
