import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import {
  type FramePlace,
  panned,
  type PictureView,
  transformOf,
  WHOLE,
  zoomed,
} from "../../src/shared/compare/picture-view";
import { notchesOf } from "../components/wheel";
import { COMPARE_STRINGS } from "./compare-strings";

/* A frame in which a picture is moved and enlarged, together with those in all other frames. */

/** One step of the wheel, a key or a button. */
export const ZOOM_STEP = 1.25;
const PAN_STEP = 0.1;

export interface ViewProps {
  view: PictureView;
  onView(view: PictureView): void;
}

interface PictureFrameProps extends ViewProps {
  label: string;
  children: ComponentChildren;
}

/** Dragging moves, the wheel with Ctrl enlarges, and a double click shows the whole picture again. */
export function PictureFrame({ view, onView, label, children }: PictureFrameProps) {
  const element = useRef<HTMLDivElement>(null);
  const dragged = useRef<FramePlace>(undefined);
  const placeOf = (event: MouseEvent): FramePlace => {
    const box = element.current?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1);
    return { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
  };
  return (
    <div
      ref={element}
      class={view.scale > 1 ? "picture-frame movable" : "picture-frame"}
      tabIndex={0}
      role="group"
      aria-label={label}
      title={COMPARE_STRINGS.frameHelp}
      onWheel={(event) => {
        if (!event.ctrlKey && !event.metaKey) return;
        event.preventDefault();
        onView(zoomed(view, ZOOM_STEP ** -notchesOf(event), placeOf(event)));
      }}
      onPointerDown={(event) => {
        if (view.scale === 1 || event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        dragged.current = placeOf(event);
      }}
      onPointerMove={(event) => {
        const { current } = dragged;
        if (!current) return;
        const place = placeOf(event);
        dragged.current = place;
        onView(panned(view, { x: place.x - current.x, y: place.y - current.y }));
      }}
      onPointerUp={() => (dragged.current = undefined)}
      onPointerCancel={() => (dragged.current = undefined)}
      onDblClick={() => onView(WHOLE)}
      onKeyDown={(event) => {
        const next = viewOfKey(event.key, view);
        if (!next) return;
        event.preventDefault();
        onView(next);
      }}
    >
      {children}
    </div>
  );
}

/** What a key leads to; undefined for one that means nothing here. */
function viewOfKey(key: string, view: PictureView): PictureView | undefined {
  const ways: Record<string, FramePlace> = {
    ArrowLeft: { x: PAN_STEP, y: 0 },
    ArrowRight: { x: -PAN_STEP, y: 0 },
    ArrowUp: { x: 0, y: PAN_STEP },
    ArrowDown: { x: 0, y: -PAN_STEP },
  };
  const way = ways[key];
  if (way) return view.scale > 1 ? panned(view, way) : undefined;
  if (key === "+" || key === "=") return zoomed(view, ZOOM_STEP);
  if (key === "-") return zoomed(view, 1 / ZOOM_STEP);
  return key === "0" ? WHOLE : undefined;
}

interface FramedImageProps {
  view: PictureView;
  src: string;
  alt: string;
}

/** A picture as its frame shows it. */
export function FramedImage({ view, src, alt }: FramedImageProps) {
  return (
    <img
      class="pixelated"
      src={src}
      alt={alt}
      draggable={false}
      style={{ transform: transformOf(view) }}
    />
  );
}
