/*
 * The number of threads that one operation of a program may use. TensorFlow reads it from the
 * options of a session, and tfjs-node's addon opens every session without options. The addon that
 * is compiled here reads it from an environment variable when it loads a program. With a ready-made
 * addon all programs use all threads, which is slower but not wrong.
 */

const VARIABLE = "GAN_SESSION_THREADS";

/** Loads a program whose operations may use `threads` threads each; undefined means all. */
export function withThreads<T>(threads: number | undefined, load: () => T): T {
  if (threads === undefined) return load();
  process.env[VARIABLE] = String(threads);
  try {
    return load();
  } finally {
    Reflect.deleteProperty(process.env, VARIABLE);
  }
}

/** C++ that the addon is compiled with. It replaces `TF_NewSessionOptions`. */
export const SESSION_OPTIONS_HEADER = `#pragma once
#include <cstdlib>
#include "tensorflow/c/c_api.h"

inline TF_SessionOptions* SessionOptionsFromEnvironment() {
  TF_SessionOptions* options = TF_NewSessionOptions();
  if (const char* threads = std::getenv("${VARIABLE}")) {
    // A ConfigProto with nothing but its field 2, intra_op_parallelism_threads, which is a varint.
    const unsigned char config[] = {2 << 3, static_cast<unsigned char>(std::atoi(threads) & 0x7f)};
    TF_Status* status = TF_NewStatus();
    TF_SetConfig(options, config, sizeof config, status);
    TF_DeleteStatus(status);
  }
  return options;
}
#define TF_NewSessionOptions SessionOptionsFromEnvironment
`;
