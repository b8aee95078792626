import { basename, dirname, join } from "node:path";
import * as vscode from "vscode";
import type { ExportFormat } from "../../shared/protocol/jobs";
import { formatCount } from "../../shared/text/format";
import type { Workbench } from "../context";
import { requireTrust } from "../trust";
import { anyRun, chooseRun } from "./choose-run";
import type { CommandFactory } from "./index";
import { withJobProgress } from "./job-progress";

/** Writes networks of a run for other programs: asks which, as what, and where. */
export const exportNetwork: CommandFactory = (workbench) => async (argument) => {
  requireTrust();
  const dir = await chooseRun(
    workbench,
    argument,
    anyRun(vscode.l10n.t("Export the networks of which run?")),
  );
  if (dir === undefined) return;
  const asked = (argument ?? {}) as Partial<Asked>;
  const format = asked.format ?? (await chooseFormat());
  if (!format) return;
  if (format === "tensorboard") {
    const out = asked.out ?? (await chooseFolder(dir, format));
    if (out !== undefined) await exportEvents(workbench, dir, out);
    return;
  }
  const networks = asked.networks ?? (await chooseNetworks());
  if (!networks) return;
  const out = asked.out ?? (await chooseFolder(dir, format));
  if (out === undefined) return;
  await exportTo(workbench, { kind: "export", runDir: dir, format, networks, out });
};

/** Of networks; and for TensorBoard all that a run tells. */
type Format = ExportFormat | "tensorboard";

type Networks = ("generator" | "discriminator")[];

/** What a keyboard shortcut's arguments may say already. */
interface Asked {
  format: Format;
  networks: Networks;
  /** The new folder. */
  out: string;
}

const FORMATS: Record<Format, { label: string; detail: string }> = {
  onnx: {
    label: "ONNX",
    detail: vscode.l10n.t("One file for ONNX Runtime and what else reads ONNX"),
  },
  tfjs: {
    label: "TensorFlow.js",
    detail: vscode.l10n.t("A graph model for web pages and Node"),
  },
  pytorch: {
    label: "PyTorch",
    detail: vscode.l10n.t("A torch.nn.Module in model.py, and its weights"),
  },
  keras: {
    label: "Keras",
    detail: vscode.l10n.t("A keras.Model of Keras 3 in model.py, and its weights"),
  },
  safetensors: {
    label: "safetensors",
    detail: vscode.l10n.t("The weights by name, for a network that you write yourself"),
  },
  tensorboard: {
    label: "TensorBoard",
    detail: vscode.l10n.t("No network but its metrics, evaluations, pictures and settings"),
  },
};

async function chooseFormat(): Promise<Format | undefined> {
  const items = Object.entries(FORMATS).map(([format, shown]) => ({ ...shown, format }));
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t("Export Network"),
    placeHolder: vscode.l10n.t("For which programs?"),
    matchOnDetail: true,
  });
  return picked?.format as Format | undefined;
}

async function chooseNetworks(): Promise<Networks | undefined> {
  const items: (vscode.QuickPickItem & { networks: Networks })[] = [
    {
      label: vscode.l10n.t("Generator"),
      detail: vscode.l10n.t("Its moving average, where the run keeps one"),
      networks: ["generator"],
    },
    { label: vscode.l10n.t("Discriminator"), networks: ["discriminator"] },
    { label: vscode.l10n.t("Both"), networks: ["generator", "discriminator"] },
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t("Export Network"),
    placeHolder: vscode.l10n.t("Which?"),
  });
  return picked?.networks;
}

/** A new folder, which the person may name otherwise. */
async function chooseFolder(dir: string, format: Format): Promise<string | undefined> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? dirname(dir);
  const uri = await vscode.window.showSaveDialog({
    title: vscode.l10n.t("Export into a new folder"),
    saveLabel: vscode.l10n.t("Export"),
    defaultUri: vscode.Uri.file(join(folder, `${basename(dir)}-${format}`)),
  });
  return uri?.fsPath;
}

async function exportEvents(
  { manager, store }: Workbench,
  runDir: string,
  out: string,
): Promise<void> {
  const name = store.get(runDir)?.record.name ?? runDir;
  await withJobProgress(vscode.l10n.t("Exporting {0}", name), (watch) =>
    manager.doJob<"exportEvents">({ kind: "exportEvents", runDir, out }, watch),
  );
  const command = `tensorboard --logdir ${quoted(out)}`;
  const copy = vscode.l10n.t("Copy Command");
  void vscode.window
    .showInformationMessage(vscode.l10n.t("{0} is exported: {1}", name, command), copy)
    .then((answer) => {
      if (answer === copy) void vscode.env.clipboard.writeText(command);
    });
}

/** A path as a shell takes it. */
const quoted = (path: string): string => (/^[\w./:\\-]+$/.test(path) ? path : JSON.stringify(path));

async function exportTo(
  { manager, store }: Workbench,
  job: Parameters<Workbench["manager"]["doJob"]>[0] & { kind: "export" },
): Promise<void> {
  const name = store.get(job.runDir)?.record.name ?? job.runDir;
  const { step, out } = await withJobProgress(vscode.l10n.t("Exporting {0}", name), (watch) =>
    manager.doJob<"export">(job, watch),
  );
  const open = vscode.l10n.t("Open README");
  // Nobody waits for the answer to a notification.
  void vscode.window
    .showInformationMessage(
      vscode.l10n.t("Step {0} is exported to {1}", formatCount(step), out),
      open,
    )
    .then((answer) => {
      if (answer === open)
        void vscode.window.showTextDocument(vscode.Uri.file(join(out, "README.md")));
    });
}
