import { describe, expect, test } from "vitest";
import { isFormatted } from "./formatting.ts";

const link = (n: number) => `<a href="https://shop.example/${n}">Offer ${n}</a> `;

describe("HTML is more than plain paragraphs", () => {
  test.each([
    ["an image", "<p>See</p><img src='cid:plan'>"],
    ["a heading", "<h2>Our week</h2><p>Hello</p>"],
    ["a list", "<p>Bring</p><ul><li>bread<li>cheese</ul>"],
    ["a table with columns", "<table><tr><td>Room<td>Price<tr><td>12<td>80</table>"],
    ["several links", link(1) + link(2) + link(3)],
    ["what stands above a quotation", "<ol><li>first</ol><blockquote type=cite>old</blockquote>"],
  ])("with %s", (_, html) => expect(isFormatted(html)).toBe(true));

  test.each([
    ["paragraphs", "<div>Dear all,<br><br></div><p>we are <b>closed</b> on <i>Monday</i>.</p>"],
    ["one link", `<p>${link(1)}</p>`],
    ["a table for layout", "<table><tr><td>Hello</td></tr><tr><td>world</td></tr></table>"],
    ["a pixel that counts readers", "<p>Hello</p><img src='https://count.example/x' width=1 height=1>"],
    ["a quotation", "<p>Yes</p><blockquote type=cite><ul><li>one</ul><img src=x></blockquote>"],
    ["a quotation to the end", "<p>Yes</p><div id=divRplyFwdMsg>From</div><table><tr><td>1<td>2</table>"],
    ["a signature", `<p>Yes</p><div class="gmail_signature"><img src="cid:logo"></div>`],
    ["a style sheet", "<style>ul { color: red }</style><p>Hello</p>"],
    ["nothing", ""],
  ])("but not with %s", (_, html) => expect(isFormatted(html)).toBe(false));
});
