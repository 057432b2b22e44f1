/**
 * The help texts' own Markdown: headings, paragraphs, lists of one level, tables, code blocks, and within a line
 * `code`, **strong**, and [links](address). Text is escaped; HTML cannot be written.
 */
import type { Child } from "hono/jsx";
import { href, ownPath } from "../parts/links.ts";

export function Markdown({ source }: { source: string }) {
  return <>{blocks(source.replace(/\r\n?/g, "\n").split("\n"))}</>;
}

function blocks(lines: readonly string[]): Child[] {
  const out: Child[] = [];
  let at = 0;
  const take = (belongs: (line: string) => boolean) => {
    const start = at;
    while (at < lines.length && belongs(lines[at] ?? "")) at++;
    return lines.slice(start, at);
  };
  while (at < lines.length) {
    const line = lines[at] ?? "";
    if (line.trim() === "") {
      at++;
    } else if (line.startsWith("```")) {
      at++;
      const code = take((l) => !l.startsWith("```"));
      at++;
      out.push(
        <pre class="source" dir="ltr" tabindex={0}>
          <code>{code.join("\n")}</code>
        </pre>,
      );
    } else if (/^#{1,3} /.test(line)) {
      at++;
      out.push(heading(line));
    } else if (line.startsWith("- ")) {
      const items = take((l) => l.startsWith("- ") || l.startsWith("  "));
      out.push(<ul>{listItems(items, /^- /)}</ul>);
    } else if (/^\d+\. /.test(line)) {
      const items = take((l) => /^\d+\. /.test(l) || l.startsWith("  "));
      out.push(<ol>{listItems(items, /^\d+\. /)}</ol>);
    } else if (line.startsWith("|")) {
      out.push(table(take((l) => l.startsWith("|"))));
    } else {
      const text = take((l) => l.trim() !== "" && !/^(#{1,3} |- |\d+\. |\||```)/.test(l));
      out.push(<p>{inline(text.join(" "))}</p>);
    }
  }
  return out;
}

function heading(line: string): Child {
  const text = line.replace(/^#+ /, "");
  if (line.startsWith("### ")) return <h3>{inline(text)}</h3>;
  if (line.startsWith("## ")) return <h2 id={slug(text)}>{inline(text)}</h2>;
  return <h1>{inline(text)}</h1>;
}

const slug = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

function listItems(lines: readonly string[], mark: RegExp): Child[] {
  const items: string[] = [];
  for (const line of lines) {
    if (mark.test(line)) items.push(line.replace(mark, ""));
    else items.push(`${items.pop() ?? ""} ${line.trim()}`);
  }
  return items.map((item) => <li>{inline(item)}</li>);
}

function table(lines: readonly string[]): Child {
  const rows = lines
    .filter((line) => !/^\|[\s|:-]+\|$/.test(line))
    .map((line) =>
      line
        .replace(/^\||\|$/g, "")
        .split("|")
        .map((cell) => cell.trim()),
    );
  const [head = [], ...body] = rows;
  return (
    <table class="plain-table" tabindex={0}>
      <thead>
        <tr>
          {head.map((cell) => (
            <th scope="col">{inline(cell)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {body.map((row) => (
          <tr>
            {row.map((cell) => (
              <td>{inline(cell)}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function inline(text: string): Child[] {
  const out: Child[] = [];
  let done = 0;
  for (const found of text.matchAll(
    /`([^`]{1,1000})`|\*\*([^*]{1,1000})\*\*|\[([^[\]]{1,500})\]\(([^()\s]{1,1000})\)/g,
  )) {
    if (found.index > done) out.push(text.slice(done, found.index));
    const [whole, code, strong, label, address] = found;
    if (code !== undefined) out.push(<code>{code}</code>);
    else if (strong !== undefined) out.push(<b>{strong}</b>);
    else out.push(link(label ?? "", address ?? "", whole));
    done = found.index + whole.length;
  }
  if (done < text.length) out.push(text.slice(done));
  return out;
}

function link(label: string, address: string, whole: string): Child {
  const target = address.startsWith("/") ? ownPath(address, "") : href(address);
  return target ? <a href={target}>{label}</a> : whole;
}
