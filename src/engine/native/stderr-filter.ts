const INFORMATION = [
  /^WARNING: All log messages before absl::InitializeLog/,
  /^I\d{4} \d\d:\d\d:\d+\.\d+ +\d+ /,
  /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+: I /,
  /^To enable the following instructions: /,
];

/**
 * Whether a line on the stderr of a process that runs TensorFlow is an information line of
 * TensorFlow's. TensorFlow 2.21 prints some while its library loads, before it heeds
 * TF_CPP_MIN_LOG_LEVEL, and no setting prevents that. Code that shows a trainer's stderr therefore
 * leaves these lines out.
 */
export function isTensorFlowInfo(line: string): boolean {
  return INFORMATION.some((pattern) => pattern.test(line));
}
