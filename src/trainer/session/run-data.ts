import { fingerprintOf } from "../../data/fingerprint";
import { openSource, type Source } from "../../data/source";
import type { LoadOptions } from "../../data/splits";
import { recordedScales, summaryOf } from "../../data/summary";
import type { DataConfig } from "../../experiment/schema";
import { readDataRecord, writeDataRecord } from "../../run/data-record";
import {
  type DataRecord,
  dataRecordAt,
  describeContentChange,
  describeDataChange,
  earlierData,
  type Fingerprint,
} from "../../shared/run/data-record";
import { GanError } from "../../shared/errors";

/* Opens the data of a run, and sees that they are those that it was trained with. */

/** Said once of a run of a version that did not record its data. */
export const NOT_RECORDED =
  "the run did not record its data: whether they have changed since it was begun cannot be told";

export interface RunDataOptions extends LoadOptions {
  /** Go on although the data are not those that the run was trained with. */
  acceptChangedData?: boolean;
}

/** A run's data, opened to be trained on, and what a person should know of them. */
interface OpenedData {
  source: Source;
  remarks: string[];
}

/**
 * Opens the data that a run is trained with, and records them with the run. A run that has been
 * trained already goes on with the data that held at its checkpoint: others are refused, unless the
 * person accepts them.
 * Its units stay those in which it was begun.
 *
 * @param step that of the run's checkpoint; undefined before its first
 * @throws GanError `data-changed`, `bad-data`
 */
export async function openRunData(
  runDir: string,
  data: DataConfig,
  dataDir: string,
  step: number | undefined,
  options: RunDataOptions = {},
): Promise<OpenedData> {
  const fingerprint = await fingerprintOf(data, options);
  if (!fingerprint) return { source: await openSource(data, dataDir, options), remarks: [] };
  const recorded = step === undefined ? undefined : readDataRecord(runDir);
  const known = recorded && dataRecordAt(recorded, step ?? 0);
  const open = async () => {
    const source = await openInUnits(data, dataDir, known, options);
    if (known?.sha256 !== fingerprint.sha256)
      writeDataRecord(runDir, await recordOf(data, source, fingerprint, step ?? 0, known));
    else if (known !== recorded) writeDataRecord(runDir, known);
    return source;
  };
  if (step === undefined || known?.sha256 === fingerprint.sha256)
    return { source: await open(), remarks: [] };
  if (!known)
    return {
      source: await open(),
      remarks: [`${NOT_RECORDED}; from now on they are recorded`],
    };
  const change = await changeOf(known, data, dataDir, fingerprint, options);
  if (!options.acceptChangedData) throw dataChanged(change);
  return {
    source: await open(),
    remarks: [
      `the run goes on from step ${step} with changed data, as was asked for (${change}); ` +
        "its units stay those that it was begun with",
    ],
  };
}

/**
 * Opens data in the units that a run has recorded: scales of a table, and the values that pictures
 * show as black and white.
 */
export async function openInUnits(
  data: DataConfig,
  dataDir: string,
  known: DataRecord | undefined,
  options: LoadOptions,
): Promise<Source> {
  const scales = known && recordedScales(known);
  const source = await openSource(data, dataDir, scales ? { ...options, scales } : options);
  if (source.kind !== "examples" || !known?.view || !source.dataset.view) return source;
  return { ...source, dataset: { ...source.dataset, view: known.view } };
}

/** Of the data as they are now, in their own units. */
async function changeOf(
  known: DataRecord,
  data: DataConfig,
  dataDir: string,
  fingerprint: Fingerprint,
  { signal, onProgress }: LoadOptions,
): Promise<string> {
  const source = await openSource(data, dataDir, {
    ...(signal ? { signal } : {}),
    ...(onProgress ? { onProgress } : {}),
  });
  const now = await recordOf(data, source, fingerprint, 0);
  return describeDataChange(known, now);
}

async function recordOf(
  { source: name }: DataConfig,
  source: Source,
  fingerprint: Fingerprint,
  fromStep: number,
  known?: DataRecord,
): Promise<DataRecord> {
  if (source.kind !== "examples") throw new Error(`${name} is not a set of examples`);
  const before = known ? [...(known.before ?? []), earlierData(known)] : [];
  return {
    format: 1,
    source: name,
    time: new Date().toISOString(),
    fromStep,
    ...fingerprint,
    ...(await summaryOf(source.dataset)),
    ...(before.length > 0 ? { before } : {}),
  };
}

/** What keeps a run from going on with data that are not its own. */
const dataChanged = (change: string): GanError =>
  new GanError(
    "data-changed",
    `the data of this run have changed since it was trained with them: ${change}`,
    "put the old data back, train a new run on the new data, or go on with these: " +
      "--accept-changed-data",
  );

/**
 * The content of a run's data as they are now.
 *
 * @throws GanError `data-changed` where the run was trained with others, unless they are accepted
 */
export async function checkedFingerprint(
  data: DataConfig,
  known: Fingerprint | undefined,
  { acceptChangedData = false, ...options }: RunDataOptions = {},
): Promise<Fingerprint | undefined> {
  const now = await fingerprintOf(data, options);
  if (now && known && now.sha256 !== known.sha256 && !acceptChangedData)
    throw dataChanged(describeContentChange(known, now));
  return now;
}
