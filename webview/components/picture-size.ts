/** Below this width, in CSS pixels, a page has one column, as in dashboard.css. */
const ONE_COLUMN = 960;
/**
 * Shares of the page's height that a picture takes: in one column the charts below it are to be in
 * view too.
 */
const SHARE_ALONE = 0.42;
const SHARE_BESIDE = 0.62;

/** The greatest height of a picture, in CSS pixels. */
export function tallestPicture(): number {
  const share = innerWidth < ONE_COLUMN ? SHARE_ALONE : SHARE_BESIDE;
  return Math.max(220, Math.round(share * innerHeight));
}
