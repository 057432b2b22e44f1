/** All texts of the demonstration's mails and replies. */
import { billingTopics, returnsTopics } from "./billing.ts";
import { germanTopics } from "./german.ts";
import { salesTopics } from "./sales.ts";
import { supportTopics } from "./support.ts";
import type { Topic } from "./topic.ts";
import { worldTopics } from "./world.ts";

/** The topics, by weight. */
export const everyday: readonly (readonly [weight: number, topics: readonly Topic[]])[] = [
  [36, supportTopics],
  [17, salesTopics],
  [14, billingTopics],
  [9, returnsTopics],
  [14, germanTopics],
  [12, worldTopics],
];
