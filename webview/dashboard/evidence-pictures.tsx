import type { Evidence, SampleGroup } from "../../src/shared/advisor/verdict";
import { type ImagesPicture, gridSize, stepName, tileOrigin } from "../../src/shared/run/picture";
import { formatCount } from "../../src/shared/text/format";
import { usePictures } from "../components/page-context";
import { STRINGS } from "../components/strings";

/* The samples that show what a verdict says, beside the training example that they are nearest to. */

/** How wide a sample is drawn, in CSS pixels, by a whole factor where it is smaller. */
const TILE_WIDTH = 56;

interface PicturesProps {
  evidence: readonly Evidence[];
  /** The address of a file of the run's samples. */
  sampleUri(file: string): string;
}

/** Of picture data the samples of the bins that have too many. Nothing where there are none. */
export function EvidencePictures({ evidence, sampleUri }: PicturesProps) {
  const pictures = usePictures();
  const shown = evidence.find(({ groups = [] }) => groups.length > 0);
  const picture = shown && pictures.get(shown.to);
  if (picture?.kind !== "images") return null;
  const name = stepName(picture.step);
  const sheets = { samples: sampleUri(`${name}.png`), nearest: sampleUri(`${name}.nearest.png`) };
  return (
    <ul class="evidence-pictures">
      {shown?.groups?.map((group) => (
        <Group key={group.tiles[0]} {...{ group, picture, sheets }} />
      ))}
    </ul>
  );
}

interface GroupProps {
  group: SampleGroup;
  picture: ImagesPicture;
  /** The addresses of the samples, and of the nearest training example of each. */
  sheets: { samples: string; nearest: string };
}

function Group({ group: { count, tiles }, picture, sheets }: GroupProps) {
  const known = tiles.filter((tile) => tile >= 0 && tile < picture.layout.count);
  const [first] = known;
  if (first === undefined) return null;
  return (
    <li>
      <span>{STRINGS.sampleGroup(formatCount(count), formatCount(picture.layout.count))}</span>
      <span class="evidence-tiles">
        <Tile {...{ picture, tile: first, sheet: sheets.nearest, name: STRINGS.exampleOf }} />
        <span aria-hidden="true">&larr;</span>
        {known.map((tile) => (
          <Tile
            key={tile}
            {...{ picture, tile, sheet: sheets.samples }}
            name={STRINGS.sampleAt(formatCount(tile + 1))}
          />
        ))}
      </span>
    </li>
  );
}

interface TileProps {
  picture: ImagesPicture;
  /** Its place in the picture, from 0. */
  tile: number;
  /** The address of the whole picture. */
  sheet: string;
  /** What it is, in words. */
  name: string;
}

/** One tile of a picture of many. */
function Tile({ picture: { layout }, tile, sheet, name }: TileProps) {
  const room = TILE_WIDTH / layout.tileWidth;
  const scale = room >= 1 ? Math.floor(room) : room;
  const { left, top } = tileOrigin(layout, tile);
  const size = gridSize(layout);
  const pixels = (length: number) => `${length * scale}px`;
  return (
    <span
      class="evidence-tile"
      role="img"
      aria-label={name}
      title={name}
      style={{ width: pixels(layout.tileWidth), height: pixels(layout.tileHeight) }}
    >
      <img
        class="pixelated"
        src={sheet}
        alt=""
        style={{
          width: pixels(size.width),
          height: pixels(size.height),
          left: pixels(-left),
          top: pixels(-top),
        }}
      />
    </span>
  );
}
