import { afterAll, beforeAll, expect, test } from "vitest";
import { isMarked, markedLanguage, markedTag, outsideMarks } from "../../text/testing.ts";
import { routesOf } from "./api.ts";
import { Problem } from "./shapes.ts";
import { type Asking, openServer, type TestServer } from "./testing.ts";

let desk: TestServer;
beforeAll(async () => {
  markedLanguage();
  desk = await openServer();
  await desk.mail({ from: { name: "", address: "ann@7.7" }, subject: "4711", text: "0815" });
  await desk.mail({ subject: "4712", text: "0815" });
});
afterAll(() => desk.close());

/** The same request in both languages, neither waiting for the other. */
function both(method: string, path: string, more: Asking = {}) {
  const ask = (language: string) =>
    desk.ask(method.toUpperCase(), path, {
      ...more,
      headers: { ...more.headers, "accept-language": language },
    });
  return [ask("en-GB"), ask(`${markedTag}, en;q=0.5`)] as const;
}

async function check(what: string, [english, other]: ReturnType<typeof both>): Promise<void> {
  const [one, two] = [await english, await other];
  expect([what, one.status]).toEqual([what, two.status]);
  if (one.status < 400) {
    expect(isMarked(await one.text()), what).toBe(false);
    await two.body?.cancel();
    return;
  }
  const [problem, said] = [Problem.parse(await one.json()), Problem.parse(await two.json())];
  expect([one.headers.get("content-language"), two.headers.get("content-language")]).toEqual([
    "en",
    markedTag,
  ]);
  expect({ ...problem, title: "", detail: "" }).toEqual({ ...said, title: "", detail: "" });
  expect(isMarked(problem.title + problem.detail), what).toBe(false);
  expect([what, outsideMarks(said.title), outsideMarks(said.detail)]).toEqual([what, "", ""]);
}

test("every problem is in the language that its request asks for, others being asked for at the same time", async () => {
  const asked = routesOf(desk.parts)
    .filter(({ media, path }) => media === undefined && path !== "/openapi.json")
    .flatMap(({ method, path: pattern }) => {
      const path = pattern.replace(/\{\w+\}/g, "7");
      const json = method === "get" ? {} : { json: { nothing: 7 } };
      const what = `${method} ${path}`;
      return [
        { what: `${what}, without a token`, answers: both(method, path, { token: null }) },
        { what: `${what}, as a reader`, answers: both(method, path, { token: desk.tokens.reader, ...json }) },
        { what: `${what}, with an unknown field`, answers: both(method, `${path}?nothing=7`, json) },
        { what, answers: both(method, path, json) },
        ...(method === "get"
          ? []
          : [{ what: `${what}, without JSON`, answers: both(method, path, { body: "{" }) }]),
      ];
    });
  for (const { what, answers } of asked) await check(what, answers);
});

test("why a mail is held, too", async () => {
  const [english, other] = both("get", "/mails?outcome=held");
  const [one, two] = [await (await english).text(), await (await other).text()];
  expect(one).toContain('"cause":"It has no sender, so it cannot be replied to"');
  expect(two).toContain('"cause":"⟦It has no sender, so it cannot be replied to⟧"');
});
