/** A text for an element or an attribute of a page, in which nothing of it is taken for markup. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
