/** Sample people and a mailbox for the settings' pages, and a fault of a field. */

export const people = [
  { user: "marta", name: "Marta Okafor" },
  { user: "jonas", name: "Jonas Lindqvist" },
];
export const mailbox = {
  address: "support@harbour.example",
  aliases: ["help@harbour.example"],
  name: "Harbour Support",
  acknowledge: false,
  signature: "Harbour Support\nMon–Fri 8–18",
  group: "First line",
  language: "en",
  enabled: true,
};
export const wrong = { text: "Address is not valid", field: "address", hint: "It has to contain one @." };
