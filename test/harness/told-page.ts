/** A page in a plain browser that is told of something as the extension tells. */
import type { Browser } from "playwright-core";
import { type BuiltPage, type BuiltPageOptions, openBuiltPage } from "./built-page";

export type ToldPageOptions = BuiltPageOptions;

/**
 * A page, and what it and the extension say to each other: as JSON, as VS Code sends it. So a key
 * without a value does not arrive, and NaN arrives as null.
 */
export interface ToldPage<ToPage, FromPage> extends BuiltPage<FromPage> {
  tell(message: ToPage): Promise<void>;
}

const RECEIVE = "globalThis.receive = (text) => deliver(JSON.parse(text), { isDrawn: true });";

/** Opens a built page; the browser stays the caller's. */
export async function openToldPage<ToPage, FromPage>(
  browser: Browser,
  name: string,
  options: ToldPageOptions = {},
): Promise<ToldPage<ToPage, FromPage>> {
  const surroundings = { program: RECEIVE };
  const { start, post, ...opened } = await openBuiltPage<FromPage>(
    browser,
    name,
    options,
    surroundings,
  );
  await start();
  return { ...opened, tell: (message) => post(JSON.stringify(message)) };
}
