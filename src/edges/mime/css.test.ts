import { describe, expect, test } from "vitest";
import { cleanDeclarations, cleanSheet } from "./css.ts";

describe("style attributes", () => {
  test("lay out and colour text", () => {
    expect(cleanDeclarations("COLOR: #f00 ; margin:0 auto !important;font-family:'Segoe UI', Arial")).toBe(
      "color:#f00;margin:0 auto !important;font-family:'Segoe UI', Arial",
    );
    expect(cleanDeclarations("background:rgba(0, 0, 0, .5);border:1px solid rgb(1,2,3)")).toBe(
      "background:rgba(0, 0, 0, .5);border:1px solid rgb(1,2,3)",
    );
  });

  test.each([
    "background:url(http://e.example/x)",
    "background:URL ( 'http://e.example' )",
    "background:u\\72l(http://e.example)",
    "background:u/**/rl(http://e.example)",
    "background-image:image-set('http://e.example' 1x)",
    "list-style:url(x)",
    "width:expression(alert(1))",
    "width:calc(1px)",
    "color:var(--x)",
    "behavior:url(x.htc)",
    "-moz-binding:url(x)",
    "position:fixed",
    "position:absolute;top:0;left:0;z-index:9",
    "content:'x'",
    "animation:x 1s",
    "transform:scale(100)",
    "filter:blur(1px)",
    "margin-top:-1000px",
    "display:flex",
    "color:red}body{display:none",
    "color:</style><script>",
    "color:'red",
    "color:rgb(1",
    "--x:1",
  ])("removes all of %j", (css) => {
    expect(cleanDeclarations(css)).toBe("");
  });

  test("invalid declarations do not affect valid ones", () => {
    expect(cleanDeclarations("position:fixed;color:red;background:url(a;b);;x;font-size:12px")).toBe(
      "color:red;font-size:12px",
    );
  });
});

describe("style sheets", () => {
  test("simple rules, also for some media", () => {
    expect(
      cleanSheet(
        "<!-- p.a > b, #x:hover {color:red} @media only screen and (max-width: 600px) { td{width:100%} } -->",
      ),
    ).toBe("p.a > b, #x:hover{color:red}\n@media only screen and (max-width: 600px){td{width:100%}}");
  });

  test.each([
    "@import 'http://e.example/x.css';",
    "@import url(http://e.example)",
    "@font-face{font-family:x;src:url(http://e.example)}",
    "@charset 'utf-7'; ",
    "@namespace x url(y); ",
    "@keyframes x{from{color:red}}",
    "a[href^='x']{background:url(http://e.example)}",
    "p{position:fixed}",
    "p{color:red;/*",
    "</style><script>alert(1)</script>",
    "@media <script>{p{color:red}}",
  ])("removes what loads or covers in %j", (css) => {
    expect(cleanSheet(css)).not.toMatch(/<|url|@(?!media)|position|import/);
  });

  test("an unclosed rule ends with the sheet", () => {
    expect(cleanSheet("p{color:red")).toBe("p{color:red}");
  });
});
