import MarkdownIt from "markdown-it";
import { useMemo } from "preact/hooks";

/*
 * Markdown as VS Code's own preview reads it. HTML in it is shown as text: a lesson may come from
 * anybody.
 */

const markdown = new MarkdownIt({ html: false, linkify: true, typographer: false });

/** Pictures with a relative path are beside the lesson. */
const drawImage = markdown.renderer.rules.image;
markdown.renderer.rules.image = (tokens, index, options, env: { folder?: string }, self) => {
  const token = tokens[index];
  const source = token?.attrGet("src") ?? "";
  if (env.folder !== undefined && !/^[a-z][\w+.-]*:/i.test(source))
    token?.attrSet("src", `${env.folder}/${source}`);
  return drawImage
    ? drawImage(tokens, index, options, env, self)
    : self.renderToken(tokens, index, options);
};

/** A text of one line. */
export function Line({ text }: { text: string }) {
  const html = useMemo(() => ({ __html: markdown.renderInline(text) }), [text]);
  return <span dangerouslySetInnerHTML={html} />;
}

interface ParagraphsProps {
  text: string;
  /** The address of the folder in which the lesson is. */
  folder: string;
}

export function Paragraphs({ text, folder }: ParagraphsProps) {
  const html = useMemo(() => ({ __html: markdown.render(text, { folder }) }), [text, folder]);
  return <div class="lesson-text" dangerouslySetInnerHTML={html} />;
}
