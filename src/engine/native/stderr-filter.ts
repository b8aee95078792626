/**
 * Whether a line on the stderr of a process that runs TensorFlow is TensorFlow's own information, not a message of
 * ours. TensorFlow 2.21 prints some while its library is being loaded, before it heeds TF_CPP_MIN_LOG_LEVEL; nothing
 * set beforehand prevents that, so whoever shows a trainer's stderr leaves these lines out.
 */
export function isEngineChatter(line: string): boolean {
  return /^WARNING: All log messages before absl::InitializeLog|^I\d{4} \d\d:\d\d:\d+\.\d+ +\d+ |^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+: I |^To enable the following instructions: /.test(
    line,
  );
}
