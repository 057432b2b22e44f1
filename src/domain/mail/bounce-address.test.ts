import { expect, test } from "vitest";
import { isBounceAddress } from "./bounce-address.ts";

test.each([
  "0102018f3c1b2a4d-5e6f7a8b-90ab-cdef-000000@eu-west-1.amazonses.com",
  "bounces+1234567-ab12-ann=customer.example@em4321.shop.example",
  "bounce+9c2b.41-desk=desk.example@mg.shop.example",
  "news-desk=desk.example@lists.example",
  "pm_bounces@pm-bounces.shop.example",
  "bounce-4711_HTML-123@bounce.s7.exacttarget.com",
  "msprvs1=19000abc=bounces-1-2@bounces.shop.example",
  "desk+bncBCX5ABC@desk.example",
  "return-77@news.example",
  "anything@rp.news.example",
])("%s is made for bounces", (address) => {
  expect(isBounceAddress(address)).toBe(true);
});

test.each([
  "ann@customer.example",
  "ann+shop@customer.example",
  "web@shop.example",
  "returning.customer@shop.example",
  "returns@shop.example",
  "bouncer@club.example",
  "SRS0=Hf2k=AB=customer.example=ann@forwarder.example",
  "prvs=0123456789=ann@customer.example",
  "ann@rp.example",
  "deadbeef@customer.example",
  "",
  "@",
  "no address",
])("%s is not", (address) => {
  expect(isBounceAddress(address)).toBe(false);
});
