/** Text that is markup already. */
export interface Html {
  readonly html: string;
}

type Part = Html | string | number | readonly Html[];

/** Markup with everything put into it escaped, unless it is markup itself. */
export function fragment(strings: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { html: strings.reduce((text, string, at) => text + insert(parts[at - 1]!) + string) };
}

/** Takes text for markup: only for what this package drew itself. */
export function trusted(text: string): Html {
  return { html: text };
}

function insert(part: Part): string {
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part));
  return 'html' in part ? part.html : part.map((item) => item.html).join('\n');
}

function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

/** A table; the first row is its head, and left out when empty. Columns that hold only figures stand to the right. */
export function table(rows: readonly (readonly (string | number | Html)[])[], caption?: string): Html {
  const [head = [], ...body] = rows;
  const numeric = head.map((_, column) => body.length > 0 && body.every((row) => isFigure(row[column] ?? '')));
  const cells = (row: readonly (string | number | Html)[]): Html[] =>
    row.map((value, column) => (numeric[column] === true ? fragment`<td class="number">${value}</td>` : fragment`<td>${value}</td>`));
  const heading = head.map(
    (value, column) => fragment`<th scope="col"${numeric[column] === true ? trusted(' class="number"') : ''}>${value}</th>`,
  );
  return fragment`<div class="scroll"><table>
${caption === undefined ? '' : fragment`<caption>${caption}</caption>`}
${head.every((value) => value === '') ? '' : fragment`<thead><tr>${heading}</tr></thead>`}
<tbody>
${body.map((row) => fragment`<tr>${cells(row)}</tr>`)}
</tbody>
</table></div>`;
}

function isFigure(value: string | number | Html): boolean {
  return typeof value === 'number' || (typeof value === 'string' && /^([-+−]?[\d.,]+( ?%| s)?)?$/.test(value));
}

const STYLE = `
:root { color-scheme: light; }
body { margin: 0 auto; max-width: 1250px; padding: 28px 24px 60px; background: #ffffff; color: #1f2933;
  font: 16px/1.5 system-ui, 'DejaVu Sans', 'Helvetica Neue', Arial, sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.25; margin: 0 0 4px; }
h2 { font-size: 1.2rem; margin: 40px 0 10px; padding-top: 14px; border-top: 1px solid #d4dae0; }
p { max-width: 46rem; margin: 8px 0; }
.lead { color: #5b6672; }
.verdict { padding: 12px 16px; border-left: 4px solid #0072b2; background: #eef5fa; }
.warning { padding: 12px 16px; border-left: 4px solid #d55e00; background: #fdf2ea; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; margin: 10px 0; font-size: 0.94rem; }
caption { text-align: left; color: #5b6672; padding-bottom: 4px; }
th, td { text-align: left; padding: 5px 16px 5px 0; border-bottom: 1px solid #e3e7eb; vertical-align: top; overflow-wrap: anywhere; }
th { font-weight: 600; }
.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.figures { display: flex; flex-wrap: wrap; gap: 18px; align-items: flex-start; }
figure { margin: 0; border: 1px solid #e3e7eb; border-radius: 4px; padding: 8px; max-width: 100%; box-sizing: border-box; }
figure svg, figure img { display: block; max-width: 100%; height: auto; }
figcaption { color: #5b6672; font-size: 0.88rem; padding: 6px 8px 2px; max-width: 60ch; }
code, pre { font: 0.88rem/1.45 ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace; }
pre { background: #f5f7f9; padding: 12px 14px; overflow-x: auto; }
`;

/** A whole page that asks nothing of any host: its policy forbids it. */
export function page(title: string, body: readonly Html[]): string {
  return `${
    fragment`<!doctype html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>${title}</title>
          <style>
            ${trusted(STYLE)}
          </style>
        </head>
        <body>
          <main>${body}</main>
        </body>
      </html>`.html
  }\n`;
}
