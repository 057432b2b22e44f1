import manifest from "../../package.json" with { type: "json" };

/** This release, as package.json and the changelog name it. */
export const version: string = manifest.version;
