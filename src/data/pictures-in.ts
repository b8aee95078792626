import type { Dirent } from "node:fs";
import { opendir, stat } from "node:fs/promises";
import { extname, join, relative } from "node:path";
import { GanError } from "../shared/errors";
import { PICTURE_ENDING, PICTURE_FORMATS } from "./decode";
import { unreadable } from "./unreadable";

/* Finds the pictures in a folder and the folders inside it. */

/** What a search for pictures came upon. */
export interface FoundPictures {
  /** Their paths, in an order that is the same on every machine. */
  pictures: string[];
  /** What was not taken, hidden files and the like, in words for a person. */
  passedOver: string[];
  /** Pictures that were not taken because they cannot be read, likewise. */
  leftOut: string[];
}

export interface SearchOptions {
  /** So many at most, whichever are come upon first: the search then ends there. */
  most?: number;
  signal?: AbortSignal | undefined;
}

/** Pictures of kinds that cannot be read. */
const OTHER_PICTURE =
  /\.(tiff?|heic|heif|avif|jxl|jp2|j2k|psd|svg|ico|p[bgpn]m|tga|exr|hdr|dcm|dng|cr2|cr3|nef|arw|raf)$/i;
/**
 * Folders and files that systems and programs leave behind, beside those whose names begin with a
 * dot.
 */
const LEFT_BEHIND = [
  "__macosx",
  "thumbs.db",
  "ehthumbs.db",
  "desktop.ini",
  "@eadir",
  "$recycle.bin",
  "system volume information",
  "lost+found",
];

/**
 * The pictures in a folder and in those inside it. Hidden files and folders are passed over, and a
 * file or folder that several links lead to is taken once, by its own name if it is inside.
 *
 * @throws GanError `bad-data` if there are none, or the folder cannot be read; `cancelled`
 */
export async function picturesIn(
  folder: string,
  { most = Infinity, signal }: SearchOptions = {},
): Promise<FoundPictures> {
  const search = new Search(folder, most, signal);
  try {
    await search.run();
  } catch (thrown) {
    if (thrown instanceof GanError) throw thrown;
    throw unreadable(folder, thrown);
  }
  const passedOver = search.passedOver();
  const leftOut = search.leftOut();
  const instead = [...passedOver, ...leftOut];
  if (search.pictures.length === 0)
    throw new GanError(
      "bad-data",
      `${folder} has no pictures${instead.length > 0 ? ` (${instead.join("; ")})` : ""}`,
      `put ${PICTURE_FORMATS} files into it or into folders inside it`,
    );
  const names = search.pictures.map((path) => relative(folder, path).replaceAll("\\", "/")).sort();
  return { pictures: names.map((name) => join(folder, name)), passedOver, leftOut };
}

/**
 * Links are followed after everything else, in the order of their names, so that the result does
 * not depend on the disk's order.
 */
class Search {
  readonly pictures: string[] = [];
  private readonly hidden: { files: string[]; folders: string[] } = { files: [], folders: [] };
  private readonly others = new Map<string, number>();
  private readonly folders = new Set<string>();
  private links: string[] = [];
  private repeated = 0;

  constructor(
    private readonly root: string,
    private readonly most: number,
    private readonly signal: AbortSignal | undefined,
  ) {}

  async run(): Promise<void> {
    await this.walk(this.root, await identityOf(this.root));
    const linked = new Map<string, string>();
    while (this.links.length > 0 && !this.full) {
      const links = this.links.sort();
      this.links = [];
      for (const link of links) await this.follow(link, linked);
    }
    if (linked.size === 0) return;
    const inside = new Set(await Promise.all(this.pictures.map(identityOf)));
    for (const [identity, link] of linked) {
      if (inside.has(identity)) this.repeated++;
      else this.pictures.push(link);
    }
  }

  /** @param linked pictures that links lead to, by their identity */
  private async follow(link: string, linked: Map<string, string>): Promise<void> {
    this.checkSignal();
    const found = await stat(link, { bigint: true }).catch(() => undefined);
    // A link that leads nowhere is named when the pictures are read.
    const identity = found ? `${found.dev}:${found.ino}` : link;
    if (found?.isDirectory()) {
      if (this.folders.has(identity)) this.repeated++;
      else await this.walk(link, identity);
    } else if (isPicture(link)) {
      if (linked.has(identity)) this.repeated++;
      else linked.set(identity, link);
    }
  }

  passedOver(): string[] {
    return [
      ...passedOver(this.hidden.files, "hidden file"),
      ...passedOver(this.hidden.folders, "hidden folder"),
      ...this.repeatedLinks(),
    ];
  }

  leftOut(): string[] {
    if (this.others.size === 0) return [];
    const total = [...this.others.values()].reduce((sum, count) => sum + count, 0);
    const kinds = [...this.others].sort().map(([ending, count]) => `${count} ${ending}`);
    const [ending] = [...this.others.keys()].sort();
    return [
      `${counted(total, "picture")} of other formats (${kinds.join(", ")}) left out: ` +
        `${PICTURE_FORMATS} can be read; convert them, for example with ImageMagick: mogrify ` +
        `-format png *${ending}`,
    ];
  }

  private get full(): boolean {
    return this.pictures.length >= this.most;
  }

  private async walk(folder: string, identity: string): Promise<void> {
    this.folders.add(identity);
    const entries = await opendir(folder, { bufferSize: 1000 }).catch((thrown: unknown) => {
      throw unreadable(folder, thrown);
    });
    for await (const entry of entries) {
      this.checkSignal();
      if (this.full) return;
      await this.take(entry, join(folder, entry.name));
    }
  }

  private async take(entry: Dirent, path: string): Promise<void> {
    if (isHidden(entry.name))
      this.hidden[entry.isDirectory() ? "folders" : "files"].push(relative(this.root, path));
    else if (entry.isSymbolicLink()) this.links.push(path);
    else if (entry.isDirectory()) await this.walk(path, await identityOf(path));
    else if (isPicture(path)) this.pictures.push(path);
    else if (OTHER_PICTURE.test(path)) {
      const ending = extname(path).toLowerCase();
      this.others.set(ending, (this.others.get(ending) ?? 0) + 1);
    }
  }

  private checkSignal(): void {
    if (this.signal?.aborted)
      throw new GanError("cancelled", `Looking for pictures in ${this.root} was cancelled`);
  }

  private repeatedLinks(): string[] {
    if (this.repeated === 0) return [];
    return [`${counted(this.repeated, "link")} to what is there already: passed over`];
  }
}

const isPicture = (path: string): boolean => PICTURE_ENDING.test(path);

const isHidden = (name: string): boolean =>
  name.startsWith(".") || LEFT_BEHIND.includes(name.toLowerCase());

/** What tells a file or folder from every other: its device and its number on it. */
async function identityOf(path: string): Promise<string> {
  const { dev, ino } = await stat(path, { bigint: true });
  return `${dev}:${ino}`;
}

function passedOver(names: readonly string[], what: string): string[] {
  if (names.length === 0) return [];
  const [first] = [...names].sort();
  const example = names.length === 1 ? first : `such as ${first}`;
  return [`${counted(names.length, what)} (${example}) passed over`];
}

/** "1 picture", "40 pictures". */
export const counted = (count: number, what: string): string =>
  `${count} ${what}${count === 1 ? "" : "s"}`;
