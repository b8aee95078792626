import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ChangeProblem } from "../../src/shared/protocol/changes";
import { NETWORKS, type NetworkName } from "../../src/shared/run/run";
import { Form } from "../components/form";
import { useHost } from "../components/page-context";
import { STRINGS } from "../components/strings";
import {
  changedLayers,
  type EditedLayers,
  editedLayers,
  type LayerEdit,
  otherProblem,
  problemOfLayer,
  withEdit,
} from "./edited-layers";
import { LayerRow } from "./layer-row";
import { LAYERS_STRINGS } from "./layers-strings";

interface LayersFormProps {
  /** The network that a person wants to change first. */
  first: NetworkName;
  /** The experiment as it is trained now. */
  now: object;
  onClose(): void;
}

/**
 * The layers of both networks, to be changed and trained from scratch in a new run. What is wrong
 * is said at its layer, before anything begins.
 */
export function LayersForm({ first, now, onClose }: LayersFormProps) {
  const host = useHost();
  // What they were when the form was opened: that is what a person changes.
  const [before] = useState(now);
  const [edited, setEdited] = useState<EditedLayers>(() => editedLayers(before));
  const [problems, setProblems] = useState<ChangeProblem[]>();
  const train = async (): Promise<void> => {
    const set = changedLayers(before, edited);
    if (set.length === 0) return setProblems([{ path: "", message: LAYERS_STRINGS.same }]);
    const found = await host.checkChange(set, { fresh: true });
    setProblems(found);
    if (found.length === 0 && (await host.changeLayers(set))) onClose();
  };
  return (
    <Form
      label={LAYERS_STRINGS.title}
      problems={problems}
      error={problems && otherProblem(problems, edited)}
      apply={LAYERS_STRINGS.apply}
      onApply={train}
      onCancel={onClose}
    >
      <h3>{LAYERS_STRINGS.title}</h3>
      <p class="hint">{LAYERS_STRINGS.explained}</p>
      {NETWORKS.toSorted((a, b) => Number(b === first) - Number(a === first)).map((network) => (
        <LayerList
          key={network}
          network={network}
          isFirst={network === first}
          layers={edited[network]}
          problems={problems ?? []}
          onEdit={(layers) => {
            setEdited({ ...edited, [network]: layers });
            setProblems(undefined);
          }}
        />
      ))}
    </Form>
  );
}

interface LayerListProps {
  network: NetworkName;
  /** Whether it is the one that a person wants to change first: it takes the focus. */
  isFirst: boolean;
  layers: EditedLayers[NetworkName];
  problems: readonly ChangeProblem[];
  onEdit(layers: EditedLayers[NetworkName]): void;
}

/** The layers of a network. The focus stays where a person has added or removed one. */
function LayerList({ network, isFirst, layers, problems, onEdit }: LayerListProps) {
  const list = useRef<HTMLOListElement>(null);
  /** The row that takes the focus when it has been drawn, and its element that does. */
  const next = useRef<{ place: number; element: string }>(undefined);
  const [said, setSaid] = useState("");
  useLayoutEffect(() => {
    const { place, element } = next.current ?? {};
    next.current = undefined;
    if (place === undefined || element === undefined) return;
    const row = list.current?.children[place];
    (row?.querySelector<HTMLElement>(element) ?? row?.querySelector("button"))?.focus();
  }, [layers]);
  useLayoutEffect(() => {
    if (isFirst) list.current?.querySelector("input")?.focus();
  }, [isFirst]);
  if (!layers) return null;
  const nameOf = (place: number, type: string) =>
    LAYERS_STRINGS.place(place + 1, type, STRINGS[network]);
  const edit = (place: number, change: LayerEdit) => {
    const after = withEdit(layers, place, change);
    if (change.kind === "add") {
      next.current = { place: place + 1, element: "input" };
      setSaid(LAYERS_STRINGS.added(nameOf(place + 1, after[place + 1]?.layer.type ?? "")));
    }
    if (change.kind === "remove") {
      const element = ".remove-layer:enabled";
      next.current = { place: Math.min(place, after.length - 1), element };
      setSaid(LAYERS_STRINGS.removed(nameOf(place, layers[place]?.layer.type ?? "")));
    }
    onEdit(after);
  };
  return (
    <div class="layers" data-network={network}>
      <h4>{STRINGS[network]}</h4>
      <ol ref={list} aria-label={LAYERS_STRINGS.listOf(STRINGS[network])}>
        {layers.map((one, place) => (
          <LayerRow
            key={one.key}
            edited={one}
            name={nameOf(place, one.layer.type)}
            only={layers.length === 1}
            error={problemOfLayer(problems, network, place)}
            onEdit={(change) => edit(place, change)}
          />
        ))}
      </ol>
      <div class="hidden-text" role="status">
        {said}
      </div>
    </div>
  );
}
